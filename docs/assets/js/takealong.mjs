/**
 * What a person takes along from the result: the summary for a clinician, to
 * print, copy, scan or save, and a reminder. Python makes all of it from the
 * same answers; here it is shown. Nothing is sent, and nothing is kept: all of
 * it is in the result's own element, and goes with it.
 */

import { fill } from "./data.mjs";
import { element, find, moveFocus, pageLink } from "./dom.mjs";
import { codePicture } from "./qr.mjs";
import { saveFile } from "./save.mjs";

/** @typedef {import("./conditions.mjs").Answers} Answers */
/** @typedef {import("./engine.mjs").Engine} Engine */

/**
 * @typedef {{id: string, heading: string, lines: {label: string, text: string}[]}} Section
 */
/**
 * What Python makes of the answers.
 *
 * @typedef {object} TakeAlong
 * @property {{title: string, note: string, sections: Section[]}} summary
 * @property {string} text  of the summary
 * @property {string[]} code_texts  its short form, a text for each QR code
 * @property {string} record  FHIR, as JSON
 * @property {string} calendar  an iCalendar file
 * @property {string} recheck  a day, such as 2026-12-05
 */

/**
 * Add the place of what can be taken along to a result.
 *
 * @param {HTMLElement} result  where the advice stands
 * @param {Record<string, string>} words
 */
export function placeTakeAlong(result, words) {
  const heading = element("h2", {}, words.heading ?? "");
  const status = element("p", { class: "take-along-status", role: "status" }, words.making ?? "");
  result.append(element("section", { class: "take-along" }, heading, status));
  result.querySelector(".check-action")?.after(jumpTo(heading, words));
}

/**
 * Have Python make what can be taken along, and put it in its place.
 *
 * @param {HTMLElement} result  where the advice stands
 * @param {Engine} engine
 * @param {Answers} answers  as Python was given them
 * @param {import("./data.mjs").CheckData} data
 */
export async function fillTakeAlong(result, engine, answers, data) {
  const words = data.take_along;
  const part = find(result, ".take-along", HTMLElement);
  const heading = find(part, "h2", HTMLElement);
  const status = find(part, ".take-along-status", HTMLElement);
  try {
    const made = await engine.takeAlong(answers, circumstances(data));
    status.textContent = "";
    const fold = /** @type {HTMLDetailsElement} */ (
      element("details", {}, element("summary", {}, words.read ?? ""), summary(made.summary))
    );
    heading.after(element("p", {}, words.intro ?? ""), ...buttons(status, engine, made, words, fold));
    part.append(fold, element("p", {}, pageLink(data.diary_page, words.diary ?? "", words)));
  } catch {
    status.textContent = words.failed ?? "";
    const again = button(data.words.retry, () => {
      moveFocus(heading); // the button that has it goes
      again.remove();
      status.textContent = words.making ?? "";
      void fillTakeAlong(result, engine, answers, data);
    });
    status.after(again);
  }
}

/**
 * When this is, for Python, which reads no clock, and the addresses under which the site is published:
 * those of the codes in a record, wherever the page was opened.
 *
 * @param {import("./data.mjs").CheckData} data
 */
function circumstances({ site, home }) {
  const now = new Date();
  return {
    now: Math.max(0, Math.floor(now.getTime() / 1000)),
    offset: -now.getTimezoneOffset(),
    site,
    home,
  };
}

/**
 * @param {HTMLElement} heading
 * @param {Record<string, string>} words
 */
function jumpTo(heading, words) {
  const jump = button(words.jump, () => {
    moveFocus(heading);
    heading.scrollIntoView({ behavior: "instant", block: "start" });
  });
  return element("p", { class: "take-along-jump" }, jump);
}

/**
 * @param {string | undefined} text
 * @param {() => void} act
 */
