/** A worker, and the questions that it has not answered yet. */

/** @typedef {import("./worker.mjs").FromWorker} FromWorker */

/** No byte and no sign of life for this long means that nothing more will come. */
export const STALL_MS = 45_000;
const WORKER = new URL("./worker.mjs", import.meta.url).href;

/** Python could not be started, or did not answer. */
export class EngineError extends Error {}

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
  /** @type {Map<number, {resolve: (text: string) => void, reject: (error: Error) => void, wait: number, timer: number}>} */
  #waiting = new Map();
  /** @type {string | null} */
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
    this.#worker.onerror = (event) => this.#fail(event.message || "The worker could not start");
    this.#worker.onmessageerror = () => this.#fail("The worker sent something unreadable");
  }

  /** Whether nothing more will come from this worker. */
  get isBroken() {
    return this.#broken !== null;
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
      this.onprogress(message.loaded, message.total);
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

/**
 * Start a worker and Python in it.
 *
 * @param {string} manifest  address of the list of runtime files
 * @param {string} language
 * @param {boolean} fresh  past the browser's cache
 * @returns {{connection: Connection, started: Promise<string>}}  and what the checker says about itself, as JSON
 */
export function begin(manifest, language, fresh) {
  const connection = new Connection();
  const started = connection.ask({ kind: "start", id: 0, manifest, language, fresh }, STALL_MS);
  return { connection, started };
}

/** Whether the person has asked the browser to save data. */
export const saveData =
  /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;
