/** The diary as two small line charts and rows of marks. The table beside them says the same in words. */

import { fill } from "./data.mjs";
import { kilograms, optionOf } from "./diary-data.mjs";
import { element } from "./dom.mjs";
import { shape } from "./svg.mjs";

/** @typedef {import("./diary-data.mjs").Day} Day */
/** @typedef {import("./diary-data.mjs").Choice} Choice */
/** @typedef {{date: string, value: number}} Point */

const WIDTH = 320;
const LEFT = 34;
const RIGHT = 12;
const TOP = 10;
const HEIGHT = 110;
const ROW = 24;

/**
 * The chart of pain, and under it the days that were not as usual.
 *
 * @param {Day[]} days  in order, at least two
 * @param {Choice[]} choices
 * @param {Record<string, string>} words
 * @param {(date: string) => string} inWords
 */
export function charts(days, choices, words, inWords) {
  const place = places(days);
  const pain = days.flatMap(({ date, pain: value }) => (value === null ? [] : [{ date, value }]));
  const weighed = days.filter(({ weight }) => weight !== null);
  const unit = weighed.at(-1)?.unit ?? "kg";
  const weights = weighed.map((day) => ({ date: day.date, value: inUnit(day, unit) }));
  const made = [];
  if (pain.length > 1) {
    made.push(line(pain, [0, 5, 10], words.chart_pain ?? "", place, words, inWords));
  }
  const marked = marks(days, choices, words, place);
  if (marked) made.push(marked);
  if (weights.length > 1) {
    const name = fill(words.chart_weight ?? "", { unit });
    made.push(line(weights, scale(weights), name, place, words, inWords));
  }
  return made;
}

/**
 * @param {Day} day
 * @param {"kg" | "lb"} unit
 */
function inUnit(day, unit) {
  if (day.unit === unit) return Number(day.weight);
  const value = kilograms(day) / kilograms({ ...day, weight: 1, unit });
  return Math.round(value * 10) / 10;
}

/**
 * Where a date stands from left to right.
 *
 * @param {Day[]} days
 * @returns {(date: string) => number}
 */
function places(days) {
  const time = (/** @type {string} */ date) => Date.parse(`${date}T00:00:00Z`);
  const first = time(days[0]?.date ?? "");
  const length = time(days.at(-1)?.date ?? "") - first || 1;
  return (date) => LEFT + ((time(date) - first) / length) * (WIDTH - LEFT - RIGHT);
}

/**
 * The lines of a scale round some values, in whole numbers.
 *
 * @param {Point[]} points
 */
function scale(points) {
  const values = points.map(({ value }) => value);
  const least = Math.floor(Math.min(...values)) - 1;
  const most = Math.ceil(Math.max(...values)) + 1;
  return [least, most];
}

/**
 * @param {Point[]} points
 * @param {number[]} ticks  from the bottom to the top
 * @param {string} name
 * @param {(date: string) => number} place
 * @param {Record<string, string>} words
 * @param {(date: string) => string} inWords
 */
function line(points, ticks, name, place, words, inWords) {
  const [bottom, top] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const y = (/** @type {number} */ value) => TOP + ((top - value) / (top - bottom)) * HEIGHT;
  const at = points.map(({ date, value }) => `${round(place(date))},${round(y(value))}`);
  const values = points.map(({ value }) => value);
  const [first, last] = [inWords(points[0]?.date ?? ""), inWords(points.at(-1)?.date ?? "")];
  const label = fill(words.chart_label ?? "", {
    name,
    first,
    last,
    least: Math.min(...values),
    most: Math.max(...values),
    now: values.at(-1) ?? "",
  });
  const foot = TOP + HEIGHT + 18;
  const picture = shape(
    "svg",
    { class: "diary-chart", viewBox: `0 0 ${WIDTH} ${foot + 6}`, role: "img", "aria-label": label },
    ...ticks.flatMap((tick) => [
      shape("line", { class: "diary-grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }),
      shape("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, String(tick)),
    ]),
    shape("polyline", { class: "diary-line", points: at.join(" ") }),
    ...at.map((point) => {
      const [cx, cy] = /** @type {[string, string]} */ (point.split(","));
      return shape("circle", { class: "diary-point", cx, cy, r: 3.5 });
    }),
    shape("text", { x: LEFT, y: foot }, first),
    shape("text", { x: WIDTH - RIGHT, y: foot, "text-anchor": "end" }, last),
  );
  return element("figure", { class: "diary-figure" }, element("figcaption", {}, name), picture);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/**
 * A row for each question: a ring where a day was a little off, a filled square where it was much.
 *
 * @param {Day[]} days
 * @param {Choice[]} choices
 * @param {Record<string, string>} words
 * @param {(date: string) => number} place
 */
function marks(days, choices, words, place) {
  const rows = choices.map((choice) => ({
    name: choice.name,
    marks: days.flatMap((day) => {
      const worse = optionOf(choice, day[choice.id])?.worse ?? 0;
      return worse > 0 ? [{ x: round(place(day.date)), worse }] : [];
    }),
  }));
  if (rows.every((row) => row.marks.length === 0)) return null;
  const height = 2 * ROW * rows.length;
  const picture = shape("svg", {
    class: "diary-chart",
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: "img",
    "aria-label": words.chart_marks ?? "",
  });
  rows.forEach((row, index) => {
    const y = 2 * ROW * index + ROW + 12;
    picture.append(
      shape("text", { x: LEFT, y: y - 16 }, row.name),
      shape("line", { class: "diary-grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
      ...row.marks.map(({ x, worse }) => mark(x, y, worse)),
    );
  });
  const key = element(
    "p",
    { class: "diary-key", "aria-hidden": "true" },
    keyMark(1),
    ` ${words.mark_some} `,
    keyMark(2),
    ` ${words.mark_much}`,
  );
  return element("figure", { class: "diary-figure" }, picture, key);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} worse
 */
function mark(x, y, worse) {
  return worse > 1
    ? shape("rect", { class: "diary-much", x: x - 5, y: y - 5, width: 10, height: 10 })
    : shape("circle", { class: "diary-some", cx: x, cy: y, r: 4.5 });
}

/** @param {number} worse */
function keyMark(worse) {
  return shape("svg", { class: "diary-key-mark", viewBox: "0 0 14 14" }, mark(7, 7, worse));
}
