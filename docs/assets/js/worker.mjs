/**
 * The worker that runs Python.
 *
 * Every runtime file is checked against the SHA-256 in the manifest, which came with the page, before it
 * is used. A file that differs ends the start with an error: a damaged engine
 * must not give advice.
 */

/**
 * @typedef {{kind: "start", id: number, runtime: Runtime, language: string, fresh: boolean}
 *   | {kind: "assess", id: number, text: string, language: string, place: string}
 *   | {kind: "take_along", id: number, text: string, circumstances: string, language: string}
 *   | {kind: "code", id: number, text: string}
 *   | {kind: "explore", id: number, text: string}} ToWorker
 */
/**
 * @typedef {{kind: "progress", loaded: number, total: number}
 *   | {kind: "done", id: number, text: string}
 *   | {kind: "failed", id: number, fault: Fault}} FromWorker
 */
/** What went wrong, for `reason_<kind>` in the words of the page. @typedef {{kind: string} & Record<string, string | number>} Fault */
/**
 * What the build says about the runtime; paths are relative to `base`.
 *
 * @typedef {object} Runtime
 * @property {string} base  an address
 * @property {string} index
 * @property {string} loader
 * @property {string} stdlib
 * @property {string} lock
 * @property {string} checker
 * @property {string} code  what makes QR codes
 * @property {string} explorer  the likelihood explorer
 * @property {RuntimeFile[]} files  what is fetched at the start
 * @property {RuntimeFile[]} later  what is fetched when it is wanted
 */
/** @typedef {{path: string, bytes: number, sha256: string}} RuntimeFile */

const scope = /** @type {{postMessage(message: FromWorker): void, onmessage: unknown, fetch: unknown}} */ (
  /** @type {unknown} */ (globalThis)
);
const download = globalThis.fetch.bind(globalThis);

class Failure extends Error {
  /**
   * @param {string} kind
   * @param {Record<string, string | number>} details
   */
  constructor(kind, details) {
    super(kind);
    this.fault = { kind, ...details };
  }
}

/** What Python can be asked once it runs. @type {Calls | null} */
let python = null;
/**
 * @typedef {object} Calls
 * @property {(text: string, language: string, place: string) => string} assess
 * @property {(text: string, circumstances: string, language: string) => string} takeAlong
 * @property {(text: string) => Promise<string>} code
 * @property {(text: string) => Promise<string>} explore
 */

scope.onmessage = async (/** @type {MessageEvent<ToWorker>} */ event) => {
  const message = event.data;
  try {
    if (message.kind === "start") {
      const reply = await start(message);
      scope.postMessage({ kind: "done", id: message.id, text: reply });
    } else {
      if (!python) throw new Error("Python has not been started");
      scope.postMessage({ kind: "done", id: message.id, text: await answer(python, message) });
    }
  } catch (error) {
    // What Python says of answers could hold one.
    const reason = message.kind === "start" ? String(error) : "";
    const fault = error instanceof Failure ? error.fault : { kind: "python", reason };
    scope.postMessage({ kind: "failed", id: message.id, fault });
  }
};

/**
 * @param {Calls} calls
 * @param {Exclude<ToWorker, {kind: "start"}>} message
 */
function answer(calls, message) {
  if (message.kind === "assess") return calls.assess(message.text, message.language, message.place);
  if (message.kind === "code") return calls.code(message.text);
  if (message.kind === "explore") return calls.explore(message.text);
  return calls.takeAlong(message.text, message.circumstances, message.language);
}

/**
 * Fetch the runtime, check it, start Python and load the checker.
 *
 * @param {{runtime: Runtime, language: string, fresh: boolean}} options  fresh: past the browser's cache
 * @returns {Promise<string>}  what the checker says about itself, as JSON
 */
