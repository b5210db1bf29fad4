/** Small helpers for building and finding elements. Text is always text, never HTML. */

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * A list of texts.
 *
 * @param {readonly string[]} items
 * @returns {HTMLElement}
 */
export function list(items) {
  return element("ul", {}, ...items.map((item) => element("li", {}, item)));
}

/**
 * A link that leaves the answers standing: it opens in a new tab.
 *
 * @param {import("./data.mjs").PageLink} page
 * @param {string} text
 * @param {Record<string, string>} words
 * @param {string} [part]  of the page, by its id
 */
export function pageLink({ address, language }, text, words, part = "") {
  const note = element("span", { class: "visually-hidden" }, ` (${words.new_tab ?? ""})`);
  const href = part ? `${address}#${part}` : address;
  return element("a", { href, hreflang: language, target: "_blank", rel: "noopener" }, text, note);
}

/**
 * The words of an element that are meant to be read now: without the wording
 * for another person.
 *
 * @param {Element} holder
 * @returns {string}
 */
export function textOf(holder) {
  const copy = /** @type {Element} */ (holder.cloneNode(true));
  for (const hidden of copy.querySelectorAll("[hidden]")) hidden.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/**
 * Find an element that the build is known to have written.
 *
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${selector}`);
}

/**
 * Show or hide an element. One that stays as it is costs the browser nothing.
 *
 * @param {HTMLElement} target
 * @param {boolean} visible
 */
export function show(target, visible) {
  if (target.hidden === visible) target.hidden = !visible;
}

/**
 * Move keyboard and reading position to an element that is not a control. It
 * is focusable only as long as it has the focus.
 *
 * @param {HTMLElement} target
 * @param {FocusOptions} [options]
 */
export function moveFocus(target, options) {
  target.setAttribute("tabindex", "-1");
  target.addEventListener("blur", () => target.removeAttribute("tabindex"), { once: true });
  target.focus(options);
}

/**
 * Wait until the next frame has gone to be painted. A message is the first task after it: a timer waits for
 * all that waits already.
 *
 * @returns {Promise<void>}
 */
export function painted() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    requestAnimationFrame(() => port2.postMessage(null));
  });
}
