/** What this tab of the browser remembers until it is closed, a reload survived. */

/** @returns {any} what was kept by this name; null if nothing was, or it is forbidden */
export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page itself still knows it.
  }
}

/** A name this tab has made up for itself, so that the server can tell those in line apart. */
export const visitor = recall("visitor")
  ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
remember("visitor", visitor);
