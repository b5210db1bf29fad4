/** The emergency number of the place where somebody is: chosen in the check, or guessed from the device's clock. */

import { fill } from "./data.mjs";
import { element } from "./dom.mjs";

/** @typedef {import("./data.mjs").Place} Place */

/**
 * Put the number first that is likely where the device is, in the rows of numbers of a page. The time zone of
 * the device is looked up in the page and kept nowhere. A wrong guess changes the order: the others stay.
 *
 * @param {ParentNode} page
 */
export function orderNumbers(page) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const link of page.querySelectorAll(".call-row > [data-zones]")) {
    if (!link.getAttribute("data-zones")?.split(" ").includes(zone)) continue;
    link.removeAttribute("hidden");
    link.classList.add("call-first");
    link.parentElement?.querySelector(".call")?.before(link);
  }
}

/**
 * Choose the place where the device seems to be, by its time zone, unless one is chosen. Nothing of it is kept.
 *
 * @param {HTMLSelectElement} places
 * @returns {boolean}  whether a place was guessed
 */
export function guessPlace(places) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const likely = [...places.options].find(({ dataset }) => dataset.zones?.split(" ").includes(zone));
  if (!likely || places.value !== "") return false;
  places.value = likely.value;
  return true;
}

/**
 * A link that dials the number of the place or, where none is known or it is a guess, the row of numbers of
 * this page: the likely one comes first.
 *
 * @param {string} text
 * @param {Place} place
 * @param {Record<string, string>} words
 * @returns {HTMLElement[]}
 */
export function callLink(text, place, words) {
  if (place.number !== "" && !place.guessed) {
    const link = element("a", { class: "button", href: `tel:${place.number}` }, fill(text, place));
    return [element("p", { class: "check-call" }, link)];
  }
  const row = document.querySelector(".call-row")?.cloneNode(true);
  if (!(row instanceof HTMLElement)) return [];
  row.classList.remove("call-brief");
  for (const link of row.querySelectorAll("a:not(.call)")) {
    const { numbers } = /** @type {HTMLAnchorElement} */ (link).dataset;
    if (numbers) {
      link.textContent = numbers;
      link.setAttribute("href", (link.getAttribute("href") ?? "").replace(/#.*/, "#numbers"));
    }
    // It leaves the answers as they are.
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener");
    link.append(element("span", { class: "visually-hidden" }, ` (${words.new_tab ?? ""})`));
  }
  return [row];
}

/**
 * A text with the numbers of a place in it, as links that dial.
 *
 * @param {string} text
 * @param {Place} place
 * @returns {(Node | string)[]}
 */
export function dialling(text, place) {
  const numbers = { "{emergency}": place.number, "{advice}": place.advice_number };
  return text.split(/(\{\w+\})/).map((part) => {
    const number = /** @type {Record<string, string>} */ (numbers)[part];
    const words = fill(part, place);
    return number ? element("a", { href: `tel:${number}` }, words) : words;
  });
}
