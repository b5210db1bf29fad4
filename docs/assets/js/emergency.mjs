/**
 * The emergency card. It is shown as soon as an answer makes a rule of the
 * highest level certain, before and without Python. What else the answers
 * mean is decided by Python at the end.
 */

import { holds } from "./conditions.mjs";
import { fill } from "./data.mjs";
import { element, find } from "./dom.mjs";
import { callLink } from "./place.mjs";

/** @typedef {import("./conditions.mjs").Facts} Facts */
/** @typedef {import("./data.mjs").CheckData} CheckData */
/** @typedef {import("./data.mjs").EmergencyRule} EmergencyRule */
/** @typedef {import("./data.mjs").Place} Place */

/**
 * The emergency rules that certainly hold, the one to act on first at the front.
 *
 * @param {CheckData} data
 * @param {Facts} facts
 * @returns {EmergencyRule[]}
 */
export function raised(data, facts) {
  const order = (/** @type {EmergencyRule} */ rule) => data.contacts[rule.contact]?.order ?? 0;
  return data.emergency
    .filter(({ id }) => holds(data.rules[id], facts))
    .sort((one, other) => order(other) - order(one));
}

/**
 * Write the card for the rules that hold.
 *
 * @param {HTMLElement} card
 * @param {CheckData} data
 * @param {EmergencyRule[]} rules  at least one
 * @param {Place} place
 */
export function writeCard(card, data, rules, place) {
  const first = data.contacts[rules[0]?.contact ?? ""];
  const to = [...rules.flatMap((rule) => rule.do), ...(first?.do ?? []), ...data.do];
  const put = (/** @type {string} */ part, /** @type {(Node | string)[]} */ content) =>
    find(card, `[data-${part}]`, HTMLElement).replaceChildren(...content);
  put("action-title", [fill(first?.title ?? "", place)]);
  put("who", [fill(first?.who ?? "", place)]);
  put("call", callLink(data.words.call ?? "", place));
  put("do", [...new Set(to)].map((line) => element("li", {}, fill(line, place))));
  put("reasons", rules.map((rule) => element("li", {}, rule.title)));
}
