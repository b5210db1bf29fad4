/**
 * Python, seen from the page: it starts in a worker, is asked one question and
 * gives one answer. What goes wrong ends in one error, EngineError; nothing is
 * ever guessed.
 */

import { begin, EngineError, STALL_MS } from "./connection.mjs";

/** @typedef {import("./conditions.mjs").Answers} Answers */
/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./result.mjs").Assessment} Assessment */
/** @typedef {"loading" | "ready" | "failed"} EngineState */

/** Python answers in a few milliseconds; a phone under load gets a thousand times that. */
const ASSESS_MS = 10_000;
const ATTEMPTS = 2;

export class Engine {
  #manifest;
  #language;
  #version;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<Connection> | null} */
  #starting = null;
  #nextId = 1;
  /** The last answers that were sent, and the advice on them. @type {{text: string, advice: Promise<Assessment>} | null} */
  #last = null;

  /** @type {(state: EngineState) => void} */
  onstate = () => {};
  /** @type {(loaded: number, total: number) => void} */
  onprogress = () => {};

  /**
   * @param {string} manifest  address of the list of runtime files
   * @param {string} language
   * @param {string} version  of the content that the page was made from
   */
  constructor(manifest, language, version) {
    this.#manifest = manifest;
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
      this.onstate("failed");
      throw error;
    });
    return this.#starting;
  }

  /** @returns {Promise<Connection>} */
  async #load() {
    this.onstate("loading");
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
      throw new EngineError("This browser cannot run WebAssembly in a worker");
    }
    for (let attempt = 1; ; attempt += 1) {
      const fresh = attempt > 1; // the second time past the browser's cache
      const { connection, started } = begin(this.#manifest, this.#language, fresh);
      connection.onprogress = (loaded, total) => this.onprogress(loaded, total);
      try {
        const about = await started;
        if (JSON.parse(about).content_version !== this.#version) {
          throw new EngineError("The rules that were loaded are not those of this page");
        }
        this.#connection = connection;
        performance.mark("checker-ready");
        this.onstate("ready");
        return connection;
      } catch (error) {
        connection.close();
        if (attempt >= ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Ask Python for the advice that follows from answers. Whoever asks again
   * about the same answers gets the same advice.
   *
   * @param {Answers} answers
   * @returns {Promise<Assessment>}
   * @throws {EngineError}
   */
  assess(answers) {
    const text = JSON.stringify({ answers });
    if (this.#last?.text === text) return this.#last.advice;
    const advice = this.#assess(text);
    const asked = { text, advice };
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
   * @returns {Promise<Assessment>}
   */
  async #assess(text) {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.start();
      try {
        const reply = await connection.ask(this.#question(text), ASSESS_MS);
        return understood(reply);
      } catch (error) {
        this.#stop(connection);
        if (attempt < ATTEMPTS) continue;
        this.onstate("failed");
        throw error;
      }
    }
  }

  /**
   * @param {string} text
   * @returns {import("./worker.mjs").ToWorker}
   */
  #question(text) {
    return { kind: "assess", id: this.#nextId++, text, language: this.#language };
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
    if (ok !== true) throw new EngineError(error?.message ?? "Python made no summary");
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
    const reply = await this.#ask({ kind: "explore", id: this.#nextId++, text });
    const { ok, error, result } = JSON.parse(reply);
    if (ok !== true) throw new EngineError(error?.message ?? "Python gave no result");
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
  throw new EngineError(error?.message ?? "Python gave no advice");
}
