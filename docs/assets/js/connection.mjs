/** A worker, and the questions that it has not answered yet. */

/** @typedef {import("./worker.mjs").FromWorker} FromWorker */

/** @typedef {import("./worker.mjs").Fault} Fault */
/** @typedef {import("./worker.mjs").Runtime} Runtime */

/** No byte and no sign of life for this long means that nothing more will come. */
export const STALL_MS = 45_000;
const WORKER = new URL("./worker.mjs", import.meta.url).href;

/** Python could not be started, or did not answer. */
export class EngineError extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(JSON.stringify(fault));
    this.fault = fault;
  }
}

/** @type {(reason: string) => Fault} */
const inScripts = (reason) => ({ kind: "scripts", reason });

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
export class Connection {
  #worker;
  /** @type {Map<number, {resolve: (text: string) => void, reject: (error: Error) => void, alarm: () => number, timer: number}>} */
  #waiting = new Map();
  /** @type {Fault | null} */
  #broken = null;
  /** @type {(loaded: number, total: number) => void} */
  onprogress = () => {};

  constructor() {
    // A worker started from an address would not be bound by the page's policy; one started
    // from a blob is.
    const blob = new Blob([starter(WORKER)], { type: "text/javascript" });
    const address = URL.createObjectURL(blob);
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = (event) => this.#receive(event.data);
    this.#worker.onerror = (event) => this.#fail(inScripts(event.message || WORKER));
    this.#worker.onmessageerror = () => this.#fail(inScripts("messageerror"));
  }

  /** Whether nothing more will come from this worker. */
  get isBroken() {
    return this.#broken !== null;
  }

  /**
   * @param {import("./worker.mjs").ToWorker} message
   * @param {number} wait  milliseconds without a sign of life before giving up
   * @param {number} [end]  when to give up in any case
   * @returns {Promise<string>}
   */
  ask(message, wait, end = Infinity) {
    return new Promise((resolve, reject) => {
      if (this.#broken !== null) {
        reject(new EngineError(this.#broken));
        return;
      }
      const alarm = () => this.#alarm(Math.min(wait, end - Date.now()));
      this.#waiting.set(message.id, { resolve, reject, alarm, timer: alarm() });
      this.#worker.postMessage(message);
    });
  }

  /** @param {number} wait */
  #alarm(wait) {
    return window.setTimeout(() => this.#fail({ kind: "silent" }), wait);
  }

  /** @param {FromWorker} message */
  #receive(message) {
    if (message.kind === "progress") {
      for (const entry of this.#waiting.values()) {
        clearTimeout(entry.timer);
        entry.timer = entry.alarm();
      }
      this.onprogress(message.loaded, message.total);
      return;
    }
    const entry = this.#waiting.get(message.id);
    if (!entry) return;
    this.#waiting.delete(message.id);
    clearTimeout(entry.timer);
    if (message.kind === "done") entry.resolve(message.text);
    else entry.reject(new EngineError(message.fault));
  }

  /** @param {Fault} fault */
  #fail(fault) {
    this.#broken = fault;
    for (const entry of this.#waiting.values()) {
      clearTimeout(entry.timer);
      entry.reject(new EngineError(fault));
    }
    this.#waiting.clear();
  }

  close() {
    this.#worker.terminate();
    this.#fail(inScripts("terminate"));
  }
}

/**
 * Start a worker and Python in it.
 *
 * @param {Runtime} runtime
 * @param {string} language
 * @param {boolean} fresh  past the browser's cache
 * @param {number} end  when to give up in any case
 * @returns {{connection: Connection, started: Promise<string>}}  and what the checker says about itself, as JSON
 */
export function begin(runtime, language, fresh, end) {
  const connection = new Connection();
  const started = connection.ask({ kind: "start", id: 0, runtime, language, fresh }, STALL_MS, end);
  return { connection, started };
}

/** Whether the person has asked the browser to save data. */
export const saveData =
  /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;
