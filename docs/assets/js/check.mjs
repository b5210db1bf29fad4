/**
 * The self-check: joins the form, the way through it, the emergency card,
 * Python and the result. Nothing that is answered leaves this page: it is in
 * the form and in memory, never in an address, a request or a store.
 */

import { answerTexts, controls, forget, readAnswers, settle, showOptions } from "./answers.mjs";
import { route } from "./conditions.mjs";
import { EngineError, saveData } from "./connection.mjs";
import { fill, readData, readerOf } from "./data.mjs";
import { find, list, show, textOf } from "./dom.mjs";
import { tellHeight } from "./embedded.mjs";
import { raised, writeCard } from "./emergency.mjs";
import { endedTheTab, Engine } from "./engine.mjs";
import { markRules, unmarkRules, writeFailure, writeTrouble } from "./fallback.mjs";
import { Flow } from "./flow.mjs";
import { fetchPage, speakAs } from "./language.mjs";
import { bindPictures, showPictures } from "./picture.mjs";
import { guessPlace } from "./place.mjs";
import { writeResult } from "./result.mjs";
import { writeReview } from "./review.mjs";
import { fillTakeAlong, placeTakeAlong } from "./takealong.mjs";

/** @typedef {import("./conditions.mjs").Answers} Answers */
/** @typedef {import("./data.mjs").Place} Place */
/** @typedef {import("./data.mjs").Question} Question */
/** @typedef {import("./result.mjs").Assessment} Assessment */

const data = readData(document);
const { words } = data;
const form = find(document, "#check", HTMLFormElement);
const card = find(form, "#emergency", HTMLElement);
const result = find(form, "#result", HTMLElement);
const rules = find(document, "#rules-list", HTMLDetailsElement);
const places = find(form, "#check-place", HTMLSelectElement);
const notice = find(document, "#check-notice", HTMLElement);
const dropped = find(form, "#check-dropped", HTMLElement);

const engine = new Engine(form, data.language, data.version);
const flow = new Flow(form, allowed, shown);

/** What the result screen holds: nothing yet, the advice, or that there is none. */
let outcome = /** @type {"none" | "advice" | "failure"} */ ("none");
/** The advice that stands in the result's screen, shown or not, and the place that it names. */
let written = /** @type {{assessment: Assessment, place: string} | null} */ (null);
/** Whether the card has interrupted since the answers became an emergency. */
let interrupted = false;
/** Whether the card interrupted a list in which more could be ticked. */
let unfinished = false;
/** Whether the last thing the person used was the keyboard. */
let byKeyboard = false;
/** The most questions that there have been to answer: what was said of their number is not taken back. */
let most = 0;
/** Whether the place is a guess, which nobody has changed. */
let guessed = false;
/** Counts the wishes for a result, so that one that comes too late is not shown. */
let wish = 0;

// --- What is known now -----------------------------------------------------------

/** The last answers that were read, and what followed from them. */
let known = { text: "", given: /** @type {Answers} */ ({}), ...route(data.questions, {}, data.findings) };

/** All that is answered, the questions that apply, and what their answers amount to. */
function now() {
  const given = readAnswers(form, data.questions);
  const text = JSON.stringify(given);
  if (known.text !== text) known = { text, given, ...route(data.questions, given, data.findings) };
  return known;
}

/** @returns {Place} */
function place() {
  const named = (/** @type {string} */ id) => data.places.find((one) => one.id === id);
  return { .../** @type {Place} */ (named(places.value) ?? named(data.elsewhere)), guessed: Number(guessed) };
}

/** Say where the device seems to be, and that this is a guess. */
function showPlace(isGuess = guessPlace(places)) {
  guessed = isGuess;
  for (const hint of form.querySelectorAll("[data-guessed]")) {
    show(/** @type {HTMLElement} */ (hint), hint.getAttribute("data-guessed") === String(guessed));
  }
}

/** @param {string} question */
function titleOf(question) {
  return textOf(find(form, `#q-${question} h1`, HTMLElement));
}

/** @param {string} screen @returns {Question | undefined} */
function questionOn(screen) {
  return data.questions.find(({ id }) => screen === `q-${id}`);
}

/** The first screen that still has to be filled in. */
function pending() {
  const { asked, facts } = now();
  const open = asked.find(({ id }) => !(id in facts.answers));
  return open ? `q-${open.id}` : "review";
}

