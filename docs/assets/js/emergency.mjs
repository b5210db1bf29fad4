/**
 * The emergency card. It is shown as soon as an answer makes a rule of the
 * highest level certain, before and without Python. What else the answers
 * mean is decided by Python at the end.
 */

import { holds } from "./conditions.mjs";
import { fill, readerOf, textFor } from "./data.mjs";
import { element, find } from "./dom.mjs";
import { callLink, dialling } from "./place.mjs";
import { spoken } from "./spoken.mjs";

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
 * @param {Facts} facts
 * @param {Place} place
 */
export function writeCard(card, data, rules, facts, place) {
  const first = data.contacts[rules[0]?.contact ?? ""];
  const reader = readerOf(data, facts.answers);
  const of = (/** @type {import("./data.mjs").Lists | undefined} */ lists) => textFor(reader, lists ?? {}, "do") ?? [];
  const text = (/** @type {string} */ field) => fill(textFor(reader, first?.texts ?? {}, field) ?? "", place);
  const to = [...rules.flatMap((rule) => of(rule.do)), ...of(first?.do), ...of(data.do)];
  const put = (/** @type {string} */ part, /** @type {(Node | string)[]} */ content) =>
    find(card, `[data-${part}]`, HTMLElement).replaceChildren(...content);
  put("action-title", [text("title")]);
  put("who", dialling(textFor(reader, first?.texts ?? {}, "who") ?? "", place));
  put("call", callLink(data.words.call ?? "", place, data.words));
  put("do", [...new Set(to)].map((line) => element("li", {}, fill(line, place))));
  put("say", [spoken(data, rules, facts).join(" ")]);
}
