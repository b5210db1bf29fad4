/**
 * The diary: joins its form, its days, its chart and its file. It stays on the
 * device, in this browser, and is made only when the person starts it.
 */

import { fill } from "./data.mjs";
import { charts } from "./diary-chart.mjs";
import {
  LARGEST_FILE,
  WEIGHT,
  additions,
  asFile,
  changes,
  dateOf,
  isAlarming,
  optionOf,
  readDay,
  readFile,
  sorted,
} from "./diary-data.mjs";
import { DeviceStore, PageStore } from "./diary-store.mjs";
import { element, find, moveFocus } from "./dom.mjs";
import { saveFile } from "./save.mjs";
import { words as frame } from "./words.mjs";

/** @typedef {import("./diary-data.mjs").Change} Change */
/** @typedef {import("./diary-data.mjs").Choice} Choice */
/** @typedef {import("./diary-data.mjs").Day} Day */
/** @typedef {import("./diary-store.mjs").Store} Store */
/**
 * @typedef {Record<string, string> & {question: Choice[], pain: Record<string, string>,
 *   weight: Record<string, string>}} Words
 */

const words = /** @type {Words} */ (
  JSON.parse(find(document, "#diary-words", HTMLScriptElement).textContent ?? "")
);
const choices = words.question;
const diary = find(document, "#diary-app", HTMLElement);
const form = find(diary, "#diary-form", HTMLFormElement);
const status = find(diary, "#diary-status", HTMLElement);
const alarm = find(diary, "#diary-alarm", HTMLElement);
const changed = find(diary, "#diary-changes", HTMLElement);
const shown = find(diary, "#diary-days", HTMLElement);
const question = find(diary, "#diary-delete", HTMLElement);
const file = find(diary, "#diary-import", HTMLInputElement);

/** What the database and the files are called. */
const NAME = `${frame.store}-diary`;
/** @type {Store} */
let store = new DeviceStore(NAME);
/** The days that are kept; null as long as there is no diary. @type {Day[] | null} */
let days = null;
/** The day that the form is for. */
let today = dateOf(new Date());

// --- What is written down ------------------------------------------------------------

/**
 * What is chosen in the form now.
 *
 * @returns {{day: Day, problem: string}}
 */
function readForm() {
  const given = new FormData(form);
  const text = (/** @type {string} */ name) => /** @type {string | null} */ (given.get(name));
  const typed = find(form, "#diary-weight", HTMLInputElement);
  const pain = text("pain");
  const weight = typed.value === "" ? null : typed.valueAsNumber;
  const day = {
    date: today,
    pain: pain === null ? null : Number(pain),
    weight,
    unit: text("unit") === "lb" ? "lb" : "kg",
    ...Object.fromEntries(choices.map(({ id }) => [id, text(id)])),
  };
  const wrong = typed.validity.badInput || (weight !== null && !(weight >= WEIGHT.least && weight <= WEIGHT.most));
  const empty = ["pain", "weight", ...choices.map(({ id }) => id)].every(
    (name) => /** @type {Record<string, unknown>} */ (day)[name] === null,
  );
  const problem = wrong
    ? fill(words.weight_wrong ?? "", WEIGHT)
    : empty
      ? (words.nothing_chosen ?? "")
      : "";
  return { day: /** @type {Day} */ (day), problem };
}

/** @param {Day} day */
function writeForm(day) {
  form.reset();
  const values = { ...day, pain: day.pain === null ? null : String(day.pain) };
  for (const input of form.querySelectorAll("input[type=radio]")) {
    const radio = /** @type {HTMLInputElement} */ (input);
    radio.checked = /** @type {Record<string, unknown>} */ (values)[radio.name] === radio.value;
  }
  find(form, "#diary-weight", HTMLInputElement).value = day.weight === null ? "" : String(day.weight);
  find(form, "#diary-unit", HTMLSelectElement).value = day.unit;
}

// --- What is shown --------------------------------------------------------------------

/** @param {string} [text] */
function say(text = "") {
  status.textContent = text;
}