/**
 * The screen that history may show: the one it remembers, unless questions
 * before it have no answer any more.
 *
 * @param {string} screen
 */
function allowed(screen) {
  const { asked, facts } = now();
  if (screen === "emergency" && raised(data, facts).length > 0) return screen;
  if ((screen === "result" || screen === "wait") && outcome !== "none") return "result";
  const order = ["start", ...asked.map(({ id }) => `q-${id}`), "review"];
  const first = pending();
  const index = order.indexOf(screen);
  return index >= 0 && index <= order.indexOf(first) ? screen : first;
}

// --- Showing ---------------------------------------------------------------------

/** @param {string} screen */
function shown(screen) {
  showRules();
  showTrouble();
  if (screen === "review") showReview();
  showStep(screen);
  showEmergency(screen);
  if (screen !== "start" && screen !== "review") show(notice, false);
}

/**
 * Say how far one is. Answers can bring further questions, so the number of all is about right, and never falls.
 *
 * @param {string} screen
 */
function showStep(screen) {
  const { asked } = now();
  const at = asked.findIndex(({ id }) => screen === `q-${id}`);
  most = Math.max(most, asked.length);
  const step = find(form, "#check-step", HTMLElement);
  step.textContent = fill(words.step ?? "", { n: at + 1, all: most });
  show(step, at >= 0);
}

/**
 * Show what an emergency needs on this screen: the card, or a line that leads
 * to it.
 *
 * @param {string} screen
 */
function showEmergency(screen) {
  const { facts } = now();
  const holding = raised(data, facts);
  const alarm = holding.length > 0;
  if (!alarm) interrupted = false;
  const decided = screen === "result" && result.dataset.level === "emergency_now";
  // The list of rules does not stand in for the advice without what to do now, on paper least of all.
  const standsIn = screen === "result" && outcome === "failure";
  const inline = alarm && (standsIn || (!interrupted && questionOn(screen) !== undefined));
  const open = (alarm && screen === "emergency") || inline;
  const elsewhere = inline || decided || screen === "emergency" || screen === "start";
  const reminds = alarm && !elsewhere;
  if (open || reminds) writeCard(card, data, holding, facts, place());
  show(find(card, ".check-actions", HTMLElement), !standsIn); // the screen below has its own
  show(card, open);
  card.classList.toggle("is-inline", inline);
  card.classList.toggle("is-for-paper", reminds);
  const alarmText = inline ? textOf(find(card, "h1", HTMLElement)) : "";
  find(form, "#check-alarm", HTMLElement).textContent = alarmText;
  show(find(form, "#check-reminder", HTMLElement), reminds);
}

function showReview() {
  const { asked, facts } = now();
  void prepare(given(facts));
  const rows = asked.map(({ id }) => ({
    name: titleOf(id),
    values: answerTexts(form, id),
    screen: `q-${id}`,
  }));
  const where = places.value === "" ? [] : [places.selectedOptions[0]?.text ?? ""];
  if (guessed) where.push(words.place_guessed ?? "");
  rows.push({ name: words.review_place ?? "", values: where, screen: "start" });
  writeReview(find(form, "#check-summary", HTMLElement), rows, words, (screen) =>
    flow.go(screen, { changing: true }),
  );
}

/** The wording and the options that fit the person: the one who reads or somebody else, grown up or a child. */
function showWording() {
  const { facts } = now();
  const { other, child } = readerOf(data, facts.answers);
  const fits = /** @type {Record<string, boolean>} */ ({ me: !other, other, adult: !child, child });
  for (const text of form.querySelectorAll("[data-for]")) {
    show(/** @type {HTMLElement} */ (text), fits[text.getAttribute("data-for") ?? ""] ?? true);
  }
  for (const { id, offered } of data.questions) showOptions(controls(form, id), offered, facts);
}

/** @param {string} text */
function say(text) {
  notice.textContent = text;
  notice.hidden = false;
}

/** Show the list of rules where it helps, and mark it where it stands in for Python. This never fails. */
function showRules() {
  const standsIn = form.dataset.state === "failed" || form.dataset.state === "stalled";
  const { screen } = flow;
  // On a question screen there is nothing but the question.
  show(rules, standsIn || screen === "start" || screen === "wait");
  if (standsIn) rules.open = true;
  unmarkRules(rules);
  try {
    if (standsIn || screen === "wait") markRules(rules, data, now().facts);
  } catch {
    unmarkRules(rules);
  }
}

