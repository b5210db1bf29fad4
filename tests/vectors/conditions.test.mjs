/**
 * The page's own evaluator gives each form of a file of vectors the truths that stand there.
 *
 * test_vectors.py writes the file, reads it with Python, and runs this: `VECTORS=file node --test`.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { reported, route, truth } from "../../docs/assets/js/conditions.mjs";

const { questions, findings, conditions, forms } = JSON.parse(readFileSync(process.env.VECTORS, "utf-8"));

/** Sort the names of the conditions as the file does. */
function truths(facts) {
  const found = { yes: [], maybe: [] };
  for (const [name, condition] of Object.entries(conditions)) {
    const value = truth(condition, facts);
    if (value !== false) found[value ? "yes" : "maybe"].push(name);
  }
  return found;
}

test("every form has the truths that stand in the file", () => {
  assert.ok(forms.length > 0);
  for (const { name, answers, ...expected } of forms) {
    const { asked, facts } = route(questions, answers, findings);
    const told = reported(questions, facts);
    const found = { asked: asked.map(({ id }) => id), so_far: truths(facts), reported: truths(told) };
    assert.deepEqual({ name, ...found }, { name, ...expected });
  }
});
