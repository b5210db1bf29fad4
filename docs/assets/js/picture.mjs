/**
 * A picture to point at. It is a second way to choose one of the radio buttons
 * beside it, for a finger or a mouse; the buttons themselves are for everyone.
 */

/**
 * Let the parts of the pictures choose their radio buttons.
 *
 * @param {HTMLFormElement} form
 */
export function bindPictures(form) {
  form.addEventListener("click", ({ target }) => {
    const part = target instanceof Element ? target.closest("[data-picks]") : null;
    if (part) choiceOf(part)?.click();
  });
}

/**
 * Show in the pictures what is chosen.
 *
 * @param {HTMLFormElement} form
 */
export function showPictures(form) {
  for (const part of form.querySelectorAll("[data-picks]")) {
    part.classList.toggle("is-picked", choiceOf(part)?.checked === true);
  }
}

/**
 * The radio button that a part of a picture stands for.
 *
 * @param {Element} part
 * @returns {HTMLInputElement | null}
 */
function choiceOf(part) {
  const choice = document.getElementById(part.getAttribute("data-picks") ?? "");
  return choice instanceof HTMLInputElement ? choice : null;
}
