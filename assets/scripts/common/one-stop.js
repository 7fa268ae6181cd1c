/** Roving tabindex: a group of buttons is one Tab stop, and the arrow keys move within it. */
import { hasModifier } from "./elements.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** @param {HTMLElement} group  of buttons */
export function makeOneStop(group) {
  const buttons = [...group.querySelectorAll("button")];
  const stopAt = (chosen) => buttons.forEach((button) => { button.tabIndex = button === chosen ? 0 : -1; });
  stopAt(buttons[0]);
  group.addEventListener("focusin", ({ target }) => stopAt(target));
  group.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || hasModifier(event)) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(event.target) + step) % buttons.length).focus();
  });
}
