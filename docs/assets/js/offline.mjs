/**
 * Offline use, as a page sees it: has a copy of the site kept (sw.js), offers a newer version when one
 * waits, and says when the content is past its stated life or the network is off.
 * Nothing here is needed to read the site.
 */

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
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
}

/**
 * Put a box on top of the page.
 *
 * @param {"note" | "warning"} kind
 * @param {string} title
 * @param {string} text
 * @returns {HTMLElement}
 */
function addBox(kind, title, text) {
  const box = document.createElement("aside");
  box.className = `admonition ${kind}`;
  const [head, body] = [document.createElement("p"), document.createElement("p")];
  head.className = "admonition-title";
  head.append(title);
  body.append(text);
  box.append(head, body);
  document.querySelector(".md-content__inner")?.prepend(box);
  return box;
}

function sayWhenOutdated() {
  if (!life || new Date() < holdsUntil) return;
  addBox(
    "warning",
    "These pages may be out of date",
    `They were last checked on ${inWords(made)}, and were to be checked again by ${inWords(holdsUntil)}. ` +
      "A newer version may give other advice: open this page again with a network. " +
      "The emergency signs still count. If you are in doubt, speak to somebody sooner.",
  );
}

/** While the network is off, say of when the copy is; at the foot, where the date always stands. */
function sayWhenOffline() {
  const line = document.createElement("p");
  line.append(`The network is off. This is the copy of ${inWords(made)} that your device keeps.`);
  const show = () => {
    line.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  document.querySelector(".site-notice")?.prepend(line);
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
 * Offer a version that waits, but not in the middle of a self-check. The worker asks the other windows too.
 *
 * @param {ServiceWorker} waiting
 */
function offer(waiting) {
  if (offered === waiting) return;
  offered = waiting;
  const box = addBox(
    "note",
    "A newer version of these pages is ready",
    form ? "To load it deletes the answers on this page." : "",
  );
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.append("Load it");
  button.addEventListener("click", () => {
    const { serviceWorker } = navigator;
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    serviceWorker.addEventListener("message", ({ data }) => {
      if (data !== "a check is open") return;
      button.previousElementSibling?.replaceChildren(
        "A self-check is open in another window. Finish or close it, then try again.",
      );
    });
    waiting.postMessage("take over");
  });
  box.append(button);
  const show = () => {
    box.hidden = isChecking();
  };
  show();
  if (form) new MutationObserver(show).observe(form, { subtree: true, attributeFilter: ["hidden"] });
  waiting.addEventListener("statechange", () => box.remove()); // it has taken over, or a newer one waits
}

/** Wait until Python has come: until then the line is its own. With a data-saver it comes only when wanted. */
async function checkerIsReady() {
  if (!(form instanceof HTMLElement)) return;
  await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
    const look = () => form.dataset.state !== "loading" && resolve();
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

  if (saveData && form) {
    await checkerIsReady();
    (await serviceWorker.ready).active?.postMessage("keep the runtime");
  }
}

sayWhenOutdated();
sayWhenOffline();
// After the page itself has loaded. Without a service worker the site works as it is, with a network.
if ("serviceWorker" in navigator) {
  const begin = () => register().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
