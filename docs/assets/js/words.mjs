/** What the frame of each page says in the reader's language, for the scripts that are on every page. */

/**
 * Texts by name; `locale` is for dates and the order of texts, and what the site keeps on a device is named
 * after `store`.
 *
 * @type {Record<string, string>}
 */
export const words = JSON.parse(document.getElementById("site-words")?.textContent ?? "{}");
