/**
 * Run the checker in Pyodide under Node and report which modules of Python's standard library it used.
 *
 *     node stdlib_probe.mjs <folder of Pyodide> <standard library> <checker archive> < inputs.json
 *
 * The inputs are a JSON list of texts for `assess_json`. On standard output comes
 * {"modules": [...], "answers": [...], "milliseconds": number}, with null for an answer that raised an error.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, stdlib, checker] = process.argv.slice(2);
const inputs = JSON.parse(readFileSync(0, "utf8"));

try {
  process.stdout.write(JSON.stringify(await run()));
} catch (error) {
  // Node would print the line of code as well, and here that is the whole of Pyodide.
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
}

async function run() {
  const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
  const started = performance.now();
  const python = await loadPyodide({ indexURL: `${pyodide}/`, stdLibURL: stdlib, packages: [] });
  python.FS.writeFile("/checker.zip", new Uint8Array(readFileSync(checker)));
  python.pyimport("sys").path.append("/checker.zip");
  const bridge = python.pyimport("checker.bridge");
  bridge.start("en");
  const milliseconds = Math.round(performance.now() - started);

  const answers = inputs.map((/** @type {string} */ text) => attempt(() => bridge.assess_json(text)));

  // The ways in which a call can fail, as the page would meet them.
  const failures = [
    () => bridge.start("no such language"),
    () => bridge.assess_json(17),
    () => bridge.assess_json(),
    () => python.runPython("import no_such_module"),
    () => python.runPython("1 +"),
    () => python.runPython("def again(): again()\nagain()"),
    () => python.runPython("import warnings; warnings.warn('a warning', stacklevel=1)\n1 / 0"),
  ];
  failures.forEach(attempt);

  const modules = python.runPython(`
    import sys
    [name for name, module in sys.modules.items()
     if "/lib/python" in (getattr(getattr(module, "__spec__", None), "origin", None) or "")]
  `);
  return { modules: modules.toJs().sort(), answers, milliseconds };
}

/**
 * @param {() => string} act
 * @returns {string | null}  what it returns, or null when it throws
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return null; // that it fails is no news here; what Python imported to say so is
  }
}
