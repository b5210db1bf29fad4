// @ts-check
/**
 * Finds the parts of pages that answer what somebody typed, in the index that builder/finish/search_index.py writes.
 *
 * Some 300 parts with their words are little enough to be looked through here: no worker, no library. What finds
 * the right page for "wear and tear" is the list of words, and a library would know nothing of it.
 */

/**
 * @typedef {object} Part
 * @property {string} [at]  its anchor; none for the page as a whole
 * @property {string} title
 * @property {string} text
 * @property {{id: string, word: string}} [level]  that the sign has by itself
 * @property {string[]} [words]  what people call it
 */

/**
 * @typedef {object} IndexData
 * @property {string} endings  a pattern: words that differ in these only are the same
 * @property {{say: string, at: string, words: string[]}[]} urgent  the most urgent first
 * @property {{at: string, title: string, later?: boolean, parts: Part[]}[]} pages
 */

/**
 * A hit: `text` is in pieces, and each second piece is a word that was looked for.
 *
 * @typedef {{address: string, title: string, where: string, level: Part["level"], text: string[]}} Hit
 */

/**
 * A part with its words as they are compared.
 *
 * @typedef {object} Entry
 * @property {IndexData["pages"][number]} page
 * @property {Part} part
 * @property {Set<string>} title
 * @property {number} length  of its text
 * @property {string[][]} phrases
 */

/**
 * What was found: the numbers of the parts, the best first, and the words that were meant.
 *
 * @typedef {{parts: number[], words: Set<string>, urgent: {say: string, at: string} | null}} Found
 */

const WORDS_SHOWN = 24;
const WORDS_BEFORE = 3; // of those that are shown, before the first that was looked for
const SENTENCE = 8; // or as many as this, when a sentence begins there
const IN_TITLE = 3;
const IN_LIST = 6;
const LATER = 0.4;
const ENOUGH = 0.3; // of what was typed, by weight; less is no hit
const SHORTEST = 3; // letters of a word's beginning, which then stands for the whole
const MISTYPED = 5; // letters of a word that may have one wrong
const LONG = 8; // or two

/**
 * The words of a text as they are compared: without capitals, accents and apostrophes.
 *
 * @param {string} text
 */
function wordsOf(text) {
  const plain = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2019]/g, "");
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * In how many letters two words differ; two that are swapped are one. More than the limit is the limit and one.
 *
 * @param {string} one
 * @param {string} other
 * @param {number} limit
 */
function difference(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  /** @type {number[]} */
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, row];
  }
  return last[other.length] ?? 0;
}

export class SearchIndex {
  /** @type {Entry[]} */
  #parts = [];
  /** How often a word stands in a part's text, by word and then by the number of the part. @type {Map<string, Map<number, number>>} */
  #uses = new Map();
  /** @type {{say: string, at: string, phrases: string[][]}[]} */
  #urgent;
  /** What is left of a word without its ending. @type {Map<string, string>} */
  #known = new Map();
  #endings;
  #average;

