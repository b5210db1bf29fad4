/**
 * Stands before the page's scripts in the one file to carry. It takes the runtime out of the page's own text,
 * and gives it to a classic worker: from a file, browsers load no module and answer no fetch.
 */

{
  /** @param {string} id  of a script element */
  const textIn = (id) => document.getElementById(id)?.textContent ?? "";

  /** @param {string} text  base64 of a gzip */
  const unpacked = async (text) => {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  };

  const files = Object.entries(JSON.parse(textIn("files"))).map(
    async (/** @type {[string, string]} */ [url, text]) => [url, await unpacked(text)],
  );

  /** In the worker, before all else: whoever fetches gets what was sent, and nothing else. */
  const inWorker = () => {
    let send = (/** @type {Map<string, ArrayBuffer>} */ _) => {};
    const sent = new Promise((/** @type {(files: Map<string, ArrayBuffer>) => void} */ resolve) => {
      send = resolve;
    });
    addEventListener("message", (event) => {
      if (!event.data.files) return;
      event.stopImmediatePropagation();
      send(new Map(event.data.files));
    });
    globalThis.fetch = async (wanted) => {
      const bytes = (await sent).get(String(wanted));
      return new Response(bytes, { status: bytes ? 200 : 404 });
    };
  };

  globalThis.Worker = class extends Worker {
    constructor() {
      const code = [`(${inWorker})();\n`, textIn("interpreter"), textIn("worker")];
      super(URL.createObjectURL(new Blob(code, { type: "text/javascript" })));
      Promise.all(files).then(
        (all) => this.postMessage({ files: all }),
        (error) => this.dispatchEvent(new ErrorEvent("error", { message: String(error) })),
      );
    }
  };
}
