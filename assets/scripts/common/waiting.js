/** Waiting: for a time, or until an element is on the page or on the screen. */
import { publish, subscribe } from "./bus.js";

export const RETRY = 1500;  // milliseconds until a server that can't be reached is asked again

const SETTLED = 150;  // milliseconds without a change before the server is asked for more than a reading

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves once an element is on the page. */
export function onceThere(selector) {
  return new Promise((resolve) => {
    const observer = new MutationObserver(look);
    function look() {
      if (!document.querySelector(selector)) return;
      observer.disconnect();
      resolve();
    }
    observer.observe(document.body, { childList: true, subtree: true });
    look();
  });
}

/** Call `listener` with whether an element is on the screen, or within a margin of it, now and at each change. */
export function onVisible(element, listener, rootMargin = "0px") {
  new IntersectionObserver((entries) => listener(entries.at(-1).isIntersecting), { rootMargin }).observe(element);
}

/**
 * Load what an element shows of the chosen network: while it is on the screen, once for each network, and again a
 * moment later if the server can't be reached.
 * @param {HTMLElement} element
 * @param {(network: object, isLatest: () => boolean) => Promise<void>} load  `isLatest`: no other was chosen meanwhile
 * @param {() => void} [failed]  called before each new attempt
 */
export function onNetworkVisible(element, load, failed) {
  let network = null, shown = null, isOpen = false;
  async function open() {
    if (!isOpen || !network || shown === network) return;
    const asked = shown = network;
    const isLatest = () => asked === network;
    try {
      await load(asked, isLatest);
    } catch {
      if (!isLatest()) return;
      shown = null;
      failed?.();
      setTimeout(open, RETRY);
    }
  }
  subscribe("network", (latest) => { network = latest; open(); });
  onVisible(element, (isVisible) => { isOpen = isVisible; open(); });
}

/**
 * Ask the server about the drawing while an element is on the screen: a moment after the last change, one question at a
 * time, and again if the server can't be reached.
 * @param {HTMLElement} element
 * @param {(drawing: object) => Promise<object>} ask
 * @param {(answer: object | null) => void} show  null for an empty pad
 * @returns {() => void}  to be called after another change
 */
export function whenSettled(element, ask, show) {
  let drawing = null, isOpen = false, isAsking = false, waiting = 0, version = 0;
  function changed() {
    version += 1;
    clearTimeout(waiting);
    if (isOpen) waiting = setTimeout(askNow, SETTLED);
  }
  async function askNow() {
    if (!drawing) return show(null);
    if (isAsking) return void (waiting = setTimeout(askNow, SETTLED));
    const now = version;
    isAsking = true;
    try {
      const answer = await ask(drawing);
      if (now === version) show(answer);
    } catch {
      if (isOpen && now === version) waiting = setTimeout(askNow, RETRY);
    }
    isAsking = false;
  }
  subscribe("drawing", (latest) => { drawing = latest; changed(); });
  onVisible(element, (isVisible) => {
    isOpen = isVisible;
    publish("sending", { element, isSending: isVisible });
    changed();
  });
  return changed;
}
