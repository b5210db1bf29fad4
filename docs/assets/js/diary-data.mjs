/**
 * The diary's days: what one holds, how a file of them is read, and what
 * changed between two. Nothing here touches the page or the device.
 *
 * The diary never says how soon to get help. What got worse leads to the
 * emergency signs and to the check.
 */

import { NOT_SURE } from "./data.mjs";

/** @typedef {"kg" | "lb"} Unit */
/** @typedef {{[id: string]: string | number | null}} Answers */
/**
 * One day: its date, such as 2026-11-21, of which there is one entry; the pain, 0 to 10; the weight and its
 * unit; and the option of each choice by the choice's id. What was not answered is null.
 *
 * @typedef {{date: string, pain: number | null, weight: number | null, unit: Unit} & Answers} Day
 */
/** @typedef {{id: string, label: string, short?: string, worse: number, alarm?: boolean}} Option */
/** @typedef {{id: string, name: string, option: Option[]}} Choice */

/** Why a file was not taken in; `number` counts its days from 1. @typedef {{problem: string, number?: number}} Refusal */

export const VERSION = 1;
export const LARGEST_FILE = 2_000_000;
export const MOST_PAIN = 10;
export const WEIGHT = { least: 2, most: 700 };

const MOST_DAYS = 4_000;
const KILOGRAMS = { kg: 1, lb: 0.45359237 };
/** A smaller step up or down is within a normal day. */
const STEP = { pain: 2, weight: 0.03 };
/** What was written down at least so many days ago is about a week old. */
const WEEK = 6;

/**
 * The text of the file that holds these days.
 *
 * @param {Day[]} days
 * @param {string} kind  whose diary it is: only a file of the same kind is read again
 */
export function asFile(days, kind) {
  return `${JSON.stringify({ kind, version: VERSION, days }, null, 1)}\n`;
}

/**
 * Read a file: all of it, or nothing.
 *
 * @param {string} text
 * @param {string} kind
 * @param {Choice[]} choices
 * @returns {{days: Day[]} | Refusal}
 */
