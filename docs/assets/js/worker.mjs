/**
 * The worker that runs Python.
 *
 * Every runtime file is checked against the SHA-256 in the manifest before it
 * is used. A file that differs ends the start with an error: a damaged engine
 * must not give advice.
 */

/**
 * @typedef {{kind: "start", id: number, manifest: string, language: string, fresh: boolean}
 *   | {kind: "assess", id: number, text: string}
 *   | {kind: "take_along", id: number, text: string, circumstances: string}
 *   | {kind: "code", id: number, text: string}
 *   | {kind: "explore", id: number, text: string}} ToWorker
 */
/**
 * @typedef {{kind: "progress", loaded: number, total: number}
 *   | {kind: "done", id: number, text: string}
 *   | {kind: "failed", id: number, reason: string}} FromWorker
 */
/**
 * What the build says about the runtime; paths are relative to the manifest.
 *
 * @typedef {object} Manifest
 * @property {string} index
 * @property {string} loader
 * @property {string} stdlib
 * @property {string} lock
 * @property {string} checker
 * @property {string} code  what makes QR codes
 * @property {RuntimeFile[]} files  what is fetched at the start
 * @property {RuntimeFile[]} later  what is fetched when it is wanted
 */
/** @typedef {{path: string, bytes: number, sha256: string}} RuntimeFile */

const scope = /** @type {{postMessage(message: FromWorker): void, onmessage: unknown, fetch: unknown}} */ (
  /** @type {unknown} */ (globalThis)
);
const download = globalThis.fetch.bind(globalThis);

/** What Python can be asked once it runs. @type {Calls | null} */
let python = null;
/**
 * @typedef {object} Calls
 * @property {(text: string) => string} assess
 * @property {(text: string, circumstances: string) => string} takeAlong
 * @property {(text: string) => Promise<string>} code
 * @property {(text: string) => string} explore
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
    scope.postMessage({ kind: "failed", id: message.id, reason: String(error) });
  }
};

/**
 * @param {Calls} calls
 * @param {Exclude<ToWorker, {kind: "start"}>} message
 */
function answer(calls, message) {
  if (message.kind === "assess") return calls.assess(message.text);
  if (message.kind === "code") return calls.code(message.text);
  if (message.kind === "explore") return calls.explore(message.text);
  return calls.takeAlong(message.text, message.circumstances);
}

/**
 * Fetch the runtime, check it, start Python and load the checker.
 *
 * @param {{manifest: string, language: string, fresh: boolean}} options  fresh: past the browser's cache
 * @returns {Promise<string>}  what the checker says about itself, as JSON
 */
