/** Files that are made in the page and saved by the browser. They leave the device only if the person sends them. */

/** Browsers read the file at once; after this the page lets go of it. */
const KEPT_MS = 10_000;

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function saveFile(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
