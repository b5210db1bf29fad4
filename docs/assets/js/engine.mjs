/**
 * Python, seen from the page: it starts in a worker, is asked one question and
 * gives one answer. What goes wrong ends in one error, EngineError; nothing is
 * ever guessed.
 */

/** @typedef {import("./conditions.mjs").Answers} Answers */
/** @typedef {import("./result.mjs").Assessment} Assessment */
/** @typedef {import("./worker.mjs").FromWorker} FromWorker */
/** @typedef {"idle" | "loading" | "ready" | "failed"} EngineState */

/** No byte and no sign of life for this long means that nothing more will come. */
const STALL_MS = 45_000;
/** Python answers in a few milliseconds; a phone under load gets a thousand times that. */
const ASSESS_MS = 10_000;
const ATTEMPTS = 2;

/** Python could not be started, or did not answer. */
export class EngineError extends Error {}

export class Engine {
  #manifest;
  #language;
  #version;
  #worker = new URL("./worker.mjs", import.meta.url).href;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<Connection> | null} */
  #starting = null;
  #nextId = 1;

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
      const connection = new Connection(this.#worker, (loaded, total) =>
        this.onprogress(loaded, total),
      );
      try {
        const about = await connection.ask(
          {
            kind: "start",
            id: this.#nextId++,
            manifest: this.#manifest,
            language: this.#language,
            fresh: attempt > 1,
          },
          STALL_MS,
        );
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
   * Ask Python for the advice that follows from answers. If the worker has
   * died, it is started once more.
   *
   * @param {Answers} answers
   * @returns {Promise<Assessment>}
   * @throws {EngineError}
   */
  async assess(answers) {
    const text = JSON.stringify({ answers });
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.start();
      try {
        const reply = await connection.ask({ kind: "assess", id: this.#nextId++, text }, ASSESS_MS);
        return understood(reply);
      } catch (error) {
        this.#stop();
        if (attempt < ATTEMPTS) continue;
        this.onstate("failed");
        throw error;
      }
    }
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
    const reply = await this.#ask({ kind: "explore", id: this.#nextId++, text }).catch((problem) => {
      this.#stop(); // the next time may go better
      throw problem;
    });
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
    return connection.ask(message, wait);
  }

  #stop() {
    this.#connection?.close();
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

/**
 * A script that only imports the real one, and keeps what is said to it until that is there. It does not use
 * the `import` statement, which in Firefox asks the network even where the copy for offline use has the file.
 *
 * @param {string} url
 */
function starter(url) {
  return `const early = [];
    self.onmessage = (event) => early.push(event);
    import(${JSON.stringify(url)}).then(
      () => early.forEach((event) => self.onmessage(event)),
      (error) => setTimeout(() => { throw error; }),
    );`;
}

/** One worker and the questions that it has not answered yet. */
class Connection {
  #worker;
  #onprogress;
  /** @type {Map<number, {resolve: (text: string) => void, reject: (error: Error) => void, wait: number, timer: number}>} */
  #waiting = new Map();
  /** @type {string | null} */
  #broken = null;

  /**
   * @param {string} url
   * @param {(loaded: number, total: number) => void} onprogress
   */
  constructor(url, onprogress) {
    this.#onprogress = onprogress;
    // A worker started from an address would not be bound by the page's policy; one started
    // from a blob is.
    const blob = new Blob([starter(url)], { type: "text/javascript" });
    const address = URL.createObjectURL(blob);
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = (event) => this.#receive(event.data);
    this.#worker.onerror = (event) => this.#fail(event.message || "The worker could not start");
    this.#worker.onmessageerror = () => this.#fail("The worker sent something unreadable");
  }

  /**
   * @param {import("./worker.mjs").ToWorker} message
   * @param {number} wait  milliseconds without a sign of life before giving up
   * @returns {Promise<string>}
   */
  ask(message, wait) {
    return new Promise((resolve, reject) => {
      if (this.#broken !== null) {
        reject(new EngineError(this.#broken));
        return;
      }
      const timer = this.#alarm(wait);
      this.#waiting.set(message.id, { resolve, reject, wait, timer });
      this.#worker.postMessage(message);
    });
  }

  /** @param {number} wait */
  #alarm(wait) {
    return window.setTimeout(() => this.#fail("The worker did not answer in time"), wait);
  }

  /** @param {FromWorker} message */
  #receive(message) {
    if (message.kind === "progress") {
      for (const entry of this.#waiting.values()) {
        clearTimeout(entry.timer);
        entry.timer = this.#alarm(entry.wait);
      }
      this.#onprogress(message.loaded, message.total);
      return;
    }
    const entry = this.#waiting.get(message.id);
    if (!entry) return;
    this.#waiting.delete(message.id);
    clearTimeout(entry.timer);
    if (message.kind === "done") entry.resolve(message.text);
    else entry.reject(new EngineError(message.reason));
  }

  /** @param {string} reason */
  #fail(reason) {
    this.#broken = reason;
    for (const entry of this.#waiting.values()) {
      clearTimeout(entry.timer);
      entry.reject(new EngineError(reason));
    }
    this.#waiting.clear();
  }

  close() {
    this.#worker.terminate();
    this.#fail("The worker was stopped");
  }
}
