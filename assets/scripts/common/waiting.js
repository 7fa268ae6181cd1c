/** Waiting: for a time, or until an element is on the screen. */

export const RETRY = 1500;  // milliseconds until a server that can't be reached is asked again

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
