/** The page's message bus: publish and subscribe by kind of message. messages.js lists the kinds. */

const listeners = {};
const latest = {};

/** Call `listener` with each new message of a kind, and immediately with the latest, if there is one. */
export function subscribe(kind, listener) {
  (listeners[kind] ??= []).push(listener);
  if (kind in latest) listener(latest[kind]);
}

export function publish(kind, message) {
  latest[kind] = message;
  for (const listener of listeners[kind] ?? []) listener(message);
}
