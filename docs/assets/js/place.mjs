/** The emergency number of the chosen place. */

import { fill } from "./data.mjs";
import { element } from "./dom.mjs";

/** @typedef {import("./data.mjs").Place} Place */

/**
 * A link that dials the number of the place, where there is one.
 *
 * @param {string} text
 * @param {Place} place
 * @returns {HTMLElement[]}
 */
export function callLink(text, place) {
  const number = /^\d+/.exec(place.emergency)?.[0];
  if (!number) return [];
  const link = element("a", { class: "button", href: `tel:${number}` }, fill(text, place));
  return [element("p", { class: "check-call" }, link)];
}
