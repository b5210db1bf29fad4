/**
 * Python, seen from the page: it starts in a worker, is asked one question and
 * gives one answer. What goes wrong ends in one error, EngineError; nothing is
 * ever guessed.
 */

import { begin, EngineError, STALL_MS } from "./connection.mjs";
import { words } from "./words.mjs";

/** @typedef {import("./conditions.mjs").Answers} Answers */
/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./connection.mjs").Fault} Fault */
/** @typedef {import("./result.mjs").Assessment} Assessment */
/** After "stalled", too, the start goes on. @typedef {"loading" | "stalled" | "ready" | "failed"} EngineState */

/** Python answers in a few milliseconds; a phone under load gets a thousand times that. */
const ASSESS_MS = 10_000;
const ATTEMPTS = 2;
/** After so long without a byte the page says that nothing comes. */
const SILENCE_MS = 20_000;
/** No start takes longer, however slowly its bytes come. */
const START_MS = 600_000;

/** Says that a start is under way in this tab, and nothing else. */
const NOTE = `${words.store}-starting`;
let isStarting = false;

/** @param {boolean} begins */
function note(begins) {
  isStarting = begins;
  try {
    if (begins) sessionStorage.setItem(NOTE, "1");
    else sessionStorage.removeItem(NOTE);
  } catch {
    // Without a store a start that ends the tab is tried again.
  }
}

/** Whether the last start in this tab ended with the tab: whoever just leaves a page takes the note away. */
export function endedTheTab() {
  try {
    return sessionStorage.getItem(NOTE) !== null;
  } catch {
    return false;
  }
}
addEventListener("pagehide", () => isStarting && note(false));

/**
 * What this browser lacks for Python.
 *
 * @returns {Fault | null}
 */
function lacking() {
  if (!crypto.subtle) return { kind: "insecure" }; // without it nothing can be checked
  return typeof WebAssembly === "object" && typeof Worker === "function" ? null : { kind: "browser" };
}

export class Engine {
  #form;
  #runtime;
  #language;
  #version;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<Connection> | null} */
  #starting = null;
  #nextId = 1;
  /** The last answers that were sent, and the advice on them. @type {{text: string, place: string, advice: Promise<Assessment>} | null} */
  #last = null;

  /** @type {(state: EngineState, fault?: Fault) => void} */
  onstate = () => {};
  /** @type {(loaded: number, total: number) => void} */
  onprogress = () => {};

  /**
   * @param {HTMLFormElement} form  carries the list of the runtime's files, so that a page asks for its own
   * @param {string} language
   * @param {string} version  of the content that the page was made from
   */
  constructor(form, language, version) {
    const base = new URL(form.dataset.runtime ?? "", document.baseURI).href;
    this.#form = form;
    this.#runtime = { ...JSON.parse(form.dataset.manifest ?? ""), base };
    this.#language = language;
    this.#version = version;
  }

