/**
 * What the emergency card says for each form of a file: test_spoken.py writes the file, and compares with Python.
 */

import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";

import { route } from "../../docs/assets/js/conditions.mjs";
import { raised } from "../../docs/assets/js/emergency.mjs";
import { spoken } from "../../docs/assets/js/spoken.mjs";

test("the card says something of every form that is an emergency", () => {
  const { data, forms } = JSON.parse(readFileSync(process.env.VECTORS, "utf-8"));
  const said = forms.map((answers) => {
    const { facts } = route(data.questions, answers, data.findings);
    const rules = raised(data, facts);
    return rules.length > 0 ? spoken(data, rules, facts) : null;
  });
  writeFileSync(process.env.SAID, JSON.stringify(said));
});