async function start({ manifest, language, fresh }) {
  const cache = fresh ? "reload" : "default";
  const reply = await download(manifest, { cache: fresh ? "reload" : "no-cache" });
  if (!reply.ok) throw new Error(`${manifest}: status ${reply.status}`);
  /** @type {Manifest} */
  const runtime = await reply.json();
  const address = (/** @type {string} */ path) => new URL(path, manifest).href;
  const files = new Map(runtime.files.map((file) => [address(file.path), file]));
  const total = runtime.files.reduce((sum, file) => sum + file.bytes, 0);
  let loaded = 0;
  const count = (/** @type {number} */ bytes) => {
    loaded += bytes;
    scope.postMessage({ kind: "progress", loaded, total });
  };
  const arriving = new Map(
    [...files].map(([url, file]) => [url, fetchChecked(url, file, cache, count)]),
  );
  const bytes = async (/** @type {string} */ path) => {
    const file = arriving.get(address(path));
    if (!file) throw new Error(`${path} is not in the manifest`);
    return file.response.arrayBuffer();
  };

  // Pyodide asks for its files through fetch; it gets the checked ones, and nothing else.
  scope.fetch = (/** @type {string | URL | Request} */ wanted) => {
    const url = wanted instanceof Request ? wanted.url : String(wanted);
    const file = arriving.get(url);
    return file ? Promise.resolve(file.response) : Promise.reject(new Error(`${url} is not in the manifest`));
  };

  const script = `${runtime.index}pyodide.asm.js`;
  const boot = async () => {
    // Modules can only be imported by address. Reading them first checks them and leaves them
    // in the browser's cache.
    const small = [runtime.lock, runtime.checker, runtime.loader, script];
    const [lock, checker] = await Promise.all(small.map(bytes));
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
    const add = (/** @type {string} */ name, /** @type {ArrayBuffer | undefined} */ zip) => {
      interpreter.FS.writeFile(`/${name}`, new Uint8Array(zip ?? []));
      path.append(`/${name}`);
    };
    add("checker.zip", checker);
    const bridge = interpreter.pyimport("checker.bridge");
    const about = bridge.start(language);
    /** @type {Promise<unknown> | null} */
    let encoder = null;
    const loadEncoder = async () => {
      const file = runtime.later.find(({ path }) => path === runtime.code);
      if (!file) throw new Error(`${runtime.code} is not in the manifest`);
      const { response, complete } = fetchChecked(address(file.path), file, cache, () => {});
      const [code] = await Promise.all([response.arrayBuffer(), complete]);
      add("code.zip", code);
      return interpreter.pyimport("segno.encoder").encode;
    };
    python = {
      assess: (text) => bridge.assess_json(text, language),
      takeAlong: (text, circumstances) => bridge.take_along_json(text, circumstances, language),
      async code(text) {
        encoder ??= loadEncoder();
        const encode = await encoder.catch((error) => {
          encoder = null; // the next time may go better
          throw error;
        });
        return bridge.code_json(text, encode);
      },
      explore: bridge.explore_json,
    };
    return about;
  };
  // Pyodide only logs a file that fails and then waits for ever; so the failure is heard here.
  const failure = Promise.all([...arriving.values()].map((file) => file.complete));
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
      const made = real.apply(WebAssembly, values);
      made.catch(reject);
      return made;
    };
    WebAssembly.instantiate = heard(instantiate);
    WebAssembly.instantiateStreaming = heard(instantiateStreaming);
  });
}

/**
 * Fetch one file. The response can be read while it arrives, and it ends in an
 * error instead of its end when the bytes are not the expected ones.
 *
 * @param {string} url
 * @param {{bytes: number, sha256: string}} file
 * @param {RequestCache} cache
 * @param {(bytes: number) => void} count  told about each piece
 * @returns {{response: Response, complete: Promise<void>}}
 */
function fetchChecked(url, file, cache, count) {
  const content = new Uint8Array(file.bytes);
  let length = 0;
  /** @type {Transformer<Uint8Array, Uint8Array>} */
  const check = {
    transform(piece, controller) {
      if (length + piece.length > content.length) throw new Error(`${url} is too long`);
      content.set(piece, length);
      length += piece.length;
      count(piece.length);
      controller.enqueue(piece);
    },
    async flush() {
      if (length !== content.length || (await sha256(content)) !== file.sha256) {
        throw new Error(`${url} is not the file that was published`);
      }
    },
  };
  // Without a limit on the queue the download never waits until Python wants the bytes.
  const queue = new CountQueuingStrategy({ highWaterMark: Number.POSITIVE_INFINITY });
  const { readable, writable } = new TransformStream(check, undefined, queue);
  const complete = download(url, { cache })
    .then((response) => {
      if (!response.ok || !response.body) throw new Error(`${url}: status ${response.status}`);
      return response.body.pipeTo(writable);
    })
    .catch(async (error) => {
      await writable.abort(error).catch(() => {});
      throw error;
    });
  const type = url.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return { response: new Response(readable, { headers: { "Content-Type": type } }), complete };
}

/**
 * @param {Uint8Array<ArrayBuffer>} content
 * @returns {Promise<string>}
 */
async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
