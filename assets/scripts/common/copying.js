/** Copying an address, and saying so on the button for a while. */
import { t } from "./language.js";

const SAID = 2000;  // milliseconds that it stays

/** Let a button, or an option, say something in place of its usual words. */
export function say(button, words) {
  const usual = button.dataset.usual ??= button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = usual; }, SAID);
}

/** Put an address into the address bar and the clipboard. @returns {Promise<string>} what the button says of it */
export async function copyAddress(button, url) {
  history.replaceState(history.state, "", url);
  let words = t`Copied`;
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    words = t`In the address bar`;  // a page without https may not use the clipboard
  }
  say(button, words);
  return words;
}