  /** @param {IndexData} data */
  constructor(data) {
    this.#endings = new RegExp(data.endings);
    for (const page of data.pages) {
      for (const part of page.parts) {
        const text = this.#stems(part.text);
        const title = new Set(this.#stems(part.title));
        const phrases = (part.words ?? []).map((phrase) => this.#stems(phrase));
        const number = this.#parts.push({ page, part, title, length: text.length, phrases }) - 1;
        for (const word of text) this.#use(word, number, 1);
        for (const word of [...title, ...phrases.flat()]) this.#use(word, number, 0);
      }
    }
    this.#urgent = data.urgent.map(({ say, at, words }) => ({
      say,
      at,
      phrases: words.map((phrase) => this.#stems(phrase)),
    }));
    for (const word of this.#urgent.flatMap(({ phrases }) => phrases.flat())) this.#use(word, -1, 0);
    this.#average = this.#parts.reduce((sum, { length }) => sum + length, 1) / (this.#parts.length || 1);
  }

  /**
   * @param {string} typed
   * @returns {Found}
   */
  find(typed) {
    const meant = [...new Set(this.#stems(typed))].map((word) => this.#meanings(word));
    const known = new Set(meant.flatMap(({ words, begun }) => (begun ? [] : words)));
    const urgent = this.#urgent.find(({ phrases }) => phrases.some((one) => one.every((word) => known.has(word))));
    const total = meant.reduce((sum, { weight }) => sum + weight, 0);
    const scored = this.#parts
      .map((_, number) => ({ number, score: this.#score(number, meant, total) }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score || one.number - other.number);
    return {
      parts: scored.map(({ number }) => number),
      words: new Set(meant.flatMap(({ words }) => words)),
      urgent: urgent ? { say: urgent.say, at: urgent.at } : null,
    };
  }

  /**
   * @param {number} number  of a part that was found
   * @param {Set<string>} words  that were meant
   * @returns {Hit}
   */
  hit(number, words) {
    const { page, part } = /** @type {Entry} */ (this.#parts[number]);
    const isPage = part.at === undefined;
    return {
      address: isPage ? page.at : `${page.at}#${part.at}`,
      title: part.title,
      where: page.title,
      level: part.level,
      text: this.#excerpt(part.text, words),
    };
  }

  /** @param {string} text */
  #stems(text) {
    return wordsOf(text).map((word) => {
      const stem = this.#known.get(word) ?? word.replace(this.#endings, "$1$2");
      this.#known.set(word, stem);
      return stem;
    });
  }

  /** @type {(word: string, number: number, times: number) => void} */
  #use(word, number, times) {
    let uses = this.#uses.get(word);
    if (!uses) this.#uses.set(word, (uses = new Map()));
    uses.set(number, (uses.get(number) ?? 0) + times);
  }

  /**
   * Which words of the index somebody means: the same one, or those that begin so, or those that look most like it.
   * The rarer the word, the more it weighs.
   *
   * @param {string} typed
   */
  #meanings(typed) {
    let words = this.#uses.has(typed) ? [typed] : [];
    let begun = false;
    if (words.length === 0 && typed.length >= SHORTEST) {
      words = [...this.#uses.keys()].filter((word) => word.startsWith(typed));
      begun = words.length > 0;
    }
    if (words.length === 0 && typed.length >= MISTYPED) {
      let least = typed.length >= LONG ? 2 : 1;
      for (const word of this.#uses.keys()) {
        const found = difference(typed, word, least);
        if (found < least) words = [];
        if (found <= least) words.push(word);
        least = Math.min(least, found);
      }
    }
    const parts = new Set(words.flatMap((word) => [...(this.#uses.get(word)?.keys() ?? [])]));
    return { words, begun, weight: Math.log(1 + this.#parts.length / Math.max(parts.size, 0.5)) };
  }

  /** @type {(number: number, meant: {words: string[], weight: number}[], total: number) => number} */
  #score(number, meant, total) {
    const entry = this.#parts[number];
    if (!entry) return 0;
    let [score, covered] = [0, 0];
    for (const { words, weight } of meant) {
      const times = words.reduce((sum, word) => sum + (this.#uses.get(word)?.get(number) ?? 0), 0);
      const inTitle = words.some((word) => entry.title.has(word));
      if (!times && !inTitle) continue;
      const often = times / (times + 1.2 * (0.3 + (0.7 * entry.length) / this.#average));
      score += weight * (often + (inTitle ? IN_TITLE / Math.sqrt(entry.title.size) : 0));
      covered += weight;
    }
    const share = total ? covered / total : 0;
    const text = share < ENOUGH ? 0 : score * share;
    return (text + this.#inList(entry.phrases, meant, total)) * (entry.page.later ? LATER : 1);
  }

  /** @type {(phrases: string[][], meant: {words: string[], weight: number}[], total: number) => number} */
  #inList(phrases, meant, total) {
    let best = 0;
    for (const phrase of phrases) {
      const found = meant.filter(({ words }) => words.some((word) => phrase.includes(word)));
      const weight = found.reduce((sum, one) => sum + one.weight, 0);
      const whole = phrase.reduce((sum, word) => sum + this.#weight(word), 0);
      const has = phrase
        .filter((word) => found.some(({ words }) => words.includes(word)))
        .reduce((sum, word) => sum + this.#weight(word), 0);
      const [ofTyped, ofPhrase] = [weight / (total || 1), has / (whole || 1)];
      if (ofTyped >= ENOUGH && ofPhrase > 0.5) best = Math.max(best, IN_LIST * total * ofTyped * ofPhrase ** 2);
    }
    return best;
  }

  /** @param {string} word */
  #weight(word) {
    return Math.log(1 + this.#parts.length / (this.#uses.get(word)?.size ?? 0.5));
  }

  /**
   * At most WORDS_SHOWN words round the first that was looked for; from the start when none of them is there.
   *
   * @param {string} text
   * @param {Set<string>} looked
   */
  #excerpt(text, looked) {
    const words = text.split(" ");
    const isLooked = words.map((word) => this.#stems(word).some((stem) => looked.has(stem)));
    const first = Math.max(0, isLooked.indexOf(true));
    let start = Math.max(0, first - WORDS_BEFORE);
    for (let at = first; at >= Math.max(0, first - SENTENCE); at -= 1) {
      if (at !== 0 && !/[.!?:]$/.test(words[at - 1] ?? "")) continue;
      start = at;
      break;
    }
    const end = Math.min(words.length, start + WORDS_SHOWN);
    /** @type {string[]} */
    const pieces = [start > 0 ? "… " : ""];
    for (let at = start; at < end; at += 1) {
      const word = words[at] ?? "";
      if (isLooked[at]) pieces.push(word, " ");
      else pieces[pieces.length - 1] += `${word} `;
    }
    pieces[pieces.length - 1] = `${pieces.at(-1)?.trimEnd() ?? ""}${end < words.length ? " …" : ""}`;
    return pieces;
  }
}
