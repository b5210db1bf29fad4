/**
 * Starts Python as the page's worker does, with the checker loaded, and writes its memory into a file.
 *
 * Usage: node snapshot.mjs PYODIDE-FOLDER STDLIB CHECKER-ARCHIVE FILE
 *
 * - The clock stands still, chance is none, no folder and no place is named, so that the same files give the same bytes.
 * - What newer versions of Node have for switching stacks is taken away: a memory that was made with it does
 *   not run in WebKit.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, stdlib, checker, file] = process.argv.slice(2);

delete WebAssembly.Suspending;
delete WebAssembly.promising;
process.env.TZ = "UTC";
process.argv[1] = "python"; // else the folder of this build stands in the memory
Date.now = () => 0;
performance.now = () => 0;
crypto.getRandomValues = (array) => array.fill(0);

const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const interpreter = await loadPyodide({
  stdLibURL: stdlib,
  env: { HOME: "/home/pyodide", LANG: "C.UTF-8", PYTHONHASHSEED: "0" },
  jsglobals: {},
  enableRunUntilComplete: false,
  _makeSnapshot: true,
});
interpreter.FS.writeFile("/checker.zip", readFileSync(checker));
interpreter.runPython(`
import gc, sys
sys.path.append("/checker.zip")
from checker.bridge import assess_json, start
start()
assess_json('{"answers": {}}')
del assess_json, start, sys
gc.collect()
[bytearray(size) for size in (2 ** n for n in range(6, 18)) for _ in range(100_000 // size)]  # what is free is zero
del gc
`);
writeFileSync(file, new Uint8Array(interpreter.makeMemorySnapshot()));
