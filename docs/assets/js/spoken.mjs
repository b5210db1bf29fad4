/**
 * What to say in an emergency, before Python is there: the same sentences in the same order as
 * checker/spoken.py. Each is of an option that was ticked; the rules that hold say which.
 */

import { behind } from "./conditions.mjs";
import { DOUBT, fill, NOT_SURE, readerOf, textFor } from "./data.mjs";

/** @typedef {import("./conditions.mjs").Facts} Facts */
/** @typedef {import("./data.mjs").CheckData} CheckData */
/** @typedef {import("./data.mjs").EmergencyRule} EmergencyRule */
/** @typedef {import("./data.mjs").Question} Question */
/** @typedef {{text: string, when: string, lesser: boolean, repeats: string[]}} Sign */

/** Where as many signs are told, lesser ones are left out. */
const FEW = 2;

/**
 * @param {CheckData} data
 * @param {EmergencyRule[]} rules  those that hold, the one to act on first at the front
 * @param {Facts} facts
 * @returns {string[]}  sentences
 */
export function spoken(data, rules, facts) {
  const reader = readerOf(data, facts.answers);
  const questions = new Map(data.questions.map((question) => [question.id, question]));
  const chosen = (/** @type {Question} */ { id }) => [facts.answers[id] ?? []].flat().map(String);
  const sentence = (/** @type {Question} */ question, /** @type {string} */ option) =>
    (reader.other ? question.say_other[option] : undefined) ?? question.say[option] ?? "";
  const ofRole = (/** @type {string} */ role) =>
    data.questions
      .filter((question) => question.role === role)
      .flatMap((question) => chosen(question).filter((o) => !DOUBT.includes(o)).map((o) => sentence(question, o)))
      .filter((text) => text !== "");

  const since = new Map(
    data.questions.flatMap((question) => {
      const when = question.role === "since" ? chosen(question).map((o) => sentence(question, o))[0] : undefined;
      return when ? [...behind(question.ask ?? undefined, facts)].map((name) => /** @type {const} */ ([name, when])) : [];
    }),
  );
  /** @type {Map<string, Sign>} */
  const ticked = new Map();
  const doubts = new Set();
  const names = new Set(rules.flatMap(({ id }) => [...behind(data.rules[id], facts)]));
  for (const name of names) {
    const [key, option] = /** @type {[string, string]} */ (name.split("."));
    const question = questions.get(key);
    const text = question ? sentence(question, option) : "";
    if (!question || text === "" || !["", "first"].includes(question.role)) continue;
    if (option === NOT_SURE) {
      if (chosen(question).length === 1) doubts.add(text);
    } else if (question.role === "") {
      const repeats = question.repeats[option] ?? [];
      ticked.set(name, { text, when: since.get(name) ?? "", lesser: question.lesser.includes(option), repeats });
    }
  }
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  const once = [...ticked.values()].filter(({ repeats }) => !repeats.some((name) => ticked.has(name)));
  for (const { text, when } of withoutLesser(once)) groups.set(when, [...(groups.get(when) ?? []), text]);
  const signs = [...groups].flatMap(([when, texts]) => (when ? [...texts, when] : texts));
  const first = ofRole("first");
  const opening = openingOf(data, facts, ofRole);
  const start = reader.other ? [opening, ...first] : [...first, opening];
  const unsure = signs.length > 0 ? [...doubts].slice(0, 1) : doubts;
  return [...start, ...signs, ...unsure, textFor(reader, data.ask, "ask")];
}

/**
 * As many of the lesser signs as there is room for, and all others.
 *
 * @param {Sign[]} signs
 */
function withoutLesser(signs) {
  const room = FEW - signs.filter(({ lesser }) => !lesser).length;
  const leftOut = signs.filter(({ lesser }) => lesser).slice(Math.max(room, 0));
  return signs.filter((sign) => !leftOut.includes(sign));
}

/**
 * Who it is about, what hurts and since when, as far as these are known.
 *
 * @param {CheckData} data
 * @param {Facts} facts
 * @param {(role: string) => string[]} ofRole
 */
function openingOf(data, { answers }, ofRole) {
  const { say } = data;
  const age = answers[data.age];
  const [duration] = ofRole("duration");
  const which = `opening${typeof age === "number" ? "_age" : ""}${duration ? "_since" : ""}`;
  return fill(textFor(readerOf(data, answers), say, which), {
    age: fill(say[`age_${age}`] ?? say["age"] ?? "", { n: String(age) }),
    pain: ofRole("place")[0] ?? say["pain"] ?? "",
    duration: duration ?? "",
  });
}
