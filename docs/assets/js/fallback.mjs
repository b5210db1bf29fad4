/**
 * When Python cannot work: the rules as a list, with what was answered marked,
 * and what to do with them. No level is decided here; the reader takes the
 * highest marked line.
 */

import { holds, reported } from "./conditions.mjs";
import { DOUBT, fill } from "./data.mjs";
import { element, find, pageLink, show } from "./dom.mjs";
import { dialling } from "./place.mjs";

/** @typedef {import("./conditions.mjs").Facts} Facts */
/** @typedef {import("./data.mjs").CheckData} CheckData */
/** @typedef {import("./data.mjs").Place} Place */
/** @typedef {import("./worker.mjs").Fault} Fault */

/**
 * Mark in the list what was answered and the rules that fit, and nothing else.
 * The rule that always holds is left out: it would look like advice.
 *
 * @param {HTMLElement} list
 * @param {CheckData} data
 * @param {Facts} facts
 */
export function markRules(list, data, facts) {
  unmarkRules(list);
  const told = reported(data.questions, facts);
  const id = (/** @type {Element} */ line, /** @type {string} */ name) => line.getAttribute(name) ?? "";
  for (const line of list.querySelectorAll("[data-finding]")) {
    const finding = data.findings[id(line, "data-finding")];
    if (holds(finding, facts)) mark(line, line, holds(finding, told) ? data.words.marked : data.words.marked_doubt);
  }
  for (const row of list.querySelectorAll("[data-rule]")) {
    const told = row.querySelector(".is-told") !== null;
    if (told && holds(data.rules[id(row, "data-rule")], facts)) {
      mark(row, row.firstElementChild ?? row, data.words.fits);
    }
  }
}

/**
 * The rules that are marked, as the list has them: level and title, the most
 * pressing first.
 *
 * @param {HTMLElement} list
 * @returns {HTMLElement[]}
 */
function fitting(list) {
  return [...list.querySelectorAll("[data-rule].is-told")].map((row) => {
    const [level, title] = row.children;
    const mark = level?.querySelector(".level")?.cloneNode(true) ?? "";
    return element("li", {}, mark, ` ${title?.textContent ?? ""}`);
  });
}

/**
 * @param {Element} line
 * @param {Element} place
 * @param {string} [word]
 */
function mark(line, place, word = "") {
  line.classList.add("is-told");
  place.prepend(element("strong", { class: "check-told" }, `${word} `));
}

/**
 * Take all marks away.
 *
 * @param {HTMLElement} list
 */
export function unmarkRules(list) {
  for (const word of list.querySelectorAll(".check-told")) word.remove();
  for (const line of list.querySelectorAll(".is-told")) line.classList.remove("is-told");
}

/**
 * Write the screen that stands in for the result.
 *
 * @param {HTMLElement} screen
 * @param {HTMLElement} list  the list of rules, marked
 * @param {CheckData} data
 * @param {Facts | null} facts  null where even these could not be worked out, and nothing is marked
 * @param {Place} place
 */
export function writeFailure(screen, list, data, facts, place) {
  const { words } = data;
  delete screen.dataset.level;
  const rules = fitting(list);
  const paragraph = (/** @type {string | undefined} */ text) =>
    element("p", {}, ...dialling(text ?? "", place));
  const parts = [paragraph(words.failed_intro)];
  if (!facts) parts.push(paragraph(words.failed_unmarked));
  else if (rules.length === 0) parts.push(paragraph(words.failed_none));
  else parts.push(paragraph(words.failed_marked), element("ul", { class: "check-fitting" }, ...rules));
  if (!facts || inDoubt(data, facts)) parts.push(paragraph(words.failed_unsure));
  const [help] = data.pages;
  if (help) parts.push(element("p", {}, pageLink(help, help.title, words)));
  find(screen, "h1", HTMLElement).replaceChildren(words.failed_title ?? "");
  find(screen, "#check-result", HTMLElement).replaceChildren(...parts);
}

/**
 * Say at the head of every screen that the advice does not come, what helps, and, folded, the exact reason.
 *
 * @param {HTMLElement} box
 * @param {Record<string, string>} words
 * @param {Fault | null} fault  null while the start goes on
 * @param {{isNewer: boolean, failures: number}} circumstances  isNewer: the host has a newer version of this page
 * @param {HTMLElement | null} list  the list of rules, marked, where those that fit are to be named here
 */
export function writeTrouble(box, words, fault, { isNewer, failures }, list) {
  const part = (/** @type {string} */ name) => find(box, `[data-${name}]`, HTMLElement);
  const kind = fault?.kind ?? "stalled";
  const lasting = kind === "browser" || kind === "insecure"; // here nothing will ever help
  const reload = isNewer || (!lasting && (failures > 1 || kind === "scripts"));
  const what = words[isNewer ? "failed_newer" : `failed_${kind}`] ?? words.failed_notice ?? "";
  const help = [words[fault ? "failed_go_on" : "stalled_go_on"]];
  if (reload && !isNewer) help.push(words.failed_again);
  if (reload) help.push(words.reload_loss);
  const said = [element("strong", {}, what), ` ${help.join(" ")}`];
  if (part("trouble").textContent !== `${what}${said[1]}`) part("trouble").replaceChildren(...said);
  part("fitting").replaceChildren(...(list ? fitting(list) : []));
  show(part("action=retry"), Boolean(fault) && !lasting && !isNewer);
  show(part("action=reload"), reload);
  show(part("fault"), Boolean(fault));
  const reason = fill(words[`reason_${kind}`] ?? "", fault ?? {});
  const { version = "" } = box.dataset;
  const here = fill(words.failed_version ?? "", { version, browser: navigator.userAgent });
  part("reason").textContent = `${reason} ${here}`;
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