// --- Answering -------------------------------------------------------------------

form.addEventListener("pointerdown", () => {
  byKeyboard = false;
});
form.addEventListener("keydown", () => {
  byKeyboard = true;
});

form.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === "number") settle(form, target);
});

form.addEventListener("change", ({ target }) => {
  if (target === places) {
    outcome = "none"; // the advice names the number of the place
    wish += 1;
    showPlace(false);
  }
  if (!(target instanceof HTMLInputElement)) return;
  if (!engineStarted) startEngine();
  settle(form, target);
  outcome = "none";
  wish += 1;
  showWording();
  showPictures(form);
  showRules();
  const alarm = raised(data, now().facts).length > 0;
  // Arrow keys choose every radio button that they pass. So with them the card comes up beside
  // the question, and takes the place of the question when the person goes on.
  const passing = byKeyboard && target.type === "radio";
  if (alarm && !interrupted && !passing) {
    interrupt(target.type === "checkbox");
    return;
  }
  showEmergency(flow.screen);
  if (alarm && !interrupted) card.scrollIntoView({ behavior: "instant", block: "nearest" });
});

/**
 * Put the emergency card in the place of the question.
 *
 * @param {boolean} inList  whether more answers to the same question may follow
 */
function interrupt(inList) {
  interrupted = true;
  unfinished = inList;
  flow.go("emergency");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (flow.screen === "start") flow.go(flow.changing ? "review" : firstQuestion());
  else if (flow.screen === "review") finish();
  else goOn();
});

/** After the start comes the first question, or where one had got to. */
function firstQuestion() {
  return `q-${data.questions[0]?.id}`;
}

/** Leave a question that has been answered. */
function goOn() {
  const question = questionOn(flow.screen);
  if (!question) return;
  const answered = now();
  const { facts } = answered;
  if (!(question.id in facts.answers)) {
    complain(question);
    return;
  }
  drop(answered);
  if (raised(data, facts).length > 0 && !interrupted) {
    interrupt(false);
    return;
  }
  const next = following(question);
  flow.go(next, { changing: flow.changing && next !== "review" });
}

/**
 * The screen after a question: the next one in order, or, when one answer is
 * being changed, the next that still lacks an answer.
 *
 * @param {Question} question
 */
function following(question) {
  if (flow.changing) return pending();
  const { asked } = now();
  const next = asked[asked.indexOf(question) + 1];
  return next ? `q-${next.id}` : pending();
}

/**
 * Forget the answers to questions that no longer apply, and say so.
 *
 * @param {{given: Answers, asked: Question[]}} answered
 */
function drop({ given, asked }) {
  const gone = data.questions.filter(({ id }) => id in given && !asked.some((q) => q.id === id));
  if (gone.length === 0) return;
  const titles = gone.map(({ id }) => titleOf(id));
  dropped.replaceChildren(words.removed ?? "", list(titles));
  dropped.hidden = false;
  for (const { id } of gone) forget(form, id);
}

/** @param {Question} question */
function complain(question) {
  const { kind, minimum, maximum } = question;
  const text = { one: words.error_one, many: words.error_many, number: words.error_number }[kind];
  const first = controls(form, question.id)[0];
  if (first) flow.showError(fill(text ?? "", { minimum, maximum }), first);
}

// --- Buttons ---------------------------------------------------------------------

/** @type {Record<string, (event: Event) => void>} */
const actions = {
  back: () => flow.back(),
  delete: forgetAll,
  finish: (event) => {
    event.preventDefault(); // the way over the form's submission is longer
    event.stopPropagation(); // and the theme, which looks at every click, has nothing to do with it
    void finish();
  },
  print: () => window.print(),
  reload: () => location.reload(),
  "show-card": () => flow.go("emergency"),
  "go-on": goOnAfterCard,
  retry,
  stay: () => {
    leaving.hidden = true;
  },
  rules: () => {
    rules.open = true;
  },
};

form.addEventListener("click", (event) => {
  const { target } = event;
  const button = target instanceof Element ? target.closest("[data-action]") : null;
  actions[button?.getAttribute("data-action") ?? ""]?.(event);
});

// What has the focus loses it when the review goes: the browser would tell everybody before the advice is seen.
form.addEventListener("mousedown", (event) => {
  const { target } = event;
  if (!(target instanceof Element) || !target.closest("[data-action=finish]")) return;
  event.preventDefault(); // the button does not take it
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
});

