/**
 * The result: the action first, then why, then the rest. Every word comes from
 * Python's assessment or from the page's own words, and is put in as text.
 */

import { DOUBT, fill } from "./data.mjs";
import { element, find, list, pageLink } from "./dom.mjs";
import { callLink, dialling } from "./place.mjs";

/** @typedef {import("./data.mjs").Place} Place */

/** @typedef {{question: string, option: string | null, label: string | null}} AnswerRef */
/** @typedef {{name: string, medical: string | null, answers: AnswerRef[]}} FindingRef */
/** @typedef {{id: string, mark: string, claim: string, citation: string, url: string | null}} EvidenceRef */
/**
 * @typedef {object} Reason
 * @property {string} rule
 * @property {string} level
 * @property {string} title
 * @property {string} why
 * @property {FindingRef[]} findings
 * @property {EvidenceRef[]} evidence
 */
/**
 * @typedef {object} Assessment
 * @property {string} content_version
 * @property {string} content_date
 * @property {string} level
 * @property {number} rank
 * @property {{mark_word: string, title: string, by_when: string, who: string, also: {title: string}[],
 *   do: string[], say: {spoken: string, staff: string | null}, next: string[], meanwhile: string[], come_back: string[], limits: string[]}} advice
 * @property {Reason[]} reasons
 * @property {{name: string}[]} not_raised
 * @property {string[]} unanswered
 * @property {string[]} not_sure
 * @property {string[]} dropped
 * @property {{lead: string, text: string}[]} would_change
 */

/**
 * What the result needs besides the assessment.
 *
 * @typedef {object} Setting
 * @property {import("./data.mjs").CheckData} data
 * @property {Place} place
 * @property {(question: string) => string} title  of a question
 * @property {(question: string) => string[]} given  the words of the answer to a question
 */

/** Levels whose contacts may be out of reach at night. */
const SOON = ["same_day", "urgent_appointment"];
/** The level at which there is nobody to call. */
const AT_HOME = "self_care";

/**
 * Write the result into its screen.
 *
 * @param {HTMLElement} screen
 * @param {Assessment} assessment
 * @param {Setting} setting
 */
export function writeResult(screen, assessment, setting) {
  const { advice, level } = assessment;
  screen.dataset.level = level;
  find(screen, "h1", HTMLElement).replaceChildren(
    element("span", { class: `level level-${level} level-filled` }, advice.mark_word),
    " ",
    element("span", {}, advice.title),
  );
  find(screen, "#check-result", HTMLElement).replaceChildren(
    action(assessment, setting),
    ...reasons(assessment, setting),
    ...rest(assessment, setting),
  );
}

/**
 * What to do: alone, before everything else.
 *
 * @param {Assessment} assessment
 * @param {Setting} setting
 */
function action({ advice, level }, { data: { words }, place }) {
  const card = element("div", { class: `check-action check-action-${level}` });
  card.append(
    element("p", { class: "check-by-when" }, advice.by_when),
    element("p", { class: "check-who" }, advice.who),
  );
  if (level === "emergency_now") card.append(...callLink(words.call ?? "", place, words));
  if (SOON.includes(level)) card.append(element("p", {}, ...dialling(words.line ?? "", place)));
  if (advice.also.length > 0) {
    card.append(
      element("h2", {}, words.also ?? ""),
      list(advice.also.map((contact) => contact.title)),
    );
  }
  card.append(element("h2", {}, words.do ?? ""), list(advice.do));
  if (level !== AT_HOME) {
    card.append(element("h2", {}, words.say ?? ""), element("p", { class: "check-say" }, advice.say.spoken));
  }
  return card;
}

/**
 * Why: the rules that decided, then those that hold at lower levels, then the
 * medical words, which frighten and which only staff need.
 *
 * @param {Assessment} assessment
 * @param {Setting} setting
 */
function reasons(assessment, setting) {
  const { words } = setting.data;
  const deciding = assessment.reasons.filter((reason) => reason.level === assessment.level);
  const lower = assessment.reasons.filter((reason) => reason.level !== assessment.level);
  const parts = [];
  if (deciding.length > 0) {
    parts.push(part(words.because, ...deciding.map((reason) => why(reason, setting))));
  }
  if (lower.length > 0) {
    const head = fill(words.lower ?? "", { n: lower.length });
    parts.push(forScreen(part("", folded(head, ...lower.map((reason) => why(reason, setting))))));
  }
  const { staff } = assessment.advice.say;
  if (assessment.level !== AT_HOME && staff !== null) {
    parts.push(part("", folded(words.staff ?? "", element("p", { class: "check-say" }, staff))));
  }
  return parts;
}

/**
 * One rule: what was told, why it matters, where it comes from.
 *
 * @param {Reason} reason
 * @param {Setting} setting
 */
