/** The review: every answer, each with a way to change it. */

import { element } from "./dom.mjs";

/**
 * @typedef {object} Row
 * @property {string} name  what was asked
 * @property {string[]} values  what was answered
 * @property {string} screen  where it is changed
 */

/**
 * Write the list of answers.
 *
 * @param {HTMLElement} summary  a `dl`
 * @param {Row[]} rows
 * @param {Record<string, string>} words
 * @param {(screen: string) => void} change
 */
export function writeReview(summary, rows, words, change) {
  summary.replaceChildren(
    ...rows.map(({ name, values, screen }) => {
      const button = element(
        "button",
        { type: "button", class: "check-link" },
        words.change ?? "",
        element("span", { class: "visually-hidden" }, ` (${name})`),
      );
      button.addEventListener("click", () => change(screen));
      const texts = values.length > 0 ? values : [words.not_answered ?? ""];
      return element(
        "div",
        {},
        element("dt", {}, name),
        element("dd", {}, ...texts.map((text) => element("p", {}, text))),
        element("dd", { class: "check-change" }, button),
      );
    }),
  );
}
