/** Digits to try, below the pad. For the keyboard they are one stop, in which arrows lead from each to the next. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** @param {HTMLElement} group  their buttons' @param {(picture: string) => void} lay  lays one on the pad */
export function offerExamples(group, lay) {
  const buttons = [...group.querySelectorAll("button")];
  const stopAt = (chosen) => buttons.forEach((button) => { button.tabIndex = button === chosen ? 0 : -1; });
  stopAt(buttons[0]);
  group.addEventListener("focusin", ({ target }) => stopAt(target));
  group.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(event.target) + step) % buttons.length).focus();
  });
  group.addEventListener("click", ({ target }) => {
    const example = target.closest("[data-src]");
    if (example) lay(example.dataset.src);
  });
}
