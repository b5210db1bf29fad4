/** Python as Pyodide's documentation starts it: its own files, and the checker's sources in a zip. */

let bridge;

self.onmessage = async ({ data: { kind, id, runtime, language, text } }) => {
  if (kind === "assess") {
    self.postMessage({ kind: "done", id, text: bridge.assess_json(text) });
    return;
  }
  const at = (path) => new URL(`../stock/${path}`, runtime.base).href;
  const sources = fetch(at("checker.zip")).then((response) => response.arrayBuffer());
  const { loadPyodide } = await import(at("pyodide.mjs"));
  const python = await loadPyodide({ indexURL: at("") });
  python.unpackArchive(await sources, "zip");
  bridge = python.pyimport("checker.bridge");
  self.postMessage({ kind: "done", id, text: bridge.start(language) });
};
