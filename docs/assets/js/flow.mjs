/**
 * The way through the screens: one at a time, with the browser's own Back and
 * Forward. A history entry holds the name of a screen and nothing else; the
 * address of the page never changes.
 */

import { find, moveFocus, painted, show, textOf } from "./dom.mjs";

/**
 * @typedef {object} Step  what a history entry remembers
 * @property {string} screen
 * @property {boolean} changing  whether one came from the review to change one answer
 */

export class Flow {
  #form;
  #intro;
  #error;
  #title = document.title;
  /** @type {Step} */
  #step = { screen: "start", changing: false };
  /** Whether the screen is shown before its entry is in the history. */
  #isAhead = false;
  #allowed;
  #shown;

  /**
   * @param {HTMLFormElement} form
   * @param {(screen: string) => string} allowed  the screen to show instead, or the same one
   * @param {(screen: string) => void} shown  called after a screen has been put up
   */
  constructor(form, allowed, shown) {
    this.#form = form;
    this.#intro = find(document, "#check-intro", HTMLElement);
    this.#error = find(form, "#check-error", HTMLElement);
    this.#allowed = allowed;
    this.#shown = shown;
    window.addEventListener("popstate", (event) => this.#restore(event.state));
  }

  /** The name of the screen that is shown. */
  get screen() {
    return this.#step.screen;
  }

  /** Whether the screen was opened from the review, to change one answer. */
  get changing() {
    return this.#step.changing;
  }

  /**
   * Put up the first screen, and say whether the page was loaded again in the
   * middle of the questions.
   *
   * @returns {boolean}
   */
  begin() {
    const interrupted = isStep(history.state) && history.state.screen !== "start";
    this.#put({ screen: "start", changing: false });
    document.title = this.#title;
    history.replaceState(this.#step, "");
    return interrupted;
  }

  /**
   * Go on to a screen.
   *
   * @param {string} screen
   * @param {{changing?: boolean, replace?: boolean}} [how]  replace: without a new history entry
   */
  go(screen, { changing = false, replace = false } = {}) {
    this.#put({ screen, changing });
    this.#scroll();
    this.#enter(replace);
  }

  /**
   * Go on to a screen that has to be seen at once: it is painted before history and focus follow, which take
   * a slow phone as long as the painting.
   *
   * @param {string} screen
   */
  async goAtOnce(screen) {
    const step = { screen, changing: false };
    this.#put(step);
    this.#scroll();
    this.#isAhead = true;
    await painted();
    performance.mark(`checker-${screen}`);
    const isStill = this.#isAhead && this.#step === step;
    this.#isAhead = false;
    if (isStill) this.#enter(false);
  }

  /**
   * Put up the screen that is shown once more, when its words have changed.
   *
   * @param {string} title  of the page
   */
  again(title) {
    this.#title = title;
    this.#put(this.#step);
    this.#focus();
  }

  /** Go back, as the browser's own button does. */
  back() {
    history.back();
  }

  /** @param {unknown} state */
  #restore(state) {
    if (!isStep(state)) return;
    if (this.#isAhead) {
      // Back, from a screen that has no entry yet: to the screen below it, not to one further down.
      this.#isAhead = false;
      history.forward();
      return;
    }
    const screen = this.#allowed(state.screen);
    this.#put({ screen, changing: state.changing && screen === state.screen });
    this.#scroll();
    if (screen !== state.screen) history.replaceState(this.#step, "");
    this.#focus();
  }

  /** @param {boolean} replace */
  #enter(replace) {
    if (replace) history.replaceState(this.#step, "");
    else history.pushState(this.#step, "");
    this.#focus();
  }

  /** @param {Step} step */
  #put(step) {
    this.#step = step;
    this.clearError();
    show(this.#intro, step.screen === "start");
    // What the foot of the page says was said at the start; under an emergency it would be a reason to wait.
    document.documentElement.toggleAttribute("data-in-check", step.screen !== "start");
    for (const screen of this.#form.querySelectorAll(".screen")) {
      show(/** @type {HTMLElement} */ (screen), screen.id === step.screen);
    }
    this.#shown(step.screen);
  }

  #scroll() {
    if (this.screen === "start") window.scrollTo({ top: 0, behavior: "instant" });
    else this.#form.scrollIntoView({ behavior: "instant", block: "start" });
  }

  #focus() {
    document.title = this.#titleOf(this.screen);
    const holder = this.screen === "start" ? this.#intro : this.#current();
    moveFocus(find(holder, "h1", HTMLElement), { preventScroll: true });
  }

  #current() {
    return find(this.#form, `#${this.screen}`, HTMLElement);
  }

  /**
   * The title of a screen: its heading, or a neutral one where the heading
   * would tell others, in the list of visited pages, what was answered.
   *
   * @param {string} screen
   */
  #titleOf(screen) {
    if (screen === "start") return this.#title;
    const current = this.#current();
    const heading = current.dataset.title ?? textOf(find(current, "h1", HTMLElement));
    return `${heading} - ${this.#title}`;
  }

  /**
   * Say what has to be put right: in a summary on top, at the field, and in
   * the title.
   *
   * @param {string} message
   * @param {HTMLElement} control  the first control concerned
   */
  showError(message, control) {
    const screen = this.#current();
    const link = find(this.#error, "a", HTMLAnchorElement);
    link.textContent = message;
    link.href = `#${control.id}`;
    link.onclick = (event) => {
      event.preventDefault();
      find(screen, "h1", HTMLElement).scrollIntoView({ behavior: "instant" });
      control.focus({ preventScroll: true });
    };
    const field = find(screen, ".field-error", HTMLElement);
    find(field, "[data-message]", HTMLElement).textContent = message;
    field.hidden = false;
    screen.classList.add("has-error");
    for (const input of screen.querySelectorAll("input[type=number]")) {
      input.setAttribute("aria-invalid", "true");
    }
    this.#error.hidden = false;
    const prefix = this.#form.dataset.errorPrefix ?? "";
    document.title = prefix + this.#titleOf(this.screen);
    moveFocus(this.#error);
    this.#error.scrollIntoView({ behavior: "instant", block: "start" });
  }

  clearError() {
    show(this.#error, false);
    for (const screen of this.#form.querySelectorAll(".has-error")) {
      screen.classList.remove("has-error");
      find(screen, ".field-error", HTMLElement).hidden = true;
      for (const input of screen.querySelectorAll("[aria-invalid]")) {
        input.removeAttribute("aria-invalid");
      }
    }
  }
}

/**
 * @param {unknown} state
 * @returns {state is Step}
 */
function isStep(state) {
  return typeof state === "object" && state !== null && "screen" in state && "changing" in state;
}