async function start({ runtime, language, fresh }) {
  const init = /** @type {RequestInit} */ ({ cache: fresh ? "reload" : "default" });
  const address = (/** @type {string} */ path) => new URL(path, runtime.base).href;
  const files = new Map(runtime.files.map((file) => [address(file.path), file]));
  const total = runtime.files.reduce((sum, file) => sum + file.bytes, 0);
  let loaded = 0;
  const count = (/** @type {number} */ bytes) => {
    loaded += bytes;
    scope.postMessage({ kind: "progress", loaded, total });
  };
  const arriving = new Map(
    [...files].map(([url, file]) => [url, fetchChecked(url, file, init, count)]),
  );
  const bytes = async (/** @type {string} */ url) => {
    const file = arriving.get(url);
    if (!file) throw new Error(`${url} is not in the manifest`);
    return file;
  };

  // Pyodide asks for its files through fetch; it gets the checked ones, and nothing else.
  scope.fetch = async (/** @type {string | URL | Request} */ wanted) => {
    const url = wanted instanceof Request ? wanted.url : String(wanted);
    const type = url.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(await bytes(url), { headers: { "Content-Type": type } });
  };

  const script = `${runtime.index}pyodide.asm.js`;
  const boot = async () => {
    // Modules can only be imported by address. Reading them first checks them and leaves them
    // in the browser's cache.
    const [lock, checker] = await Promise.all([
      bytes(address(runtime.lock)),
      bytes(address(runtime.checker)),
      bytes(address(runtime.loader)),
      bytes(address(script)),
    ]);
    const [{ loadPyodide }] = await Promise.all([
      import(address(runtime.loader)),
      import(address(script)),
    ]);
    const interpreter = await loadPyodide({
      indexURL: address(runtime.index),
      packageBaseUrl: address(runtime.index),
      stdLibURL: address(runtime.stdlib),
      lockFileContents: new TextDecoder().decode(lock),
      jsglobals: {},
      enableRunUntilComplete: false,
    });
    const path = interpreter.pyimport("sys").path;
    const add = (/** @type {string} */ name, /** @type {Uint8Array} */ zip) => {
      interpreter.FS.writeFile(`/${name}`, zip);
      path.append(`/${name}`);
    };
    add("checker.zip", checker);
    const bridge = interpreter.pyimport("checker.bridge");
    const about = bridge.start(language);
    /** Gives a module of an archive that is fetched when it is first wanted. @type {(archive: string, module: string) => () => Promise<any>} */
    const later = (archive, module) => {
      /** @type {Promise<unknown> | null} */
      let arrival = null;
      const load = async () => {
        const file = runtime.later.find((one) => one.path === archive);
        if (!file) throw new Error(`${archive} is not in the manifest`);
        const url = address(archive);
        const zip = fetchChecked(url, file, init).catch(() => fetchChecked(url, file, { cache: "reload" }));
        add(archive, await zip);
        return interpreter.pyimport(module);
      };
      return () => {
        arrival ??= load().catch((error) => {
          arrival = null; // the next time may go better
          throw error;
        });
        return arrival;
      };
    };
    const encoder = later(runtime.code, "segno.encoder");
    const explorer = later(runtime.explorer, "likelihood.bridge");
    python = {
      assess: bridge.assess_json,
      takeAlong: bridge.take_along_json,
      code: async (text) => bridge.code_json(text, (await encoder()).encode),
      explore: async (text) => (await explorer()).explore_json(text),
    };
    return about;
  };
  // Pyodide only logs a file that fails and then waits for ever; so the failure is heard here.
  const failure = Promise.all(arriving.values());
  const refusal = hearRefusal();
  return Promise.race([boot(), refusal, failure.then(() => new Promise(() => {}))]);
}

/**
 * Where memory is refused, Pyodide only logs it and then waits for ever; so this is heard here too.
 *
 * @returns {Promise<never>}  that fails when WebAssembly does
 */
function hearRefusal() {
  const { instantiate, instantiateStreaming } = WebAssembly;
  return new Promise((_, reject) => {
    /** @type {(real: Function) => (...values: unknown[]) => Promise<any>} */
    const heard = (real) => (...values) => {
      const made = new Promise((resolve) => resolve(real.apply(WebAssembly, values))); // or it throws
      made.catch(reject);
      return made;
    };
    WebAssembly.instantiate = heard(instantiate);
    WebAssembly.instantiateStreaming = heard(instantiateStreaming);
  });
}

/**
 * Fetch one file, and refuse it when it is not the one that was published.
 *
 * @param {string} url
 * @param {RuntimeFile} file
 * @param {RequestInit} init
 * @param {(bytes: number) => void} [count]  told about each piece
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function fetchChecked(url, file, init, count = () => {}) {
  const { path } = file;
  const broken = (/** @type {unknown} */ error) => {
    throw new Failure("broken", { file: path, reason: String(error) });
  };
  const response = await download(url, init).catch(broken);
  if (!response.ok || !response.body) throw new Failure("status", { file: path, status: response.status });
  const content = new Uint8Array(file.bytes);
  const reader = response.body.getReader();
  let length = 0;
  const read = () => reader.read().catch(broken);
  for (let next = await read(); next.value; next = await read()) {
    if (length + next.value.length > content.length) throw new Failure("changed", { file: path });
    content.set(next.value, length);
    length += next.value.length;
    count(next.value.length);
  }
  if (length !== content.length || (await sha256(content)) !== file.sha256) {
    throw new Failure("changed", { file: path });
  }
  return content;
}

/**
 * @param {Uint8Array<ArrayBuffer>} content
 * @returns {Promise<string>}
 */
async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