function button(text, act) {
  const made = element("button", { type: "button", class: "button button-quiet" }, text ?? "");
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {HTMLElement} status
 * @param {Engine} engine
 * @param {TakeAlong} made
 * @param {Record<string, string>} words
 * @param {HTMLDetailsElement} fold  where the summary is
 * @returns {HTMLElement[]}
 */
function buttons(status, engine, made, words, fold) {
  /** @param {string | undefined} text */
  const say = (text) => {
    status.textContent = text ?? "";
  };
  const box = element("div", { class: "take-along-box" });
  const day = inWords(made.recheck, words.locale);
  const save = (/** @type {string} */ file, /** @type {string} */ type, /** @type {string} */ text) => {
    saveFile(file, type, text);
    say(fill(words.saved ?? "", { file }));
  };
  return [
    element(
      "div",
      { class: "take-along-buttons" },
      button(words.print, () => printSummary(fold)),
      button(words.copy, () => void copy(made.text, box, say, words)),
      button(words.code, () => void showCode(made, box, engine, say, words)),
      button(words.record, () => save("self-check.fhir.json", "application/fhir+json", made.record)),
      button(fill(words.reminder ?? "", { date: day }), () =>
        save("check-again.ics", "text/calendar", made.calendar),
      ),
    ),
    element("p", { class: "take-along-note" }, words.reminder_note ?? ""),
    status,
    box,
  ];
}

/**
 * @param {string} day  such as 2026-12-05
 * @param {string | undefined} locale
 */
function inWords(day, locale) {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/**
 * Print the summary alone. The style sheet for paper knows what to hide by the mark on the root;
 * not every browser's lets it open a fold.
 *
 * @param {HTMLDetailsElement} fold
 */
function printSummary(fold) {
  const root = document.documentElement;
  fold.open = true;
  root.dataset.print = "summary";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  window.print();
}

/**
 * @param {string} text
 * @param {HTMLElement} box
 * @param {(text: string | undefined) => void} say
 * @param {Record<string, string>} words
 */
async function copy(text, box, say, words) {
  try {
    await navigator.clipboard.writeText(text);
    box.replaceChildren();
    say(words.copied);
  } catch {
    const area = /** @type {HTMLTextAreaElement} */ (
      element("textarea", { readonly: "", rows: "12", id: "take-along-text" }, text)
    );
    box.replaceChildren(element("label", { for: area.id }, words.text_label ?? ""), area);
    area.focus();
    area.select();
    say(words.select);
  }
}

/**
 * Show one code, and a button for the next where the text needs several: two side by side confuse a scanner.
 *
 * @param {TakeAlong} made
 * @param {HTMLElement} box
 * @param {Engine} engine
 * @param {(text: string | undefined) => void} say
 * @param {Record<string, string>} words
 * @param {number} [n]  counted from 1
 */
async function showCode(made, box, engine, say, words, n = 1) {
  const all = made.code_texts.length;
  const count = (/** @type {string | undefined} */ text, part = n) =>
    fill(text ?? "", { n: String(part), all: String(all) });
  say(words.code_making);
  try {
    const rows = await engine.code(made.code_texts[n - 1] ?? "");
    const several = all > 1;
    const following = (n % all) + 1;
    const notes = [...(several ? [count(words.code_several)] : []), words.code_note];
    box.replaceChildren(
      ...(several ? [element("p", { class: "code-part" }, count(words.code_part))] : []),
      codePicture(rows, words.code_label ?? ""),
      ...(several
        ? [
            button(count(words.code_next, following), () => {
              void showCode(made, box, engine, say, words, following);
            }),
          ]
        : []),
      ...notes.map((note) => element("p", {}, note ?? "")),
    );
    say(several ? `${words.code_ready} ${count(words.code_part)}.` : words.code_ready);
  } catch {
    box.replaceChildren();
    say(words.code_failed);
  }
}

/** @param {TakeAlong["summary"]} summary */
function summary({ title, note, sections }) {
  const page = element("article", { class: "summary" }, element("h3", {}, title), element("p", {}, note));
  for (const { id, heading, lines } of sections) {
    const items = lines.map(({ label, text }) =>
      element("li", {}, ...(label ? [element("strong", {}, `${label}:`), " "] : []), text),
    );
    page.append(
      element(
        "section",
        { class: `summary-${id}` },
        element("h4", {}, heading),
        element("ul", {}, ...items),
      ),
    );
  }
  return page;
}
