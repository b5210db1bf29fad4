/**
 * Offline use, as a page sees it: has a copy of the site kept (sw.js), offers a newer version when one
 * waits, and says when the content is past its stated life or the network is off.
 * Nothing here is needed to read the site.
 */

import { fill } from "./data.mjs";
import { words } from "./words.mjs";

/** The service worker stands at the root of the site, whatever its address is. */
const WORKER = new URL("../../sw.js", import.meta.url);

const form = document.querySelector("form#check");
const saveData =
  /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;

/** The day of the content, and for how many days it is meant to hold. */
const life = document.querySelector('meta[name="content-date"]');
const made = new Date(`${life?.getAttribute("content")}T00:00:00Z`);
const holdsUntil = new Date(made);
holdsUntil.setUTCDate(made.getUTCDate() + Number(life?.getAttribute("data-valid-days")));

/** @param {Date} date */
function inWords(date) {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

/** @type {(tag: string, className: string, ...children: (Node | string)[]) => HTMLElement} */
function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** No device is more than a day ahead or behind because of its time zone. */
const DAY = 86_400_000;

/** Say when the content is past its life, or the clock shows a day before it was made. */
function sayWhenOutdated() {
  const today = new Date();
  if (!life) return;
  if (today >= holdsUntil) warn(words.outdated, words.outdated_more, holdsUntil);
  if (today.getTime() < made.getTime() - DAY) warn(words.clock, words.clock_more, today);
}

/**
 * On top of the page, whatever screen of the check is shown below.
 *
 * @param {string | undefined} title
 * @param {string | undefined} text
 * @param {Date} date
 */
function warn(title = "", text = "", date) {
  const box = element("aside", "admonition warning");
  box.append(
    element("p", "admonition-title", title),
    element("p", "", fill(text, { date: inWords(date) })),
  );
  document.querySelector(".md-content__inner")?.prepend(box);
}

/**
 * While the network is off or does not answer, say of when the copy is; at the foot, where the date always
 * stands. The line is made when it is needed: the first date in words takes a slow phone a tenth of a second.
 */
function sayWhenOffline() {
  /** @type {HTMLElement | null} */
  let line = null;
  let isSilent = false;
  const show = () => {
    if (navigator.onLine && !isSilent) {
      line?.remove();
      return;
    }
    line ??= element("p", "", fill(words.offline ?? "", { date: inWords(made) }));
    document.querySelector(".site-notice")?.prepend(line);
  };
  addEventListener("online", () => {
    isSilent = false;
    show();
  });
  addEventListener("offline", show);
  show();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    isSilent = data;
    show();
  };
  navigator.serviceWorker?.controller?.postMessage("is the network silent?", [port2]);
}

/** Whether a self-check is under way on this page: neither its first screen nor its result is shown. */
function isChecking() {
  if (!(form instanceof HTMLElement) || form.hidden) return false;
  const screen = form.querySelector(".screen:not([hidden])");
  return screen?.id !== "start" && screen?.id !== "result";
}

/** @type {ServiceWorker | null} */
let offered = null;

/**
 * Offer a version that waits, at the foot, but not in the middle of a self-check. The worker asks the other
 * windows too.
 *
 * @param {ServiceWorker} waiting
 */
function offer(waiting) {
  if (offered === waiting) return;
  offered = waiting;
  const loss = document.querySelector("article form") ? ` ${words.newer_loss}` : "";
  const line = element("p", "", `${words.newer}${loss}`);
  line.setAttribute("role", "status");
  const button = element("button", "button button-quiet", words.newer_load ?? "");
  button.setAttribute("type", "button");
  const box = element("aside", "", line, element("p", "", button));
  button.addEventListener("click", () => {
    const { serviceWorker } = navigator;
    const asked = new AbortController();
    const { signal } = asked;
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { signal });
    const refused = (/** @type {MessageEvent} */ { data }) => {
      if (data !== "a check is open") return;
      line.textContent = words.newer_busy ?? "";
      asked.abort(); // another window may take the newer version later: this one stays as it is
    };
    serviceWorker.addEventListener("message", refused, { signal });
    waiting.postMessage("take over");
  });
  const show = () => {
    box.hidden = isChecking();
  };
  show();
  if (form) new MutationObserver(show).observe(form, { subtree: true, attributeFilter: ["hidden"] });
  waiting.addEventListener("statechange", () => box.remove()); // it has taken over, or a newer one waits
  document.querySelector(".site-notice")?.prepend(box);
}

/** Wait until Python has come: until then the line is its own. With a data-saver it comes only when wanted. */
async function checkerIsReady() {
  if (!(form instanceof HTMLElement)) return;
  await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
    const look = () => /ready|failed/.test(form.dataset.state ?? "") && resolve();
    new MutationObserver(look).observe(form, { attributeFilter: ["data-state"] });
    look();
  });
}

async function register() {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("message", ({ data, ports }) => {
    if (data === "checking?") ports[0]?.postMessage(isChecking());
  });
  serviceWorker.startMessages();
  if (!saveData) await checkerIsReady();
  const registration = await serviceWorker.register(WORKER, { updateViaCache: "none" });

  const watch = () => {
    const { installing, waiting } = registration;
    if (waiting && registration.active) offer(waiting);
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && registration.active) offer(installing);
    });
  };
  watch();
  registration.addEventListener("updatefound", watch);
  registration.active?.postMessage("registered"); // it mends the copy, or, as a kill switch, ends it

  if (!form || !saveData) return;
  await checkerIsReady();
  (await serviceWorker.ready).active?.postMessage("keep the runtime");
}

sayWhenOutdated();
sayWhenOffline();
// After the page itself has loaded. Without a service worker the site works as it is, with a network.
// A frame of another site's page keeps nothing.
if ("serviceWorker" in navigator && !("embedded" in document.documentElement.dataset)) {
  const begin = () => register().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
