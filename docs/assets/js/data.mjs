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
 * @property {boolean} emergency  not knowing the answer never counts as "no"
 * @property {Condition | null} ask  when it is asked; null: always
 * @property {Record<string, Condition>} offered  when an option is shown, where it is not always
 * @property {string} role  what its answer is used for in the words to say
 * @property {Record<string, string>} say  what to say of an option
 * @property {string[]} lesser  options that are said only where few others are
 * @property {Record<string, string[]>} repeats  for an option, those after which it would only say a thing again
 * @property {Record<string, string>} say_other  that, of somebody else, where it is different
 * @property {number} minimum
 * @property {number} maximum
 */

/**
 * Texts by the name of their field. A field may have variants for other readers: see textFor.
 *
 * @typedef {Record<string, string>} Texts
 */
/**
 * Lists of texts, in the same way.
 *
 * @typedef {Record<string, string[]>} Lists
 */

/**
 * A rule of the highest level.
 *
 * @typedef {{id: string, contact: string, do: Lists}} EmergencyRule
 */

/**
 * Whom to turn to; of several, the one with the highest order comes first.
 *
 * @typedef {{order: number, texts: Texts, do: Lists}} Contact
 */

/**
 * Whom the texts are about: somebody else than the person who reads, a child, or neither.
 *
 * @typedef {{other: boolean, child: boolean}} Reader
 */

/**
 * A part of the world: its emergency number and its advice line, in words, and what a telephone dials for them,
 * "" where none is known.
 *
 * @typedef {{id: string, emergency: string, number: string, advice: string, advice_number: string, guessed?: number}} Place
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
 * @property {string} age  the question that asks for the age
 * @property {number} adult_from  the age below which texts are those for a child
 * @property {Question[]} questions  in the order of asking
 * @property {Record<string, Condition>} findings
 * @property {Record<string, Condition>} rules
 * @property {EmergencyRule[]} emergency
 * @property {Lists} do  what to do in every emergency
 * @property {Texts} ask  what to ask for in every emergency
 * @property {Texts} say  what to say is put together from these
 * @property {Record<string, Contact>} contacts
 * @property {Place[]} places
 * @property {string} elsewhere  the place of whoever has chosen none
 * @property {string} site  the address under which the site is published
 * @property {string} home  the same, of the home page of this language
 * @property {string} sources_language  the language of the names of sources
 * @property {(PageLink & {title: string})[]} pages  where a result leads, the most important one first
 * @property {PageLink} rules_page  where all rules are
 * @property {PageLink} diary_page
 * @property {Record<string, string>} take_along  words around what is taken along
 * @property {Record<string, string>} words
 */

/** The endings of a field's variants, the most particular first, as in checker/texts.py. */
const VARIANTS = ["_child_other", "_child", "_other"];

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

/**
 * For whom texts on these answers are. Whoever told no age is no child.
 *
 * @param {CheckData} data
 * @param {import("./conditions.mjs").Answers} answers
 * @returns {Reader}
 */
export function readerOf(data, answers) {
  const age = answers[data.age];
  return {
    other: answers[data.speaker] === "other",
    child: typeof age === "number" && age < data.adult_from,
  };
}

/**
 * The variant of a text that fits a reader.
 *
 * @template {string | string[]} T
 * @param {Reader} reader
 * @param {Record<string, T>} texts
 * @param {string} field
 * @returns {T}
 */
export function textFor({ other, child }, texts, field) {
  const fitting = VARIANTS.filter(
    (ending) => (child || !ending.includes("child")) && (other || !ending.includes("other")),
  );
  const found = fitting.map((ending) => texts[field + ending]).find((text) => text !== undefined);
  return found ?? /** @type {T} */ (texts[field]);
}
