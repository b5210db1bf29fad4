/**
 * The emergency card. It is shown as soon as an answer makes a rule of the
 * highest level certain, before and without Python. What else the answers
 * mean is decided by Python at the end.
 */

import { ends, holds, reported, truth } from "./conditions.mjs";
import { fill } from "./data.mjs";
import { element, find, textOf } from "./dom.mjs";
import { callLink, dialling } from "./place.mjs";

/** @typedef {import("./conditions.mjs").Facts} Facts */
/** @typedef {import("./data.mjs").CheckData} CheckData */
/** @typedef {import("./data.mjs").EmergencyRule} EmergencyRule */
/** @typedef {import("./data.mjs").Place} Place */

/**
 * The emergency rules that certainly hold, the one to act on first at the front.
 *
 * @param {CheckData} data
 * @param {Facts} facts
 * @returns {EmergencyRule[]}
 */
export function raised(data, facts) {
  const order = (/** @type {EmergencyRule} */ rule) => data.contacts[rule.contact]?.order ?? 0;
  return data.emergency
    .filter(({ id }) => holds(data.rules[id], facts))
    .sort((one, other) => order(other) - order(one));
}

/**
 * Write the card for the rules that hold.
 *
 * @param {HTMLElement} card
 * @param {CheckData} data
 * @param {EmergencyRule[]} rules  at least one
 * @param {Facts} facts
 * @param {Place} place
 */
export function writeCard(card, data, rules, facts, place) {
  const first = data.contacts[rules[0]?.contact ?? ""];
  const to = [...rules.flatMap((rule) => rule.do), ...(first?.do ?? []), ...data.do];
  const put = (/** @type {string} */ part, /** @type {(Node | string)[]} */ content) =>
    find(card, `[data-${part}]`, HTMLElement).replaceChildren(...content);
  put("action-title", [fill(first?.title ?? "", place)]);
  put("who", dialling(first?.who ?? "", place));
  put("call", callLink(data.words.call ?? "", place, data.words));
  put("do", [...new Set(to)].map((line) => element("li", {}, fill(line, place))));
  const titles = rules.map((rule) => title(data, rule, facts, card.ownerDocument));
  put("reasons", [...new Set(titles)].map((text) => element("li", {}, text)));
}

/**
 * What to say of a rule: its title if what was reported is enough for it. Otherwise what was ticked, and
 * what is not known: nobody is told to have what was only not ruled out.
 *
 * @param {CheckData} data
 * @param {EmergencyRule} rule
 * @param {Facts} facts
 * @param {Document} page
 */
function title(data, rule, facts, page) {
  const condition = /** @type {import("./conditions.mjs").Condition} */ (data.rules[rule.id]);
  const told = reported(data.questions, facts);
  if (holds(condition, told)) return rule.title;
  const behind = new Set(ends(condition, facts));
  const said = data.questions.flatMap(({ id, kind, short }) =>
    [...behind]
      .filter((name) => name.startsWith(`${id}.`) && truth({ is: name }, told) === true)
      .map((name) => label(page, name))
      .map((text) => (kind === "many" ? text : `${short}: ${text}`)),
  );
  const doubts = data.questions.filter(
    ({ id }) =>
      id in facts.answers &&
      [...behind].some((name) =>
        name === id ? !(id in told.answers) : name.startsWith(`${id}.`) && truth({ is: name }, told) === undefined,
      ),
  );
  const doubt = fill(data.words.doubt ?? "", { questions: doubts.map(({ short }) => short).join("; ") });
  const text = [...said, doubt].join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @param {Document} page
 * @param {string} name  question.option
 */
function label(page, name) {
  return textOf(find(page, `label[for="q-${name.replace(".", "-")}"]`, HTMLElement));
}
