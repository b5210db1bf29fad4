/**
 * The likelihood explorer: asks Python what follows from the choice and shows it. Nothing is stored, and nothing
 * goes into the address. Python is loaded when the first finding is chosen, not before.
 */

import { element, find } from "./dom.mjs";
import { Engine } from "./engine.mjs";
import { shape } from "./svg.mjs";

/** @typedef {{name: string, text: string, population: string, mark: string, evidence: string[]}} Origin */
/** @typedef {{people: number, filled: number, outlined: number, label: string}} Picture */
/**
 * What Python says about a choice.
 *
 * @typedef {object} Result
 * @property {string} before  empty where the figure belongs to no setting
 * @property {string} after  empty where there is no figure
 * @property {string[]} remarks
 * @property {{title: string, reasons: {title: string, reason: string, evidence: string[]}[]} | null} refused
 * @property {{text: string, evidence: string[]}} caution
 * @property {Origin[]} figures
 * @property {Picture | null} picture
 */

const COLUMNS = 40;
/** A person of 8 by 11 units: head, and shoulders down to the feet. */
const PERSON = "m4 1.2a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 1 1 0-3.4m-2.2 8.6v-2.4a2.2 2.2 0 0 1 4.4 0v2.4z";
const WIDTH = 8;
const HEIGHT = 11;

const form = find(document, "#explorer", HTMLFormElement);
const target = find(form, "#explorer-target", HTMLSelectElement);
const status = find(form, "#explorer-status", HTMLElement);
const again = find(form, "#explorer-again", HTMLElement);
const outcome = find(form, "#explorer-outcome", HTMLElement);
/** @type {Record<string, string>} */
const words = JSON.parse(find(form, "#explorer-words", HTMLScriptElement).textContent ?? "{}");
const engine = new Engine(form, form.dataset["language"] ?? "", form.dataset["version"] ?? "");
engine.onstate = (state) => state === "stalled" && say(words["failed"] ?? "");

/** Counts the choices, so that an answer that comes too late is not shown. */
let latest = 0;

form.addEventListener("change", () => show());
find(again, "button", HTMLButtonElement).addEventListener("click", () => show());
form.hidden = false;
show();

/** The part of the form that belongs to what is looked for; the others are hidden. */
function part() {
  for (const one of form.querySelectorAll("[data-target]")) {
    if (one instanceof HTMLElement) one.hidden = one.dataset["target"] !== target.value;
  }
  return find(form, `[data-target="${target.value}"]`, HTMLElement);
}

async function show() {
  const here = part();
  const mine = ++latest;
  const checked = [...here.querySelectorAll("input:checked")];
  const findings = checked.map((input) => /** @type {HTMLInputElement} */ (input).value);
  again.hidden = true;
  if (findings.length === 0) {
    outcome.hidden = true;
    say(words["choose"] ?? "");
    return;
  }
  const setting = find(here, "select", HTMLSelectElement).value;
  const late = window.setTimeout(() => say(words["starting"] ?? ""), 200);
  try {
    const result = await engine.explore({ target: target.value, setting, findings });
    if (mine !== latest) return;
    say(result.refused?.title ?? result.after);
    outcome.replaceChildren(...written(result));
    outcome.hidden = false;
  } catch {
    if (mine !== latest) return;
    outcome.hidden = true;
    again.hidden = false;
    say(words["failed"] ?? "");
  } finally {
    clearTimeout(late);
  }
}

/** @param {string} text */
function say(text) {
  status.textContent = text;
}

/**
 * @param {Result} result
 * @returns {Node[]}
 */
function written(result) {
  const nodes = [];
  for (const { title, reason, evidence } of result.refused?.reasons ?? []) {
    const head = element("strong", {}, `${title}.`);
    nodes.push(element("p", { class: "explorer-reason" }, head, ` ${reason}`, ...notes(evidence)));
  }
  if (result.refused && result.after) nodes.push(element("p", { class: "explorer-after" }, result.after));
  if (result.before) nodes.push(element("p", { class: "explorer-before" }, result.before));
  if (result.picture) nodes.push(picture(result.picture));
  nodes.push(...result.remarks.map((text) => element("p", {}, text)));
  nodes.push(element("p", {}, result.caution.text, ...notes(result.caution.evidence)));
  nodes.push(element("h3", {}, words["figures"] ?? ""));
  nodes.push(element("dl", {}, ...result.figures.flatMap(origin)));
  return nodes;
}

/** @param {Origin} figure */
function origin({ name, text, population, mark, evidence }) {
  const where = element("span", { class: "explorer-origin" }, `${population}; ${mark}`, ...notes(evidence));
  return [element("dt", {}, name), element("dd", {}, text, " ", where)];
}

/**
 * The numbers of the page's notes for these entries, as links to them.
 *
 * @param {string[]} evidence
 */
function notes(evidence) {
  return evidence.map((id) => {
    const note = document.querySelector(`a.footnote-ref[href$="#fn:${CSS.escape(id)}"]`);
    const link = element("a", { class: "footnote-ref", href: `#fn:${id}` }, note?.textContent ?? id);
    return element("sup", {}, link);
  });
}

/** @param {Picture} drawn */
function picture({ people, filled, outlined, label }) {
  const rows = Math.ceil(people / COLUMNS);
  const viewBox = `0 0 ${COLUMNS * WIDTH} ${rows * HEIGHT}`;
  const drawing = shape(
    "svg",
    { class: "explorer-people", viewBox, role: "img", "aria-label": label },
    shape("path", { class: "is-rest", d: crowd(filled + outlined, people) }),
    shape("path", { class: "is-outlined", d: crowd(filled, filled + outlined) }),
    shape("path", { class: "is-filled", d: crowd(0, filled) }),
  );
  const keys = [
    ["is-filled", words["filled"] ?? ""],
    ["is-outlined", words["outlined"] ?? ""],
    ["is-rest", words["rest"] ?? ""],
  ];
  const shown = keys.filter(([kind]) => kind !== "is-outlined" || outlined > 0);
  const legend = shown.map(([kind = "", text = ""]) => {
    const one = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "explorer-person" };
    return element("li", {}, shape("svg", one, shape("path", { class: kind, d: crowd(0, 1) })), text);
  });
  return element("figure", { class: "explorer-picture" }, drawing, element("ul", {}, ...legend));
}

/**
 * The outline of the people from one number up to, but not with, another.
 *
 * @param {number} from
 * @param {number} to
 */
function crowd(from, to) {
  let path = "";
  for (let one = from; one < to; one += 1) {
    path += `M${(one % COLUMNS) * WIDTH} ${Math.floor(one / COLUMNS) * HEIGHT}${PERSON}`;
  }
  return path;
}
