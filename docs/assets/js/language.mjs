/**
 * The other language in the middle of the check. Its page is fetched, and its words take the place of those that
 * stand here; the questions, the answers and the way back stay. So no answer has to be handed from page to page.
 */

import { readData } from "./data.mjs";
import { words } from "./words.mjs";

/** What people read of an element besides its text, and where a link leads. */
const SAID = ["aria-label", "alt", "data-error-prefix", "data-title", "href", "hreflang", "lang", "placeholder", "title"];
const FRAME = [".md-skip", ".md-header", ".md-sidebar--primary", ".md-footer"];
const CHECK = ["#check-intro", "#check", "#check-about", "#rules-list"];
/** What the scripts write, in parts that the page of the other language has empty. */
const WRITTEN = ["#check-summary", "#check-result", "#check-dropped"];
const CONTROLS = "input, select, textarea";

/**
 * Fetch a page. Nothing of it runs.
 *
 * @param {string} address
 * @returns {Promise<Document>}
 */
export function fetchPage(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // which reads HTML without handing it to the page as text
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = 20_000;
    request.onload = () => {
      const page = request.status === 200 ? request.responseXML : null;
      if (page?.getElementById("check-data")) resolve(page);
      else reject(new Error(`${address}: status ${request.status}`));
    };
    request.onerror = request.ontimeout = () => reject(new Error(`${address} does not come`));
    request.send();
  });
}

/**
 * Put the words of another page into this one, and into the data of the check.
 *
 * @param {Document} page  the check in another language
 * @param {import("./data.mjs").CheckData} data  is changed
 * @throws {Error} before anything is changed, when the two are not the same check
 */
export function speakAs(page, data) {
  const theirs = readData(page);
  if (theirs.version !== data.version || controlsOf(page) !== controlsOf(document)) {
    throw new Error("The page in the other language is not of this version");
  }
  for (const link of page.querySelectorAll("a[href]")) {
    const { href } = /** @type {HTMLAnchorElement} */ (link); // seen from the other page
    if (!link.getAttribute("href")?.startsWith("#")) link.setAttribute("href", href);
  }
  const seen = (/** @type {string} */ address) => new URL(address, page.URL).href;
  for (const one of [...theirs.pages, theirs.rules_page, theirs.diary_page]) one.address = seen(one.address);
  const said = Object.assign(data.words, theirs.words); // which others hold
  Object.assign(data, theirs, { words: said, site: seen(theirs.site), home: seen(theirs.home) });
  Object.assign(words, JSON.parse(page.getElementById("site-words")?.textContent ?? "{}"));
  document.documentElement.lang = page.documentElement.lang;
  for (const part of WRITTEN) document.querySelector(part)?.replaceChildren();
  for (const part of [...FRAME, ...CHECK]) {
    const [here, there] = [document.querySelector(part), page.querySelector(part)];
    if (here && there) retell(here, there);
  }
  const note = page.querySelector(".translation");
  document.querySelector(".translation")?.remove();
  if (note) document.querySelector("#rules-list")?.after(document.importNode(note, true));
}

/** @param {Document} page */
function controlsOf(page) {
  return [...page.querySelectorAll("#check :is(input, option)")]
    .map((control) => `${control.id} ${control.getAttribute("value")}`)
    .join();
}

/**
 * Give an element the words of another. Where the two are not made alike, what the other holds is taken over.
 *
 * @param {Element} here
 * @param {Element} there
 */
function retell(here, there) {
  for (const name of SAID) {
    const value = there.getAttribute(name);
    if (value === null) here.removeAttribute(name);
    else if (here.getAttribute(name) !== value) here.setAttribute(name, value);
  }
  const [ours, theirs] = [[...here.childNodes], [...there.childNodes]];
  const alike = ours.length === theirs.length && ours.every((node, at) => node.nodeName === theirs[at]?.nodeName);
  if (alike) {
    ours.forEach((node, at) => {
      const other = /** @type {ChildNode} */ (theirs[at]);
      if (node instanceof Element) retell(node, /** @type {Element} */ (other));
      else if (node.nodeValue !== other.nodeValue) node.nodeValue = other.nodeValue;
    });
  } else if (!here.querySelector(CONTROLS)) {
    here.replaceChildren(...theirs.map((node) => document.importNode(node, true)));
  } else {
    const parts = [...there.children];
    [...here.children].forEach((part, at) => {
      const other = part.id ? parts.find(({ id }) => id === part.id) : parts[at];
      if (other?.nodeName === part.nodeName) retell(part, other);
    });
  }
}
