/** Roving tabindex: a group of buttons is one Tab stop, and keys move within it. */
import { hasModifier } from "./elements.js";

/** How far the arrow keys move in a grid with this many columns. @param {() => number} columns */
export const arrowsIn = (columns) => ({ key }) =>
  ({ ArrowRight: 1, ArrowDown: columns(), ArrowLeft: -1, ArrowUp: -columns() })[key];

/**
 * The item that a key leads to from the one that has the focus: Home to the first, End to the last.
 * @param {KeyboardEvent} event @param {HTMLElement[]} items
 * @param {(event: KeyboardEvent) => number | undefined} stepOf  how far other keys lead; after the last is the first
 * @returns {HTMLElement | undefined}
 */
export function ledTo(event, items, stepOf) {
  const at = items.indexOf(event.target);
  if (at < 0 || hasModifier(event)) return undefined;
  const step = stepOf(event);
  return step ? items.at((at + step) % items.length) : { Home: items[0], End: items.at(-1) }[event.key];
}

/**
 * @param {HTMLElement} group
 * @param {{items?: string, stepOf?: (event: KeyboardEvent) => number | undefined}} [options]  a selector of its items;
 *   see `ledTo`
 * @returns {() => void}  to be called after items were added or removed
 */
export function makeOneStop(group, { items: selector = "button", stepOf = arrowsIn(() => 1) } = {}) {
  let stop = null;
  const items = () => [...group.querySelectorAll(selector)];
  function stopAt(chosen) {
    stop = chosen;
    for (const item of items()) item.tabIndex = item === stop ? 0 : -1;
  }
  function renew() {
    const all = items();
    stopAt(all.includes(stop) ? stop : all[0]);
  }
  group.addEventListener("focusin", ({ target }) => { if (items().includes(target)) stopAt(target); });
  group.addEventListener("keydown", (event) => {
    const next = ledTo(event, items(), stepOf);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  renew();
  return renew;
}
