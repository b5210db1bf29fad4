// @ts-check
/**
 * What every page gets besides Material's own script: a button for the menu that a keyboard reaches, one for the
 * colours, and a name for tables that have to scroll.
 * Nothing here is needed to read the site.
 */

import { fill } from "./data.mjs";
import { orderNumbers } from "./place.mjs";
import { words } from "./words.mjs";

const COLOURS = `${words["store"]}-colours`;

/**
 * Material opens the menu with a hidden checkbox. The button clicks it, says whether it is open, and moves the
 * focus in and back out; Escape closes.
 */
function bindMenu() {
  const button = document.querySelector("button[data-opens=__drawer]");
  const toggle = document.getElementById("__drawer");
  if (!(toggle instanceof HTMLInputElement && button instanceof HTMLButtonElement)) return;
  button.addEventListener("click", () => toggle.click());
  toggle.addEventListener("change", () => {
    button.setAttribute("aria-expanded", String(toggle.checked));
    const stop = toggle.checked ? document.querySelector(".md-nav--primary a") : button;
    if (stop instanceof HTMLElement) stop.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && toggle.checked) toggle.click();
  });
}

/**
 * Switches between light and dark. A choice is stored; to choose what the system says anyway is to have no
 * choice, and nothing stays stored. Without storage the switch works for this page.
 */
function bindColours() {
  const button = document.querySelector("button[data-colours-button]");
  if (!(button instanceof HTMLButtonElement)) return;
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.colours ? root.dataset.colours === "dark" : system.matches);
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const dark = !isDark();
    if (dark === system.matches) delete root.dataset.colours;
    else root.dataset.colours = dark ? "dark" : "light";
    show();
    try {
      if (root.dataset.colours) localStorage.setItem(COLOURS, root.dataset.colours);
      else localStorage.removeItem(COLOURS);
    } catch {
      // Storage is switched off: nothing is kept.
    }
  });
  system.addEventListener("change", show);
  show();
}

/**
 * The words of the last heading before an element, to name what has no name of its own.
 * @param {Element} element
 */
function headingBefore(element) {
  let name = document.title;
  for (const heading of document.querySelectorAll("article h1, article h2, article h3")) {
    if (heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) {
      name = (heading.firstChild?.textContent ?? "").trim() || name;
    }
  }
  return name;
}

/**
 * A table that is not displayed as one loses its role in some browsers, and so do its parts.
 * @param {HTMLTableElement} table
 */
function sayRoles(table) {
  table.setAttribute("role", "table");
  for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
  for (const head of table.querySelectorAll("thead th")) head.setAttribute("role", "columnheader");
  for (const row of table.rows) row.setAttribute("role", "row");
  for (const cell of table.querySelectorAll("td")) cell.setAttribute("role", "cell");
}

/**
 * Lets the keyboard reach a table that has to scroll sideways, under a name; only while it has to.
 * @param {Element} box
 */
function watchScrolling(box) {
  if (box.scrollWidth > box.clientWidth) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", fill(words["table"] ?? "", { name: headingBefore(box) }));
  } else {
    for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
  }
}

/** On the page for an address that is no page, whoever reads in another language gets their own words first. */
function ownLanguageFirst() {
  const article = document.querySelector("article");
  for (const part of article?.querySelectorAll(":scope > div[lang]") ?? []) {
    if (location.pathname.includes(`/${part.getAttribute("lang")}/`)) article?.prepend(part);
  }
}

bindMenu();
bindColours();
ownLanguageFirst();
orderNumbers(document);
const whenIdle = window.requestIdleCallback ?? setTimeout;
for (const table of document.querySelectorAll("table.rows")) {
  whenIdle(() => table instanceof HTMLTableElement && sayRoles(table));
}
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => watchScrolling(target)));
for (const box of document.querySelectorAll(".table-scroll")) sizes.observe(box);