  /**
   * Load Python, or wait for the load that is under way.
   *
   * @returns {Promise<Connection>}
   * @throws {EngineError}
   */
  start() {
    this.#starting ??= this.#load().catch((error) => {
      this.#starting = null;
      this.onstate("failed", error.fault ?? { kind: "scripts", reason: String(error) });
      throw error;
    });
    return this.#starting;
  }

  /**
   * Whether the host has another version of this page than the one that is open.
   *
   * @returns {Promise<boolean>}
   */
  async isReplaced() {
    try {
      const reply = await fetch(location.pathname, { cache: "no-cache" });
      const found = /\sdata-manifest="([^"]*)"/.exec(await reply.text())?.[1]?.replaceAll("&quot;", '"');
      return reply.ok && found !== undefined && found !== this.#form.dataset.manifest;
    } catch {
      return false;
    }
  }

  /** @returns {Promise<Connection>} */
  async #load() {
    this.onstate("loading");
    const fault = lacking();
    if (fault) throw new EngineError(fault);
    note(true);
    const end = Date.now() + START_MS;
    let silence = 0;
    let isOver = false;
    const heard = () => {
      clearTimeout(silence);
      if (!isOver) silence = window.setTimeout(() => this.onstate("stalled"), SILENCE_MS);
    };
    heard();
    try {
      return await this.#attempt(end, heard);
    } finally {
      isOver = true;
      clearTimeout(silence);
      note(false);
    }
  }

  /**
   * @param {number} end  when to give up
   * @param {() => void} heard  told at each sign of life
   * @returns {Promise<Connection>}
   */
  async #attempt(end, heard) {
    for (let attempt = 1; ; attempt += 1) {
      const fresh = attempt > 1; // the second time past the browser's cache
      const { connection, started } = begin(this.#runtime, this.#language, fresh, end);
      connection.onprogress = (loaded, total) => {
        heard();
        this.onprogress(loaded, total);
      };
      try {
        const { content_version } = JSON.parse(await started);
        if (content_version !== this.#version) {
          throw new EngineError({ kind: "version", loaded: content_version, page: this.#version });
        }
        this.#connection = connection;
        performance.mark("checker-ready");
        this.onstate("ready");
        return connection;
      } catch (error) {
        connection.close();
        if (attempt >= ATTEMPTS || Date.now() >= end) throw error;
      }
    }
  }

  /**
   * Ask Python for the advice that follows from answers. Whoever asks again
   * about the same answers gets the same advice.
   *
   * @param {Answers} answers
   * @param {string} place  whose numbers it names
   * @returns {Promise<Assessment>}
   * @throws {EngineError}
   */
  assess(answers, place) {
    const text = JSON.stringify({ answers });
    if (this.#last?.text === text && this.#last.place === place) return this.#last.advice;
    const advice = this.#assess(text, place);
    const asked = { text, place, advice };
    this.#last = asked;
    advice.catch(() => {
      if (this.#last === asked) this.#last = null; // the next time may go better
    });
    return advice;
  }

  /**
   * Ask in another language from now on.
   *
   * @param {string} language
   */
  speak(language) {
    this.#language = language;
    this.#last = null;
  }

  /** Keep nothing of the last answers. */
  forget() {
    this.#last = null;
  }

  /**
   * If the worker has died, it is started once more.
   *
   * @param {string} text
   * @param {string} place
   * @returns {Promise<Assessment>}
   */
  async #assess(text, place) {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.start();
      try {
        const reply = await connection.ask(this.#question(text, place), ASSESS_MS);
        return understood(reply);
      } catch (error) {
        this.#stop(connection);
        if (attempt < ATTEMPTS) continue;
        this.onstate("failed", error instanceof EngineError ? error.fault : { kind: "python", reason: "" });
        throw error;
      }
    }
  }

  /**
   * @param {string} text
   * @param {string} place
   * @returns {import("./worker.mjs").ToWorker}
   */
  #question(text, place) {
    return { kind: "assess", id: this.#nextId++, text, language: this.#language, place };
  }

  /**
   * Ask Python for what a person can take along. When it fails, the advice stands as it is.
   *
   * @param {Answers} answers
   * @param {{now: number, offset: number, site: string, home: string}} circumstances
   * @returns {Promise<import("./takealong.mjs").TakeAlong>}
   * @throws {EngineError}
   */
  async takeAlong(answers, circumstances) {
    const reply = await this.#ask({
      kind: "take_along",
      id: this.#nextId++,
      language: this.#language,
      text: JSON.stringify({ answers }),
      circumstances: JSON.stringify(circumstances),
    });
    const { ok, error, ...made } = JSON.parse(reply);
    if (ok !== true) throw refused(error);
    return made;
  }

  /**
   * Ask Python for the QR code of a text: its rows, 1 for a dark module.
   *
   * @param {string} text
   * @returns {Promise<string[]>}
   * @throws {EngineError}
   */
  async code(text) {
    return JSON.parse(await this.#ask({ kind: "code", id: this.#nextId++, text }, STALL_MS));
  }

  /**
   * Ask Python what findings change in the likelihood explorer.
   *
   * @param {{target: string, setting: string, findings: string[]}} choice
   * @returns {Promise<import("./explorer.mjs").Result>}
   * @throws {EngineError}
   */
  async explore(choice) {
    const text = JSON.stringify(choice);
    const reply = await this.#ask({ kind: "explore", id: this.#nextId++, text }, STALL_MS);
    const { ok, error, result } = JSON.parse(reply);
    if (ok !== true) throw refused(error);
    return result;
  }

  /**
   * @param {import("./worker.mjs").ToWorker} message
   * @param {number} [wait]
   */
  async #ask(message, wait = ASSESS_MS) {
    const connection = await this.start();
    return connection.ask(message, wait).catch((problem) => {
      // The next time may go better. But a code that needs a file which does not come says nothing of Python.
      if (connection.isBroken || message.kind !== "code") this.#stop(connection);
      throw problem;
    });
  }

  /**
   * Give up a worker, unless another has taken its place.
   *
   * @param {Connection} connection
   */
  #stop(connection) {
    connection.close();
    if (this.#connection !== connection) return;
    this.#connection = null;
    this.#starting = null;
  }
}

/**
 * @param {string} reply
 * @returns {Assessment}
 */
function understood(reply) {
  const { ok, assessment, error } = JSON.parse(reply);
  const whole = typeof assessment?.level === "string" && typeof assessment.advice?.title === "string";
  if (ok === true && whole) return assessment;
  throw refused(error);
}

/** @param {{type?: string} | undefined} error  whose message could hold an answer */
function refused(error) {
  return new EngineError({ kind: "python", reason: error?.type ?? "" });
}