/** Go on with the questions after the emergency card. */
function goOnAfterCard() {
  interrupted = true;
  if (flow.screen !== "emergency") showEmergency(flow.screen);
  else if (unfinished) flow.back();
  else flow.go(pending(), { replace: true });
  unfinished = false;
}

function forgetAll() {
  form.reset();
  engine.forget();
  written = null;
  outcome = "none";
  wish += 1;
  most = 0;
  interrupted = false;
  unmarkRules(rules);
  for (const holder of ["#check-result", "#check-summary", "#check-dropped"]) {
    find(form, holder, HTMLElement).replaceChildren();
  }
  dropped.hidden = true;
  find(result, "h1", HTMLElement).replaceChildren();
  find(card, "[data-say]", HTMLElement).replaceChildren();
  delete result.dataset.level;
  showPlace();
  showWording();
  showPictures(form);
  flow.go("start", { replace: true });
  say(words.deleted ?? "");
}

// --- Python ----------------------------------------------------------------------

let engineStarted = false;

function startEngine() {
  engineStarted = true;
  engine.start().catch(() => {});
}

/** What keeps Python from working, how often it failed, and whether the host has a newer version of the page. */
const trouble = { fault: /** @type {import("./worker.mjs").Fault | null} */ (null), failures: 0, isNewer: false };

engine.onstate = (state, fault) => {
  form.dataset.state = state;
  trouble.fault = fault ?? null;
  if (fault) {
    trouble.failures += 1;
    void engine.isReplaced().then((isNewer) => {
      trouble.isNewer = isNewer;
      showTrouble();
    });
  }
  showRules();
  showTrouble();
  if (state === "ready" && flow.screen === "review") void prepare(given(now().facts));
};

function showTrouble() {
  const box = find(form, "#check-failed", HTMLElement);
  box.hidden = form.dataset.state !== "failed" && form.dataset.state !== "stalled";
  const waits = flow.screen === "wait";
  if (!box.hidden) writeTrouble(box, words, trouble.fault, trouble, waits ? rules : null);
}

engine.onprogress = (loaded, total) => {
  const bar = find(form, "#check-progress", HTMLProgressElement);
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  const text =
    loaded < total
      ? fill(words.wait_loading ?? "", { loaded: megabytes(loaded), total: megabytes(total) })
      : (words.wait_starting ?? "");
  bar.max = total;
  bar.value = loaded;
  find(form, "#check-progress-text", HTMLElement).textContent = text;
};

/**
 * The answers as Python reads them. The page counts a number that was kept back as not sure; Python does so itself.
 *
 * @param {import("./conditions.mjs").Facts} facts
 * @returns {Answers}
 */
function given({ answers }) {
  const numbers = data.questions.filter(({ id, kind }) => kind === "number" && typeof answers[id] === "string");
  return { ...answers, ...Object.fromEntries(numbers.map(({ id }) => [id, "prefer_not"])) };
}

/**
 * Have the advice worked out and written while the person reads the review: then
 * the button only has to show it.
 *
 * @param {Answers} answers
 */
async function prepare(answers) {
  const mine = wish;
  if (form.dataset.state !== "ready") return;
  try {
    const assessment = await engine.assess(answers, place().id);
    if (mine === wish && flow.screen === "review") write(assessment);
  } catch {
    // Who presses the button is told.
  }
}

/** @param {Assessment} assessment */
function write(assessment) {
  if (written?.assessment === assessment && written.place === places.value) return;
  writeResult(result, assessment, {
    data,
    place: place(),
    title: titleOf,
    given: (question) => answerTexts(form, question),
  });
  placeTakeAlong(find(result, "#check-result", HTMLElement), data.take_along);
  result.classList.add("is-arriving");
  written = { assessment, place: places.value };
}

/**
 * Ask Python for the advice and show it; while it is loading, show how far it is.
 *
 * @param {boolean} [replace]  without a new history entry
 */
async function finish(replace = false) {
  wish += 1;
  const mine = wish;
  const waiting = form.dataset.state !== "ready";
  const hasGone = () => waiting && flow.screen !== "wait"; // back to the answers, to read them once more
  try {
    const answered = now();
    const { facts } = answered;
    drop(answered);
    if (form.dataset.state === "failed") {
      showFailure(replace);
      return;
    }
    if (waiting) flow.go("wait", { replace });
    const assessment = await engine.assess(given(facts), place().id);
    if (mine !== wish || hasGone()) return;
    write(assessment);
    outcome = "advice";
    // Who has waited may be in another tab, which paints nothing, and whose title says that the advice is there.
    if (waiting || replace) flow.go("result", { replace: true });
    else await flow.goAtOnce("result");
    if (mine === wish) arrived(given(facts));
  } catch (error) {
    if (!(error instanceof EngineError)) breakDown(error);
    if (mine === wish && !hasGone()) showFailure(waiting || replace);
  }
}

