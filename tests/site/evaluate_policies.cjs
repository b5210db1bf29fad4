// Reads a JSON list of policies on standard input; writes what csp_evaluator finds in each, as JSON.
const { CspEvaluator } = require("csp_evaluator/dist/evaluator.js");
const { Severity } = require("csp_evaluator/dist/finding.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");

const policies = JSON.parse(require("node:fs").readFileSync(0, "utf-8"));
const findings = policies.map((policy) =>
  new CspEvaluator(new CspParser(policy).csp).evaluate().map(({ severity, directive, value, description }) => ({
    severity: Severity[severity],
    directive,
    value: value ?? "",
    description,
  })),
);
process.stdout.write(JSON.stringify(findings));
