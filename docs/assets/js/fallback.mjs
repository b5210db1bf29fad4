/**
 * When Python cannot work: the rules as a list, with what was answered marked,
 * and what to do with them. No level is decided here; the reader takes the
 * highest marked line.
 */

import { truth } from "./conditions.mjs";
import { fill } from "./data.mjs";
import { element, find } from "./dom.mjs";

/** @typedef {import("./conditions.mjs").Facts} Facts */
/** @typedef {import("./data.mjs").CheckData} CheckData */
/** @typedef {import("./data.mjs").Place} Place */

/** Answers after which "no" cannot be assumed. */
const DOUBT = ["not_sure", "prefer_not"];

/**
 * Mark the lines of the list that the answers fit, and unmark the others.
 *
 * @param {HTMLElement} rules
 * @param {CheckData} data
 * @param {Facts} facts
 * @returns {number}  how many are marked
 */
export function markRules(rules, data, facts) {
  let marked = 0;
  for (const line of rules.querySelectorAll("[data-finding]")) {
    const when = data.findings[line.getAttribute("data-finding") ?? ""];
    const fits = when !== undefined && truth(when, facts) === true;
    line.querySelector(":scope > .check-told")?.remove();
    line.classList.toggle("is-told", fits);
    if (!fits) continue;
    marked += 1;
    line.prepend(element("strong", { class: "check-told" }, `${data.words.marked ?? ""} `));
  }
  return marked;
}

/** Take all marks away. @param {HTMLElement} rules */
export function unmarkRules(rules) {
  for (const line of rules.querySelectorAll(".is-told")) line.classList.remove("is-told");
  for (const word of rules.querySelectorAll(".check-told")) word.remove();
}

/**
 * Write the screen that stands in for the result.
 *
 * @param {HTMLElement} screen
 * @param {CheckData} data
 * @param {Facts} facts
 * @param {Place} place
 * @param {number} marked
 */
export function writeFailure(screen, data, facts, place, marked) {
  const { words } = data;
  delete screen.dataset.level;
  const texts = [words.failed_intro, marked > 0 ? words.failed_marked : words.failed_none];
  if (inDoubt(data, facts)) texts.push(words.failed_unsure);
  find(screen, "h1", HTMLElement).replaceChildren(words.failed_title ?? "");
  find(screen, "#check-result", HTMLElement).replaceChildren(
    ...texts.map((text) => element("p", {}, fill(text ?? "", place))),
  );
}

/**
 * Whether an emergency question was left open or answered with doubt.
 *
 * @param {CheckData} data
 * @param {Facts} facts
 */
function inDoubt(data, { answers, hidden }) {
  return data.questions.some(({ id, emergency }) => {
    const answer = answers[id];
    if (!emergency || hidden.has(id)) return false;
    if (answer === undefined) return true;
    const chosen = Array.isArray(answer) ? answer : [String(answer)];
    return chosen.some((option) => DOUBT.includes(option));
  });
}