export function readFile(text, kind, choices) {
  const raw = parsed(text);
  if (!isObject(raw) || raw.kind !== kind || !Number.isInteger(raw.version)) {
    return { problem: "not_a_diary" };
  }
  if (Number(raw.version) > VERSION) return { problem: "newer" };
  const list = raw.days;
  if (Number(raw.version) < 1 || !Array.isArray(list) || list.length > MOST_DAYS) {
    return { problem: "not_a_diary" };
  }
  const days = new Map();
  for (const [index, entry] of list.entries()) {
    const day = readDay(entry, choices);
    if (!day || days.has(day.date)) return { problem: "bad_entry", number: index + 1 };
    days.set(day.date, day);
  }
  return { days: sorted([...days.values()]) };
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A day, if that is what a value is: nothing missing, nothing unknown, nothing out of range.
 *
 * @param {unknown} value
 * @param {Choice[]} choices
 * @returns {Day | null}
 */
export function readDay(value, choices) {
  if (!isObject(value)) return null;
  const names = ["date", "pain", ...choices.map(({ id }) => id), "weight", "unit"];
  if (Object.keys(value).length !== names.length || !names.every((name) => Object.hasOwn(value, name))) {
    return null;
  }
  const { date, pain, weight, unit } = value;
  const chosen = choices.every(
    ({ id, option }) => value[id] === null || option.some((one) => one.id === value[id]),
  );
  const whole = pain === null || (Number.isInteger(pain) && isBetween(pain, 0, MOST_PAIN));
  const weighed = weight === null || isBetween(weight, WEIGHT.least, WEIGHT.most);
  if (!isDate(date) || !chosen || !whole || !weighed || (unit !== "kg" && unit !== "lb")) return null;
  return /** @type {Day} */ (Object.fromEntries(names.map((name) => [name, value[name]])));
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 */
function isBetween(value, least, most) {
  return typeof value === "number" && value >= least && value <= most;
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isDate(value) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/**
 * The days in order.
 *
 * @param {Day[]} days
 */
export function sorted(days) {
  return [...days].sort((one, other) => (one.date < other.date ? -1 : 1));
}

/**
 * What a file adds: the days that are not here yet. A day that is here stays as it is.
 *
 * @param {Day[]} here
 * @param {Day[]} file
 */
export function additions(here, file) {
  const dates = new Set(here.map(({ date }) => date));
  return file.filter(({ date }) => !dates.has(date));
}

/**
 * The local date, as entries have it.
 *
 * @param {Date} now
 */
export function dateOf(now) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${String(now.getFullYear()).padStart(4, "0")}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** @param {string} date */
function dayNumber(date) {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/**
 * @typedef {"worse" | "better" | "same" | "unclear"} Direction
 * @typedef {object} Change
 * @property {string} of  "pain", "weight" or the id of a choice
 * @property {Direction} direction
 * @property {Day | null} since  the day that it is compared with, if there is one
 * @property {Day[]} also  other days that are told beside it, in order
 */

/**
 * What changed on a day since the last time that each thing was written down.
 *
 * @param {Day[]} days
 * @param {Day} today
 * @param {Choice[]} choices
 * @returns {Change[]}
 */
export function changes(days, today, choices) {
  const before = sorted(days).filter(({ date }) => date < today.date);
  /** @type {Change[]} */
  const found = [];
  for (const choice of choices) {
    if (today[choice.id] !== null) found.push(changeOfChoice(before, today, choice));
  }
  if (today.pain !== null) found.push(changeOfPain(before, today));
  if (today.weight !== null) found.push(changeOfWeight(before, today));
  return found;
}

/**
 * @param {Day[]} before
 * @param {Day} today
 * @param {Choice} choice
 * @returns {Change}
 */
function changeOfChoice(before, today, choice) {
  // A day of doubt says no more than a day without an answer: it must not hide what stood before it.
  const told = before.filter((day) => day[choice.id] !== null);
  const since = told.filter((day) => day[choice.id] !== NOT_SURE).at(-1) ?? told.at(-1) ?? null;
  const now = optionOf(choice, today[choice.id]);
  const then = since && optionOf(choice, since[choice.id]);
  /** @type {Direction} */
  let direction = "same";
  if (now?.id === NOT_SURE || then?.id === NOT_SURE) direction = "unclear";
  else if (now && then && now.worse !== then.worse) {
    direction = now.worse > then.worse ? "worse" : "better";
  }
  return { of: choice.id, direction, since, also: [] };
}

/**
 * Pain is compared with the last time, with about a week before and with the first day, so that a slow climb or
 * fall is seen too. Against the first day alone, a climb counts only while it goes on: who has stayed where they
 * are is not told every day that it got worse. And what rises again is not called better.
 *
 * @param {Day[]} before
 * @param {Day} today
 * @returns {Change}
 */
function changeOfPain(before, today) {
  const told = before.filter(({ pain }) => pain !== null);
  const [first = null, last = null] = [told[0], told.at(-1)];
  const week = told.filter(({ date }) => dayNumber(today.date) - dayNumber(date) >= WEEK).at(-1) ?? null;
  const rise = (/** @type {Day | null} */ day) => (day ? Number(today.pain) - Number(day.pain) : 0);
  const goesOn = rise(week ?? last) > 0;
  const worse = [last, week, goesOn ? first : null].find((day) => rise(day) >= STEP.pain);
  const better = rise(last) > 0 ? undefined : [last, week, first].find((day) => rise(day) <= -STEP.pain);
  const since = worse ?? better ?? last;
  const also = [...new Set([first, week, last])].filter((day) => day !== null && day !== since);
  return {
    of: "pain",
    direction: worse ? "worse" : better ? "better" : "same",
    since,
    also: /** @type {Day[]} */ (also),
  };
}

/**
 * Only a loss can be for the worse. It is measured from the highest weight in the diary.
 *
 * @param {Day[]} before
 * @param {Day} today
 * @returns {Change}
 */
function changeOfWeight(before, today) {
  const told = before.filter(({ weight }) => weight !== null);
  const last = told.at(-1) ?? null;
  const highest = told.reduce(
    (/** @type {Day | null} */ most, day) => (most && kilograms(most) >= kilograms(day) ? most : day),
    null,
  );
  const lost = highest !== null && kilograms(today) <= kilograms(highest) * (1 - STEP.weight);
  return { of: "weight", direction: lost ? "worse" : "same", since: lost ? highest : last, also: [] };
}

/** @param {Day} day */
export function kilograms({ weight, unit }) {
  return Number(weight) * KILOGRAMS[unit];
}

/**
 * @param {Choice} choice
 * @param {string | number | null | undefined} id
 */
export function optionOf(choice, id) {
  return choice.option.find((option) => option.id === id) ?? null;
}

/**
 * Whether an answer calls for a look at the emergency signs: it is one of
 * those that do, or walking or the toilet is worse than the last time.
 *
 * @param {Day[]} days
 * @param {Day} today
 * @param {Choice[]} choices
 */
export function isAlarming(days, today, choices) {
  const signs = choices.filter(({ option }) => option.some(({ alarm }) => alarm));
  return (
    signs.some((choice) => optionOf(choice, today[choice.id])?.alarm === true) ||
    changes(days, today, signs).some(
      ({ of, direction }) => direction === "worse" && signs.some(({ id }) => id === of),
    )
  );
}
