/**
 * The questionnaire's data, written into the page when the site was built.
 *
 * It holds what the page itself has to know before Python is there: when a
 * question is asked, which answers are an emergency, and the words of the
 * interface. The levels are decided by Python alone.
 */

/** @typedef {import("./conditions.mjs").Condition} Condition */

/**
 * @typedef {object} Question
 * @property {string} id
 * @property {"one" | "many" | "number"} kind
 * @property {string} short  what it is about, in a few words
 * @property {boolean} emergency  not knowing the answer never counts as "no"
 * @property {Condition | null} ask  when it is asked; null: always
 * @property {number} minimum
 * @property {number} maximum
 */

/**
 * A rule of the highest level.
 *
 * @typedef {object} EmergencyRule
 * @property {string} id
 * @property {string} contact
 * @property {string} title
 * @property {string[]} do
 */

/**
 * Whom to turn to; of several, the one with the highest order comes first.
 *
 * @typedef {{order: number, title: string, who: string, do: string[]}} Contact
 */

/**
 * A part of the world: its emergency number and its advice line, in words, and what a telephone dials for them,
 * "" where none is known.
 *
 * @typedef {{id: string, emergency: string, number: string, advice: string, advice_number: string}} Place
 */

/**
 * A page of this site: the way to it from the check, and its language.
 *
 * @typedef {{address: string, language: string}} PageLink
 */

/**
 * @typedef {object} CheckData
 * @property {string} version  of the content
 * @property {string} language
 * @property {string} speaker  the question that asks whom the check is for
 * @property {Question[]} questions  in the order of asking
 * @property {Record<string, Condition>} findings
 * @property {Record<string, Condition>} rules
 * @property {EmergencyRule[]} emergency
 * @property {string[]} do  what to do in every emergency
 * @property {Record<string, Contact>} contacts
 * @property {Place[]} places  the last one is for everywhere else
 * @property {string} site  the way from this page to the root of the site
 * @property {string} home  the way from this page to the home page of its language
 * @property {string} sources_language  the language of the names of sources
 * @property {(PageLink & {title: string})[]} pages  where a result leads, the most important one first
 * @property {PageLink} rules_page  where all rules are
 * @property {PageLink} diary_page
 * @property {Record<string, string>} take_along  words around what is taken along
 * @property {Record<string, string>} words
 */

export const NOT_SURE = "not_sure";
/** Answers after which "no" cannot be assumed. */
export const DOUBT = [NOT_SURE, "prefer_not"];

/**
 * Read the data that the page carries.
 *
 * @param {Document} page
 * @returns {CheckData}
 */
export function readData(page) {
  const holder = page.getElementById("check-data");
  return JSON.parse(holder?.textContent ?? "");
}

/**
 * Put values into a text: `fill("{n} left", {n: 3})` is "3 left".
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
