/** Digits to try, below the pad. */
import { makeOneStop } from "../common/one-stop.js";

/** @param {HTMLElement} group  their buttons' @param {(picture: string) => void} lay  lays one on the pad */
export function offerExamples(group, lay) {
  makeOneStop(group);
  group.addEventListener("click", ({ target }) => {
    const example = target.closest("[data-src]");
    if (example) lay(example.dataset.src);
  });
}