/** @param {string} date */
function inWords(date) {
  const format = new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00:00Z`));
}

function show() {
  const kept = sorted(days ?? []);
  const isOn = days !== null;
  find(diary, "#diary-off", HTMLElement).hidden = isOn;
  form.hidden = !isOn;
  find(form, "h2", HTMLElement).textContent = fill(words.today ?? "", { date: inWords(today) });
  find(form, "#diary-again", HTMLElement).hidden = !kept.some(({ date }) => date === today);
  for (const action of ["export", "delete"]) {
    find(diary, `[data-action=${action}]`, HTMLElement).hidden = !isOn;
  }
  question.hidden = true;
  changed.hidden = true;
  showAlarm();
  showDays(kept);
}

/**
 * Put the emergency signs up as soon as an answer points to them.
 *
 * @param {Element | null} [below]  the question that was answered
 */
function showAlarm(below = null) {
  const { day } = readForm();
  const isOn = days !== null && isAlarming(days, day, choices);
  const text = find(alarm, "#diary-alarm-text", HTMLElement);
  if (isOn && alarm.hidden) {
    below?.after(alarm);
    text.replaceChildren(element("h2", {}, words.alarm ?? ""), element("p", {}, words.alarm_text ?? ""));
    const parts = document.querySelectorAll(".emergency > :is(.call-row, .signs)");
    const signs = find(alarm, "#diary-alarm-signs", HTMLElement);
    signs.replaceChildren(...[...parts].map((part) => part.cloneNode(true)));
  }
  const isNew = isOn && alarm.hidden;
  alarm.hidden = !isOn;
  if (!isOn) text.replaceChildren();
  if (isNew && below) alarm.scrollIntoView({ behavior: "instant", block: "nearest" });
}

/** @param {Day[]} kept */
function showDays(kept) {
  shown.hidden = kept.length === 0;
  const late = kept.some(({ date }) => date > today);
  shown.replaceChildren(
    element("h2", {}, words.chart ?? ""),
    ...(late ? [element("p", { class: "check-dropped" }, words.future ?? "")] : []),
    ...(kept.length > 1 ? charts(kept, choices, words, inWords) : []),
    element(
      "details",
      {},
      element("summary", {}, fill((kept.length === 1 ? words.one_day : words.all_days) ?? "", { count: kept.length })),
      table(kept),
    ),
  );
}

/** @param {Day[]} kept */
function table(kept) {
  const heads = [words.day ?? "", words.pain.name ?? "", ...choices.map(({ name }) => name), words.weight.name ?? ""];
  const head = element("tr", { role: "row" }, ...heads.map((name) => element("th", { role: "columnheader" }, name)));
  const rows = [...kept].reverse().map((day) => {
    const cells = [
      inWords(day.date),
      valueOf(day, "pain"),
      ...choices.map(({ id }) => valueOf(day, id)),
      valueOf(day, "weight"),
    ];
    return element(
      "tr",
      { role: "row" },
      ...cells.map((text, column) => element("td", { role: "cell", "data-label": heads[column] ?? "" }, text)),
    );
  });
  return element(
    "table",
    { class: "rows", role: "table", "aria-label": words.chart ?? "" },
    element("thead", { role: "rowgroup" }, head),
    element("tbody", { role: "rowgroup" }, ...rows),
  );
}

/**
 * What a day says of one thing, in words; nothing where nothing was written down.
 *
 * @param {Day} day
 * @param {Change["of"]} of
 */
function valueOf(day, of) {
  if (day[of] === null) return "";
  if (of === "pain") return fill(words.pain.value ?? "", { value: Number(day.pain) });
  if (of === "weight") return `${day.weight} ${day.unit}`;
  const choice = choices.find(({ id }) => id === of);
  const option = choice && optionOf(choice, day[of]);
  return option?.short ?? option?.label ?? "";
}

/**
 * Say what changed, and where to go from there.
 *
 * @param {Day} day
 */
function showChanges(day) {
  const found = changes(days ?? [], day, choices);
  const compared = found.filter(({ since }) => since !== null);
  const isWorse = found.some(({ direction }) => direction === "worse");
  const isAlarm = !alarm.hidden;
  const last = lastBefore(day);
  // Where the button was, and with the focus, so that it is seen and heard.
  const parts = [element("h2", {}, words.saved ?? "")];
  if (last && compared.length > 0) {
    const items = compared.map((change) => element("li", {}, ...changeText(change, day)));
    parts.push(
      element("h3", {}, fill(words.changed ?? "", { date: inWords(last.date) })),
      element("ul", { class: "diary-change" }, ...items),
    );
  } else parts.push(element("p", {}, words.first ?? ""));
  if (isAlarm) parts.push(element("p", {}, element("strong", {}, words.alarm_saved ?? "")));
  const lost = compared.some(({ of, direction }) => of === "weight" && direction === "worse");
  if (lost) parts.push(element("p", {}, words.weight_lost ?? ""));
  if (isWorse) parts.push(element("p", {}, words.got_worse ?? ""));
  else if (!isAlarm && compared.length > 0) parts.push(element("p", {}, words.not_worse ?? ""));
  const link = element("a", { class: isWorse ? "button" : "button button-quiet", href: "../check/" }, words.check ?? "");
  changed.replaceChildren(...parts, element("p", {}, link));
  changed.hidden = false;
  const heading = find(changed, "h2", HTMLElement);
  moveFocus(heading);
  heading.scrollIntoView({ behavior: "instant", block: "start" }); // below the header, which stays
}

/**
 * The last day before this one, or the last on which one thing was written down.
 *
 * @param {Day} day
 * @param {Change["of"]} [of]
 */
function lastBefore(day, of) {
  return sorted(days ?? [])
    .filter((other) => other.date < day.date && (!of || other[of] !== null))
    .at(-1);
}

/**
 * @param {Change} change
 * @param {Day} day
 * @returns {(string | Node)[]}
 */
function changeText({ of, direction, since, also }, day) {
  const name = of === "pain" || of === "weight" ? words[of].name : choices.find(({ id }) => id === of)?.name;
  const last = lastBefore(day, of);
  const told = (/** @type {Day} */ other) =>
    other.date === last?.date
      ? fill(words.then ?? "", { value: valueOf(other, of) })
      : fill(words.then_on ?? "", { date: inWords(other.date), value: valueOf(other, of) });
  const isOlder = since !== null && since.date !== last?.date;
  const against = isOlder ? words[`${direction}_since`] : "";
  const how = against ? fill(against, { date: inWords(since?.date ?? "") }) : words[direction];
  const earlier = sorted(since ? [since, ...also] : also).reverse();
  const texts = [fill(words.now ?? "", { value: valueOf(day, of) }), ...earlier.map(told)];
  return [element("strong", { class: `diary-${direction}` }, `${name}: ${how}.`), ` ${texts.join("; ")}.`];
}

// --- What is done -----------------------------------------------------------------------

/** Read what is kept, and show it. What cannot be read is said, and nothing is changed. */
async function load() {
  try {
    days = await store.read();
  } catch (error) {
    if (error instanceof DOMException && error.name === "VersionError") {
      stop(words.newer_store);
      return;
    }
    if (isRefusal(error)) {
      store = new PageStore();
      say(words.refused);
    } else {
      stop(words.broken_store);
      return;
    }
  }
  const own = days && readable(days);
  if (days && !own) {
    stop(words.newer_store);
    return;
  }
  show();
  const entry = days?.find(({ date }) => date === today);
  if (entry) {
    writeForm(entry);
    showAlarm();
  }
  diary.hidden = false;
}

/**
 * Whether the browser does not let pages keep anything, rather than fail for once.
 *
 * @param {unknown} error
 */
function isRefusal(error) {
  const names = ["SecurityError", "InvalidStateError", "NotAllowedError"];
  return !(error instanceof DOMException) || names.includes(error.name);
}

/**
 * Whether this page understands every day that is kept.
 *
 * @param {Day[]} kept
 */
function readable(kept) {
  return kept.every((day) => readDay(day, choices) !== null);
}

/**
 * Show nothing but a message.
 *
 * @param {string | undefined} message
 */
function stop(message) {
  for (const part of [form, shown, changed, find(diary, "#diary-off", HTMLElement), find(diary, "#diary-file", HTMLElement)]) {
    part.hidden = true;
  }
  say(message);
  diary.hidden = false;
}

async function start() {
  try {
    await store.write([]);
  } catch {
    store = new PageStore();
    await store.write([]);
    say(words.refused);
  }
  days = (await store.read()) ?? [];
  show();
  moveFocus(find(form, "h2", HTMLElement));
}

/** @param {string} text */
function complain(text) {
  const error = find(form, "#diary-error", HTMLElement);
  error.textContent = text;
  error.hidden = text === "";
}

async function save() {
  const { day, problem } = readForm();
  complain(problem);
  if (problem !== "") return;
  try {
    await store.write([day]);
    days = (await store.read()) ?? [];
  } catch {
    complain(words.not_saved ?? "");
    return;
  }
  say();
  show();
  showChanges(day);
}

function saveAsFile() {
  const name = `diary-${today}.json`;
  saveFile(name, "application/json", asFile(sorted(days ?? []), NAME));
  say(fill(words.exported ?? "", { file: name }));
}

async function takeIn() {
  const chosen = file.files?.[0];
  if (!chosen) return;
  say(await takenIn(chosen));
  file.value = "";
  status.scrollIntoView({ behavior: "instant", block: "center" });
}

/**
 * Take in a file: all the days that are not here yet, or nothing.
 *
 * @param {File} chosen
 * @returns {Promise<string>}  what came of it
 */
async function takenIn(chosen) {
  if (chosen.size > LARGEST_FILE) return words.too_large ?? "";
  const read = readFile(await chosen.text().catch(() => ""), NAME, choices);
  if ("problem" in read) return fill(words[read.problem] ?? "", { number: read.number ?? "" });
  let added;
  try {
    // As they are stored now: another window may have kept a day meanwhile.
    added = additions((await store.read()) ?? [], read.days);
    await store.write(added);
    days = (await store.read()) ?? [];
  } catch {
    return words.not_saved ?? "";
  }
  show();
  return fill(words.imported ?? "", { added: added.length, kept: read.days.length - added.length });
}

function askToDelete() {
  const count = days?.length ?? 0;
  find(question, "p", HTMLElement).textContent = fill(words.delete_ask ?? "", { count });
  question.hidden = false;
  find(question, "[data-action=delete-no]", HTMLElement).focus();
}

async function deleteAll() {
  try {
    await store.remove();
  } catch {
    question.hidden = true;
    say(words.not_deleted);
    return;
  }
  days = null;
  form.reset();
  complain("");
  changed.replaceChildren();
  show();
  say(words.deleted);
  find(diary, "[data-action=start]", HTMLElement).focus();
}

// --- Start --------------------------------------------------------------------------------

/** @type {Record<string, () => void>} */
const actions = {
  start: () => void start(),
  export: saveAsFile,
  delete: askToDelete,
  "delete-no": () => {
    question.hidden = true;
    find(diary, "[data-action=delete]", HTMLElement).focus();
  },
  "delete-yes": () => void deleteAll(),
};

diary.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-action]") : null;
  actions[button?.getAttribute("data-action") ?? ""]?.();
});
form.addEventListener("change", ({ target }) => {
  showAlarm(target instanceof Element ? target.closest("fieldset") : null);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void save();
});
file.addEventListener("change", () => void takeIn());
// A page that stays open past midnight is for the new day, and what was chosen was for the old one.
document.addEventListener("visibilitychange", () => {
  if (today === dateOf(new Date())) return;
  today = dateOf(new Date());
  form.reset();
  if (!form.hidden) show();
});

void load();
