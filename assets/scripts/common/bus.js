/** The latest message of each kind, and whoever wants to know of a new one; messages.js says what they are. */

const listeners = {};
const latest = {};

/** Call `listener` with each new message of a kind, and at once with the latest, if there is one. */
export function subscribe(kind, listener) {
  (listeners[kind] ??= []).push(listener);
  if (kind in latest) listener(latest[kind]);
}

export function publish(kind, message) {
  latest[kind] = message;
  for (const listener of listeners[kind] ?? []) listener(message);
}
