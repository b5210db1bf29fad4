/**
 * In a frame of another site's page (theme/embed/embed.js): says how tall the first screen is, to the page around
 * that asked, and nothing else. Later screens differ with the answers, and their heights would tell of them: so
 * with the first thing that is done, it falls silent.
 */

/** @param {HTMLFormElement} form */
export function tellHeight(form) {
  const { body, documentElement } = document;
  if (!("embedded" in documentElement.dataset)) return;
  const begun = new AbortController();
  for (const kind of ["input", "submit"]) {
    form.addEventListener(kind, () => begun.abort(), { once: true, capture: true });
  }
  /** @param {MessageEvent} event */
  const answer = ({ data, origin, source }) => {
    if (source !== parent || data !== "height?" || origin === "null") return;
    const size = new ResizeObserver(() => parent.postMessage(body.offsetHeight, origin));
    begun.signal.addEventListener("abort", () => size.disconnect());
    size.observe(body);
  };
  addEventListener("message", answer, { signal: begun.signal });
}
