/** Session storage: values that survive a reload and end with the browser tab. */

/** @returns {any} the value stored by this name; null if there is none, or storage is not allowed */
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
    // The storage is full or not allowed: the value lasts until the page is reloaded.
  }
}

/**
 * Whether the visitor has returned to the page: by reloading it, by Back or Forward, or by reopening its tab.
 */
export const hasReturned = () => performance.getEntriesByType("navigation")[0]?.type !== "navigate";

/** A random name of this tab, by which the server tells the visitors in its queue apart. */
export const visitor = recall("visitor")
  ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
remember("visitor", visitor);
