/**
 * Shows the self-check in a page of another site: a custom element with a frame in it. Published at the root of
 * the site as embed.js, after two constants that the build writes: the name of the element, and its pages.
 *
 * What stands between the element's tags, a link, is shown without JavaScript, and until the frame has answered.
 * The frame says how tall its first screen is. Nothing else comes out of it, and no answer can.
 */

{
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const site = new URL(".", script.src);

  const LEAST = 320;
  const MOST = 4000;

  /** What the framed page may do. It may not lead the page around it elsewhere; phone numbers and print work. */
  const ALLOWED = [
    "allow-scripts",
    "allow-same-origin",
    "allow-forms",
    "allow-downloads",
    "allow-modals",
    "allow-popups",
    "allow-popups-to-escape-sandbox",
    "allow-top-navigation-to-custom-protocols",
  ].join(" ");

  // Not taller than the window: a new question must not begin above what is seen.
  const STYLE = `:host { display: block }
    iframe { display: block; inline-size: 100%; max-block-size: 95vh; border: 0 }`;

  class Check extends HTMLElement {
    /** @type {HTMLIFrameElement | null} */
    #frame = null;

    connectedCallback() {
      const page = PAGES[this.lang] ?? PAGES[this.lang.split("-")[0] ?? ""] ?? Object.values(PAGES)[0];
      if (!page) return;
      const style = new CSSStyleSheet(); // needs no leave in the policy of the page around
      style.replaceSync(STYLE);
      const inside = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      inside.adoptedStyleSheets = [style];
      const frame = document.createElement("iframe");
      frame.name = "embedded"; // by which the framed page knows to leave out its header
      frame.title = page.title;
      frame.height = "640";
      frame.referrerPolicy = "no-referrer";
      frame.loading = "lazy"; // asks this site for nothing before somebody gets there
      frame.setAttribute("sandbox", ALLOWED);
      // Later, because in WebKit what is sent while a frame loads seems to come from the frame itself.
      const ask = () => frame.contentWindow?.postMessage("height?", site.origin);
      frame.addEventListener("load", () => setTimeout(ask));
      frame.src = new URL(page.address, site).href;
      this.#frame = frame;
      inside.replaceChildren(document.createElement("slot"), frame);
      addEventListener("message", this);
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    /** @param {Event} event */
    handleEvent(event) {
      const frame = this.#frame;
      if (!(event instanceof MessageEvent) || !frame) return;
      const { data, origin, source } = event;
      if (origin !== site.origin || source !== frame.contentWindow || !Number.isFinite(data)) return;
      frame.height = String(Math.min(Math.max(Math.ceil(data), LEAST), MOST));
      this.shadowRoot?.querySelector("slot")?.remove();
    }
  }

  if (!customElements.get(ELEMENT)) customElements.define(ELEMENT, Check);
}
