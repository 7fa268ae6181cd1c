/** Digits to try, below the pad. */
import { makeOneStop } from "../common/one-stop.js";

/** @param {HTMLElement} group  of their buttons @param {(picture: string) => void} lay  shows one on the pad */
export function offerExamples(group, lay) {
  makeOneStop(group);
  group.addEventListener("click", ({ target }) => {
    const example = target.closest("[data-src]");
    if (example) lay(example.dataset.src);
  });
}
