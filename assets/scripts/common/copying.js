/** Copying the page's address to the clipboard, and confirming it on the button. */
import { subscribe } from "./bus.js";
import { t } from "./language.js";
import { address, withDrawing } from "./link.js";

const CONFIRMED = 2000;  // milliseconds that the confirmation stays

/** Show a message on a button or option for a while instead of its usual text. */
export function say(button, words) {
  const usual = button.dataset.usual ??= button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = usual; }, CONFIRMED);
}

let strokes = null;  // on the pad
subscribe("drawing", (drawing) => { strokes = drawing?.strokes; });

/** The page's address with the drawing on the pad, and with these parameters changed; null removes one. */
export const currentAddress = (changes) => withDrawing(new URL(address(location, changes), location), strokes);

/** Put such an address into the address bar and the clipboard. @returns {Promise<string>} the confirmation */
export async function copyAddress(button, changes) {
  const url = currentAddress(changes);
  history.replaceState(history.state, "", url);
  let words = t`Copied`;
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    words = t`In the address bar`;  // without HTTPS a page may not use the clipboard
  }
  say(button, words);
  return words;
}
