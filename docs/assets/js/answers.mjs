/**
 * The answers: read from the form whenever they are needed, kept nowhere else.
 */

import { truth } from "./conditions.mjs";
import { show, textOf } from "./dom.mjs";

/** @typedef {import("./conditions.mjs").Answers} Answers */
/** @typedef {import("./data.mjs").Question} Question */

const NONE = "none";

/** @type {WeakMap<HTMLFormElement, Map<string, HTMLInputElement[]>>} */
const known = new WeakMap();

/**
 * The controls of one question. The form never changes, so it is searched once.
 *
 * @param {HTMLFormElement} form
 * @param {string} question
 * @returns {HTMLInputElement[]}
 */
export function controls(form, question) {
  let groups = known.get(form);
  if (!groups) {
    groups = new Map();
    for (const input of form.querySelectorAll("input")) {
      groups.set(input.name, [...(groups.get(input.name) ?? []), input]);
    }
    known.set(form, groups);
  }
  return groups.get(question) ?? [];
}

/**
 * What was answered to each question; one without an answer is left out.
 *
 * @param {HTMLFormElement} form
 * @param {Question[]} questions
 * @returns {Answers}
 */
export function readAnswers(form, questions) {
  /** @type {Answers} */
  const answers = {};
  for (const question of questions) {
    const answer = readAnswer(form, question);
    if (answer !== undefined) answers[question.id] = answer;
  }
  return answers;
}

/**
 * @param {HTMLFormElement} form
 * @param {Question} question
 * @returns {string | string[] | number | undefined}
 */
function readAnswer(form, question) {
  const inputs = controls(form, question.id);
  const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  if (question.kind === "many") return chosen.length > 0 ? chosen : undefined;
  if (question.kind === "one" || chosen.length > 0) return chosen[0];
  const field = inputs.find((input) => input.type === "number");
  return field && isNumberFor(question, field) ? field.valueAsNumber : undefined;
}

/**
 * Whether a number field holds a whole number in the question's range.
 *
 * @param {Question} question
 * @param {HTMLInputElement} field
 */
function isNumberFor(question, field) {
  const value = field.valueAsNumber;
  return Number.isInteger(value) && value >= question.minimum && value <= question.maximum;
}

/**
 * Keep answers free of contradiction after one control changed: "none of
 * these" and the other answers exclude each other, and so do a number and the
 * choice not to give one. "Not sure" beside a sign stays: it takes nothing back.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} changed
 */
export function settle(form, changed) {
  const others = controls(form, changed.name).filter((input) => input !== changed);
  if (changed.type === "checkbox" && changed.checked) {
    for (const other of others) {
      if (changed.value === NONE || other.value === NONE) other.checked = false;
    }
  }
  if (changed.type === "number" && changed.value !== "") {
    for (const other of others) other.checked = false;
  }
  if (changed.type === "radio") {
    for (const other of others) if (other.type === "number") other.value = "";
  }
}

/**
 * Show the options of a question that fit what is known. One that was chosen stays to be seen, and to be taken back.
 *
 * @param {HTMLInputElement[]} inputs
 * @param {Record<string, import("./conditions.mjs").Condition>} offered
 * @param {import("./conditions.mjs").Facts} facts
 */
export function showOptions(inputs, offered, facts) {
  for (const input of inputs) {
    const when = offered[input.value];
    const option = input.closest(".option");
    if (!when || !(option instanceof HTMLElement)) continue;
    show(option, input.checked || truth(when, facts) !== false);
  }
}

/**
 * Forget the answer to one question.
 *
 * @param {HTMLFormElement} form
 * @param {string} question
 */
export function forget(form, question) {
  for (const input of controls(form, question)) {
    if (input.type === "number") input.value = "";
    else input.checked = false;
  }
}

/**
 * The words of an answer, as they stand in the form.
 *
 * @param {HTMLFormElement} form
 * @param {string} question
 * @returns {string[]}
 */
export function answerTexts(form, question) {
  return controls(form, question).flatMap((input) => {
    if (input.type === "number") return input.value === "" ? [] : [input.value];
    const label = input.labels?.[0];
    return input.checked ? [label ? textOf(label) : input.value] : [];
  });
}
