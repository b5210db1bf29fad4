// @ts-check
/**
 * The search: a dialog with a field, and the hits as plain text below it. The index is loaded when it opens.
 * Nothing here is needed to read the site, and nothing that is typed leaves the page or goes into an address.
 */

import { fill } from "./data.mjs";
import { element, find, show } from "./dom.mjs";
import { SearchIndex } from "./search-index.mjs";
import { words } from "./words.mjs";

/**
 * @typedef {import("./search-index.mjs").Found} Found
 * @typedef {import("./search-index.mjs").Hit} Hit
 */

const AT_ONCE = 8;
const SILENCE = 500; // milliseconds without a key, before a screen reader is told what was found

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLButtonElement} button
 */
function bind(dialog, button) {
  const source = new URL(dialog.dataset.index ?? "", location.href);
  const home = new URL("..", source);
  const field = find(dialog, "input", HTMLInputElement);
  const results = find(dialog, "[data-results]", HTMLElement);
  const status = find(dialog, "[role=status]", HTMLElement);
  const urgent = find(dialog, "[data-urgent]", HTMLAnchorElement);
  const hits = find(dialog, "ol", HTMLOListElement);
  const more = find(dialog, "[data-more]", HTMLButtonElement);
  const ways = find(dialog, "[data-ways]", HTMLElement);
  const said = find(ways, "[data-said]", HTMLElement);

  /** @type {Promise<SearchIndex> | null} */
  let loading = null;
  /** @type {(() => Hit)[]} */
  let waiting = [];
  let timer = 0;

  const load = () => {
    loading ??= fetch(source)
      .then(async (response) => {
        if (!response.ok) throw new Error(`${source.href}: ${response.status}`);
        return new SearchIndex(await response.json());
      })
      .catch((error) => {
        loading = null; // the next key tries again
        throw error;
      });
    return loading;
  };

  /** @param {Hit} hit */
  const row = ({ address, title, where, level, text }) => {
    const pieces = text.map((piece, at) => (at % 2 ? element("mark", {}, piece) : piece));
    const mark = level ? [element("span", { class: `level level-${level.id}` }, level.word), " "] : [];
    const link = element(
      "a",
      { href: new URL(address, home).href, class: "search__hit" },
      element("span", { class: "search__title" }, title),
      element("span", { class: "search__text" }, ...pieces),
      element("span", { class: "search__where" }, ...mark, where),
    );
    return element("li", {}, link);
  };

  const showMore = () => {
    const rows = waiting.splice(0, AT_ONCE).map((hit) => row(hit()));
    hits.append(...rows);
    show(more, waiting.length > 0);
    return rows[0]?.querySelector("a");
  };

  /** @param {string} text */
  const announce = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = text), SILENCE);
  };

  const answer = async () => {
    const typed = field.value.trim();
    /** @type {Found["urgent"]} */
    let alarm = null;
    /** @type {(() => Hit)[]} */
    let found = [];
    let failed = false;
    try {
      const index = await load();
      const { parts, words: meant, urgent: line } = index.find(typed);
      found = parts.map((number) => () => index.hit(number, meant));
      alarm = line;
    } catch {
      failed = true;
    }
    if (typed !== field.value.trim()) return; // a later key has been answered, or will be
    const count = found.length;
    waiting = found;
    hits.replaceChildren();
    showMore();
    show(urgent, alarm !== null);
    if (alarm) {
      find(urgent, "[data-alarm]", HTMLElement).textContent = alarm.say;
      urgent.href = new URL(alarm.at, home).href;
    }
    show(ways, count === 0);
    const none = typed ? fill(words["search_none"] ?? "", { typed }) : "";
    said.textContent = failed ? (words["search_failed"] ?? "") : none;
    const counted = count === 1 ? words["search_one"] : fill(words["search_some"] ?? "", { count });
    announce([alarm?.say, count ? counted : said.textContent].filter(Boolean).join(" "));
    results.scrollTop = 0;
  };

  /** @returns {HTMLElement[]} */
  const stops = () =>
    [...results.querySelectorAll("a, button")]
      .filter((stop) => stop instanceof HTMLElement)
      .filter((stop) => !stop.closest("[hidden]"));

  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (!step || event.isComposing) return;
    const all = [field, ...stops()];
    all[Math.max(0, all.findIndex((stop) => stop === document.activeElement) + step)]?.focus();
    event.preventDefault();
  };

  button.addEventListener("click", () => {
    dialog.showModal();
    field.select();
    answer();
  });
  field.addEventListener("input", answer);
  find(dialog, "form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    stops()[0]?.focus();
  });
  more.addEventListener("click", () => showMore()?.focus());
  dialog.addEventListener("keydown", move);
  dialog.addEventListener("click", ({ target }) => {
    const leaves = target instanceof Element && target.closest("a, [data-close]");
    if (leaves || target === dialog) dialog.close(); // a click beside the box is one on the dialog itself
  });
}

const dialog = document.querySelector("dialog.search");
const button = document.querySelector("button[data-search]");
if (dialog instanceof HTMLDialogElement && button instanceof HTMLButtonElement) bind(dialog, button);
