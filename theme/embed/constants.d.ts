/** The name of the custom element. */
declare const ELEMENT: string;

/** The page of the self-check in each language: its address below the site, and its title. */
declare const PAGES: Readonly<Record<string, { address: string; title: string }>>;
