// @ts-check
/**
 * Makes the evidence tables sortable and lets a reader narrow them down. Without this script the tables are
 * whole, in the order of the data. Nothing is stored and nothing goes into the address.
 */

import { fill } from "./data.mjs";
import { show } from "./dom.mjs";
import { words } from "./words.mjs";

const NARROW = matchMedia("(max-width: 44.984375em)"); // as in site.css, where a row is shown as a block

/** @typedef {{key: string, head: HTMLTableCellElement, label: string, index: number}} Column */

class EvidenceTable {
  /** @type {HTMLTableSectionElement} */ body;
  /** @type {HTMLTableRowElement[]} */ rows; // in the order of the data
  /** @type {Column[]} */ columns;
  /** @type {Column | null} */ sorted = null;
  isDescending = false;

  /**
   * @param {HTMLTableElement} table
   * @param {HTMLElement} tools
   */
  constructor(table, tools) {
    this.table = table;
    this.tools = tools;
    this.body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
    this.rows = [...this.body.rows];
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    this.columns = heads.map((head, index) => ({
      key: head.dataset["key"] ?? "",
      head,
      label: (head.textContent ?? "").trim(),
      index,
    }));
    this.filter = /** @type {HTMLInputElement} */ (tools.querySelector("input"));
    this.choice = /** @type {HTMLSelectElement | null} */ (tools.querySelector("[data-choose]"));
    this.order = /** @type {HTMLSelectElement} */ (tools.querySelector(".evidence-sort select"));
    this.count = /** @type {HTMLElement} */ (tools.querySelector(".evidence-count"));
    this.filter.addEventListener("input", () => this.narrow());
    this.choice?.addEventListener("change", () => this.narrow());
    this.order.addEventListener("change", () => this.sortAsChosen());
    NARROW.addEventListener("change", () => this.showHeads());
    this.fillOrder();
    this.showHeads();
    this.watchWidth();
    tools.hidden = false;
    this.narrow();
  }

  /** Heads are out of sight where rows are blocks; a button there could have the focus and not be seen. */
  showHeads() {
    for (const column of this.columns) {
      if (NARROW.matches) {
        column.head.textContent = column.label;
        continue;
      }
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = column.label;
      button.addEventListener("click", () => this.sort(column, this.sorted === column && !this.isDescending));
      column.head.replaceChildren(button);
    }
  }

  fillOrder() {
    this.order.append(new Option(words["sort_none"], ""));
    for (const column of this.columns) {
      const named = { column: column.label };
      this.order.append(new Option(fill(words["sort_rising"] ?? "", named), `${column.index}`));
      this.order.append(new Option(fill(words["sort_falling"] ?? "", named), `${column.index} falling`));
    }
  }

  sortAsChosen() {
    const [index, falling] = this.order.value.split(" ");
    this.sort((index && this.columns[Number(index)]) || null, Boolean(falling));
  }

  /**
   * @param {Column | null} column  null: the order of the data
   * @param {boolean} isDescending
   */
  sort(column, isDescending) {
    this.sorted = column;
    this.isDescending = isDescending;
    for (const { head } of this.columns) head.removeAttribute("aria-sort");
    if (column) column.head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    this.order.value = column ? `${column.index}${isDescending ? " falling" : ""}` : "";
    this.body.append(...(column ? this.inOrder(column.index) : this.rows));
  }

  /**
   * Rows without a value come last, whichever way; equal rows stay in the order of the data.
   * @param {number} index
   */
  inOrder(index) {
    const isNumber = this.rows.some((row) => row.cells[index]?.dataset["order"] !== undefined);
    const way = this.isDescending ? -1 : 1;
    const filled = (/** @type {HTMLTableRowElement} */ row) =>
      isNumber ? row.cells[index]?.dataset["order"] !== undefined : text(row.cells[index]) !== "";
    return [...this.rows].sort((a, b) => {
      if (!filled(a) || !filled(b)) return Number(filled(b)) - Number(filled(a));
      const [one, other] = [a.cells[index], b.cells[index]];
      return isNumber
        ? way * (Number(one?.dataset["order"]) - Number(other?.dataset["order"]))
        : way * text(one).localeCompare(text(other), words["locale"], { numeric: true });
    });
  }

  narrow() {
    const wanted = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.choice?.value ?? "";
    const index = this.columns.find(({ key }) => key === this.choice?.dataset["choose"])?.index ?? -1;
    let shown = 0;
    for (const row of this.rows) {
      const hasWords = wanted.length === 0 || wanted.every((word) => text(row).toLowerCase().includes(word));
      const fits = hasWords && (!chosen || text(row.cells[index]) === chosen);
      show(row, fits);
      shown += Number(fits);
    }
    const said = shown ? words["rows"] : words["rows_none"];
    this.count.textContent = fill(said ?? "", { shown, all: this.rows.length });
  }

  /** The head of a table that fits stays in sight while the page scrolls. */
  watchWidth() {
    const box = this.table.parentElement;
    if (!box) return;
    const header = document.querySelector(".md-header");
    new ResizeObserver(() => {
      box.classList.toggle("is-whole", this.table.scrollWidth <= box.clientWidth);
      box.style.setProperty("--head", `${header?.clientHeight ?? 0}px`);
    }).observe(box);
  }
}

/** @type {WeakMap<Element, string>} */
const texts = new WeakMap();

/**
 * The words of a row or cell without the numbers of its footnotes.
 * @param {Element | undefined} element
 */
function text(element) {
  if (!element) return "";
  const known = texts.get(element);
  if (known !== undefined) return known;
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const note of copy.querySelectorAll("sup")) note.remove();
  const found = (copy.textContent ?? "").replace(/\s+/g, " ").trim();
  texts.set(element, found);
  return found;
}

for (const table of document.querySelectorAll("table[data-evidence-table]")) {
  const name = table.getAttribute("data-evidence-table") ?? "";
  const tools = document.querySelector(`.evidence-tools[data-for="${name}"]`);
  if (table instanceof HTMLTableElement && tools instanceof HTMLElement) new EvidenceTable(table, tools);
}
