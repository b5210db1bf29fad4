/** What builder/publish/offline.py writes at the top of sw.js. */

/** Names this version of the site: a hash of all that follows. */
declare const BUILD: string;
/** Every file but Python's: path below the site's root -> SHA-256. */
declare const SITE: Record<string, string>;
/** Python's files and the checker: path below the site's root -> SHA-256. */
declare const RUNTIME: Record<string, string>;
