/** Roving tabindex: a group of buttons is one Tab stop, and the arrow keys move within it. */
import { hasModifier } from "./elements.js";

/** @param {HTMLElement} group  of buttons @param {number} columns  of the grid they form */
export function makeOneStop(group, columns = 1) {
  const steps = { ArrowRight: 1, ArrowDown: columns, ArrowLeft: -1, ArrowUp: -columns };
  const buttons = [...group.querySelectorAll("button")];
  const stopAt = (chosen) => buttons.forEach((button) => { button.tabIndex = button === chosen ? 0 : -1; });
  stopAt(buttons[0]);
  group.addEventListener("focusin", ({ target }) => stopAt(target));
  group.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || hasModifier(event)) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(event.target) + step) % buttons.length).focus();
  });
}