/**
 * The advice is there to be seen: lay out what is out of view, and have made what can be taken along.
 *
 * @param {Answers} answers
 */
function arrived(answers) {
  if (!result.classList.contains("is-arriving")) return;
  result.classList.remove("is-arriving");
  void fillTakeAlong(find(result, "#check-result", HTMLElement), engine, answers, data);
}

/** @param {boolean} [replace] */
function showFailure(replace = false) {
  showRules();
  written = null;
  try {
    writeFailure(result, rules, data, now().facts, place());
  } catch {
    writeFailure(result, rules, data, null, place());
  }
  outcome = "failure";
  flow.go("result", { replace });
}

// --- The other language -------------------------------------------------------------

const leaving = find(form, "#check-leaving", HTMLElement);

for (const link of document.querySelectorAll("a.language")) {
  link.addEventListener("click", (event) => {
    if (flow.screen === "start" && Object.keys(now().given).length === 0) return;
    event.preventDefault();
    void changeLanguage(/** @type {HTMLAnchorElement} */ (link));
  });
}

/**
 * Go on in another language, on the same screen with the same answers; or, where that language does not come, ask
 * whether to leave.
 *
 * @param {HTMLAnchorElement} link
 */
async function changeLanguage(link) {
  const name = link.title;
  try {
    const page = await fetchPage(link.href);
    speakAs(page, data);
    known.text = ""; // what it holds was made of the other data
    say("");
    notice.hidden = true;
    leaving.hidden = true;
    dropped.hidden = true;
    engine.speak(data.language);
    written = null;
    showWording();
    showPictures(form);
    showRules();
    flow.again(page.title);
    if (flow.screen === "result" && outcome === "failure") showFailure(true);
    else if (flow.screen === "result") await finish(true);
  } catch {
    find(leaving, "[data-message]", HTMLElement).textContent = fill(words.leaving ?? "", { name });
    const go = find(leaving, "a", HTMLAnchorElement);
    go.href = link.href;
    go.textContent = fill(words.leaving_go ?? "", { name });
    leaving.hidden = false;
    find(leaving, "button", HTMLElement).focus();
  }
}

async function retry() {
  try {
    await engine.start();
  } catch {
    return; // the page has said so
  }
  engine.onstate("ready");
  if (outcome === "failure" && flow.screen === "result") await finish();
}

// A mistake in these scripts must not pass for good news: it counts as a failure.
const SCRIPTS = new URL(".", import.meta.url).href;
addEventListener("error", ({ filename, error }) => {
  if (filename.startsWith(SCRIPTS)) breakDown(error);
});
addEventListener("unhandledrejection", ({ reason }) => {
  const { stack } = Object(reason);
  if (!stack || stack.includes(SCRIPTS)) breakDown(reason);
});

/** @param {unknown} error  whose message could hold an answer */
function breakDown(error) {
  const { name = "", stack = "" } = Object(error);
  const [where = ""] = /[\w-]+\.mjs:\d+/.exec(stack) ?? [];
  engine.onstate("failed", { kind: "scripts", reason: `${name} ${where}` });
}

bindPictures(form);
tellHeight(form);

// Safari keeps the page that one leaves, and shows it again when one comes back. But it empties a form
// without autocomplete in it, behind whatever screen is shown: an advice without the answers.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) form.autocomplete = "on";
});
addEventListener("pageshow", () => {
  form.autocomplete = "off";
});

// --- Start -----------------------------------------------------------------------

form.reset();
showPlace();
form.hidden = false;
find(document, "#check-waiting", HTMLElement).hidden = true;
if (flow.begin()) say(words.reloaded ?? "");
if (endedTheTab()) {
  engineStarted = true; // not by itself: it might end the tab again
  engine.onstate("failed", { kind: "crashed" });
} else if (!saveData) {
  // Python comes after the page: on a slow device its start would make the first question wait.
  if (document.readyState === "complete") startEngine();
  else addEventListener("load", startEngine, { once: true });
}
