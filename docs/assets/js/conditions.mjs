/**
 * Conditions, the same small vocabulary that the Python engine reads.
 *
 * Here they serve two ends only: which question comes next, and whether an
 * answer is an emergency that must not wait. A condition can be true, false or
 * still open, because a question that has not been answered yet could go
 * either way: an emergency is announced when it is certain, not before.
 *
 * tests/vectors holds this and Python's checker.conditions to the same truths.
 */

/**
 * @typedef {{is: string} | {all: Condition[]} | {any: Condition[]} | {not: Condition}
 *   | {at_least: number, of: string | Condition[]}} Condition
 */
/** @typedef {Record<string, string | string[] | number>} Answers */
/** @typedef {import("./data.mjs").Question} Question */
/** @typedef {boolean | undefined} Truth  undefined: still open */

import { DOUBT, NOT_SURE } from "./data.mjs";

/**
 * What is known while conditions are read.
 *
 * @typedef {object} Facts
 * @property {Answers} answers
 * @property {ReadonlySet<string>} hidden  questions that do not apply to this person
 * @property {ReadonlySet<string>} open  answered questions that could have further answers, which nobody knows
 * @property {Record<string, Condition>} findings
 */

/**
 * @param {Condition} condition
 * @param {Facts} facts
 * @returns {Truth}
 */
export function truth(condition, facts) {
  if ("is" in condition) {
    const name = condition.is;
    if (name.includes(".")) return chosen(name, facts);
    const finding = facts.findings[name];
    return finding ? truth(finding, facts) : false;
  }
  if ("all" in condition) return count(condition.all, condition.all.length, facts);
  if ("any" in condition) return count(condition.any, 1, facts);
  if ("not" in condition) {
    const inner = truth(condition.not, facts);
    return inner === undefined ? undefined : !inner;
  }
  return typeof condition.of === "string"
    ? reaches(condition.of, condition.at_least, facts)
    : count(condition.of, condition.at_least, facts);
}

/**
 * Whether a condition is there and certainly true.
 *
 * @param {Condition | undefined} condition
 * @param {Facts} facts
 * @returns {boolean}
 */
export function holds(condition, facts) {
  return condition !== undefined && truth(condition, facts) === true;
}

/**
 * Whether `question.option` was chosen.
 *
 * @param {string} name
 * @param {Facts} facts
 * @returns {Truth}
 */
function chosen(name, { answers, hidden, open }) {
  const [question, option] = /** @type {[string, string]} */ (name.split("."));
  const answer = answers[question];
  if (Array.isArray(answer) ? answer.includes(option) : answer === option) return true;
  const unknown = answer === undefined ? !hidden.has(question) : open.has(question);
  return unknown ? undefined : false;
}

/**
 * Whether a number reaches a threshold. One that the person does not know
 * could, so it counts, as it does in Python.
 *
 * @param {string} question
 * @param {number} least
 * @param {Facts} facts
 * @returns {Truth}
 */
function reaches(question, least, { answers, hidden }) {
  const answer = answers[question];
  if (answer === undefined) return hidden.has(question) ? true : undefined;
  return typeof answer === "number" ? answer >= least : true;
}

/**
 * Whether at least `least` of the conditions hold.
 *
 * @param {Condition[]} conditions
 * @param {number} least
 * @param {Facts} facts
 * @returns {Truth}
 */
function count(conditions, least, facts) {
  const values = conditions.map((condition) => truth(condition, facts));
  const sure = values.filter((value) => value === true).length;
  const open = values.filter((value) => value === undefined).length;
  if (sure >= least) return true;
  return sure + open >= least ? undefined : false;
}

/**
 * The questions that apply, given the answers so far, and the facts that
 * follow. Answers to questions that do not apply are left out of the facts,
 * so that a hidden answer cannot open or close another question.
 *
 * @param {Question[]} questions  in the order of asking
 * @param {Answers} answers
 * @param {Record<string, Condition>} findings
 * @returns {{asked: Question[], facts: Facts}}
 */
export function route(questions, answers, findings) {
  /** @type {Answers} */
  const kept = {};
  /** @type {Set<string>} */
  const hidden = new Set();
  const facts = { answers: kept, hidden, open: new Set(), findings };
  const asked = questions.filter((question) => {
    const applies = question.ask ? truth(question.ask, facts) : true;
    const answer = answers[question.id];
    if (applies === false) hidden.add(question.id);
    if (applies === true && answer !== undefined) {
      const keptBack = question.kind === "number" && typeof answer === "string";
      kept[question.id] = keptBack ? NOT_SURE : answer;
    }
    return applies === true;
  });
  return { asked, facts };
}

/**
 * The same facts with each doubt left open. What holds in these was reported;
 * what holds in `facts` alone is only possible, and must not be told as a fact.
 *
 * @param {Question[]} questions  in the order of asking
 * @param {Facts} facts
 * @returns {Facts}
 */
export function reported(questions, facts) {
  /** @type {Answers} */
  const answers = {};
  /** @type {Set<string>} */
  const hidden = new Set();
  /** @type {Set<string>} */
  const open = new Set();
  const told = { answers, hidden, open, findings: facts.findings };
  for (const { id, ask } of questions) {
    const answer = facts.answers[id];
    if (typeof answer === "number") answers[id] = answer;
    else if (answer !== undefined) {
      const given = [answer].flat();
      const sure = given.filter((option) => !DOUBT.includes(option));
      if (sure.length > 0) answers[id] = sure;
      if (sure.length < given.length) open.add(id);
    } else if (ask && facts.hidden.has(id) && truth(ask, told) === false) hidden.add(id);
  }
  return told;
}

/**
 * What a condition that holds rests on: options and number questions, down through its findings.
 *
 * @param {Condition} condition
 * @param {Facts} facts
 * @param {boolean} [helps]  false below a "not"
 * @returns {string[]}
 */
export function ends(condition, facts, helps = true) {
  if ("not" in condition) return ends(condition.not, facts, !helps);
  if ("is" in condition) {
    const finding = facts.findings[condition.is];
    if (!finding) return [condition.is];
    return holds(finding, facts) === helps ? ends(finding, facts, helps) : [];
  }
  const parts = "all" in condition ? condition.all : "any" in condition ? condition.any : condition.of;
  return typeof parts === "string" ? [parts] : parts.flatMap((part) => ends(part, facts, helps));
}
