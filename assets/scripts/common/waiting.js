/** Waiting: for a time, for a server that can't be reached, or until an element is on the page or on the screen. */
import { subscribe } from "./bus.js";
import { make, setText } from "./elements.js";
import { t } from "./language.js";

export const RETRY = 1500;  // milliseconds until a server that can't be reached is asked again

export const UNREACHED = t`The server can't be reached; trying again.`;

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves a moment later, or as soon as the browser is online again. */
export const untilRetry = () => new Promise((resolve) => {
  setTimeout(resolve, RETRY);
  addEventListener("online", resolve, { once: true, signal: AbortSignal.timeout(RETRY) });
});

/**
 * The result of `load`, which is called again after each failure until it succeeds.
 * @template Result
 * @param {(tries: number) => Promise<Result>} load  `tries`: how often it has failed
 * @param {() => void} [failed]  called after each failure
 * @returns {Promise<Result>}
 */
export async function persistently(load, failed) {
  for (let tries = 0; ; tries++) {
    try {
      return await load(tries);
    } catch {
      failed?.();
      await untilRetry();
    }
  }
}

/** A function that shows a sentence at the end of a part of the page, or removes it if the sentence is empty. */
export function troubleIn(part) {
  const line = make("p", { class: "trouble", role: "status" });
  return (sentence) => {
    setText(line, sentence);
    if (sentence) part.append(line);
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