function why(reason, { data, title, given }) {
  const { words } = data;
  // What was ticked in a list speaks for itself. The other answers say little without their question.
  const listed = new Set(data.questions.filter(({ kind }) => kind === "many").map(({ id }) => id));
  const told = reason.findings.flatMap((finding) => {
    const answers = finding.answers.flatMap(({ question, option, label }) => {
      const texts = label === null ? given(question) : [label];
      const clear = listed.has(question) && !DOUBT.includes(option ?? "");
      return clear ? texts : texts.map((text) => `${title(question)} ${text}`);
    });
    return answers.length > 0 ? answers : [finding.name];
  });
  const medical = new Set(reason.findings.flatMap((finding) => finding.medical ?? []));
  const section = element("section", { class: "check-reason" });
  section.append(element("h3", {}, reason.title), element("p", {}, reason.why));
  if (told.length > 0) {
    section.append(element("p", { class: "check-told-head" }, words.told ?? ""), list([...new Set(told)]));
  }
  const sources = reason.evidence.map((entry) =>
    element(
      "li",
      {},
      element("span", { lang: data.sources_language }, entry.citation),
      " ",
      element("span", { class: "check-mark" }, `(${words[`mark_${entry.mark}`] ?? entry.mark})`),
    ),
  );
  if (medical.size > 0) {
    const text = fill(words.medical ?? "", { words: [...medical].join("; ") });
    section.append(element("p", { class: "check-medical" }, text));
  }
  section.append(
    folded(
      words.sources ?? "",
      element("ul", { class: "check-sources" }, ...unique(sources)),
      element("p", {}, pageLink(data.rules_page, words.rule ?? "", words, reason.rule)),
    ),
  );
  return section;
}

/**
 * @param {string} summary
 * @param {...Node} content
 */
function folded(summary, ...content) {
  return element("details", {}, element("summary", {}, summary), ...content);
}

/**
 * @param {HTMLElement[]} items
 * @returns {HTMLElement[]}
 */
function unique(items) {
  return [...new Map(items.map((item) => [item.textContent, item])).values()];
}

/**
 * @param {Assessment} assessment
 * @param {Setting} setting
 */
function rest(assessment, { data: { words, pages }, title }) {
  const { advice } = assessment;
  const unknown = [
    { head: words.unsure_list, ids: assessment.not_sure },
    { head: words.unanswered_list, ids: assessment.unanswered },
    { head: words.dropped_list, ids: assessment.dropped },
  ].flatMap(({ head, ids }) =>
    ids.length > 0 ? [element("p", {}, head ?? ""), list(ids.map(title))] : [],
  );
  const links = pages.map((page) => element("li", {}, pageLink(page, page.title, words)));
  const parts = [];
  if (unknown.length > 0) parts.push(forScreen(part(words.unsure, ...unknown)));
  if (assessment.not_raised.length > 0) {
    const names = assessment.not_raised.map((finding) => finding.name);
    const head = fill(words.not_raised ?? "", { n: names.length });
    const note = element("p", {}, words.not_raised_note ?? "");
    parts.push(forScreen(part("", folded(head, note, list(names)))));
  }
  parts.push(part(words.would_change, ladder(assessment.would_change)));
  if (advice.next.length > 0) parts.push(forScreen(part(words.next, list(advice.next))));
  parts.push(
    part(words.meanwhile, list(advice.meanwhile)),
    part(words.come_back, list(advice.come_back)),
    part("", folded(words.limits ?? "", list(advice.limits))),
    forScreen(part(words.read_more, element("ul", {}, ...links))),
    element("p", { class: "check-version" }, version(assessment, words)),
  );
  return parts;
}

/**
 * Signs, each after how soon it would be then: the eye looks for that.
 *
 * @param {Assessment["would_change"]} changes
 */
function ladder(changes) {
  const items = changes.map(({ lead, text }) =>
    lead ? element("li", {}, element("strong", {}, `${lead}:`), ` ${text}`) : element("li", {}, text),
  );
  return element("ul", {}, ...items);
}

/**
 * A part of the result under a heading of its own. What is out of view is laid
 * out after the action has been painted: see is-arriving in check.css.
 *
 * @param {string | undefined} head  "" for none
 * @param {...Node} content
 */
function part(head, ...content) {
  const section = element("section", { class: "check-part" }, ...content);
  if (head) section.prepend(element("h2", {}, head));
  return section;
}

/**
 * Mark a part that paper does without: the summary for a clinician, printed after the advice, has it too,
 * or it can only be pressed.
 *
 * @param {HTMLElement} section
 */
function forScreen(section) {
  section.classList.add("check-screen-only");
  return section;
}

/**
 * Which rules these were.
 *
 * @param {Assessment} assessment
 * @param {Record<string, string>} words
 */
function version({ content_date, content_version }, words) {
  const date = new Date(`${content_date}T00:00:00Z`);
  const format = new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: "UTC" });
  return fill(words.version ?? "", { date: format.format(date), version: content_version });
}
