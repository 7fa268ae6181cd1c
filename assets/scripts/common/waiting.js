/** Waiting: for a time, for a server that can't be reached, or until an element is on the page or on the screen. */
import { publish, subscribe } from "./bus.js";
import { make, setText } from "./elements.js";
import { t } from "./language.js";

export const RETRY = 1500;  // milliseconds until a server that can't be reached is asked again
export const UNREACHED = t`The server can't be reached; trying again.`;

const SETTLED = 150;  // milliseconds without a change before the server is asked for more than a reading

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves a moment later, or as soon as the browser is online again. */
export const untilRetry = () => new Promise((resolve) => {
  setTimeout(resolve, RETRY);
  addEventListener("online", resolve, { once: true, signal: AbortSignal.timeout(RETRY) });
});

/**
 * The result of `load`, which is called again after each failure until it succeeds.
 * @template Result
 * @param {() => Promise<Result>} load
 * @param {() => void} [failed]  called after each failure
 * @returns {Promise<Result>}
 */
export async function persistently(load, failed) {
  for (;;) {
    try {
      return await load();
    } catch {
      failed?.();
      await untilRetry();
    }
  }
}

/** A function that shows a sentence at the top of a part of the page, or removes it if the sentence is empty. */
export function troubleIn(part) {
  const line = make("p", { class: "trouble", role: "status" });
  return (sentence) => {
    setText(line, sentence);
    if (sentence) part.prepend(line);
    else line.remove();
  };
}

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
 * @param {(sentence: string) => void} [tell]  shows the visitor what the trouble is, and "" once there is none
 */
export function onNetworkVisible(element, load, tell = troubleIn(element)) {
  let network = null, shown = null, isOpen = false;
  async function open() {
    if (!isOpen || !network || shown === network) return;
    const asked = shown = network;
    const isLatest = () => asked === network;
    try {
      await load(asked, isLatest);
      if (isLatest()) tell("");
    } catch {
      if (!isLatest()) return;
      shown = null;
      tell(UNREACHED);
      untilRetry().then(open);
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
 * @param {(sentence: string) => void} [tell]  shows the visitor what the trouble is, and "" once there is none
 * @returns {() => void}  to be called after another change
 */
export function whenSettled(element, ask, show, tell = troubleIn(element)) {
  let drawing = null, isOpen = false, isAsking = false, waiting = 0, version = 0;
  function changed() {
    version += 1;
    clearTimeout(waiting);
    if (isOpen) waiting = setTimeout(askNow, SETTLED);
  }
  async function askNow() {
    if (!drawing) return tell(""), show(null);
    if (isAsking) return void (waiting = setTimeout(askNow, SETTLED));
    const now = version;
    isAsking = true;
    try {
      const answer = await ask(drawing);
      if (now === version) tell(""), show(answer);
    } catch {
      tell(UNREACHED);
      untilRetry().then(() => { if (isOpen && now === version) askNow(); });
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
