/**
 * The numbers in Gradio's plots, as the visitor's language writes them: Vega, which paints them, can do so itself, but
 * Gradio does not tell it. Nor does it tell the title of the lines, where one points at them.
 */
import { language, translated } from "../common/language.js";

const ENGLISH = /^(\d+\.\d+|digits)$/;

function rewrite(element) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (ENGLISH.test(text.data)) text.data = translated(text.data);
  }
}

/** The texts below an element, and each that comes there. */
function follow(element) {
  rewrite(element);
  new MutationObserver(() => rewrite(element)).observe(element, { childList: true, subtree: true });
}

/** From now on, in the plots below an element, and in what they tell where one points at them. */
export function writeNumbersLocally(plots) {
  if (language === "en") return;
  follow(plots);
  new MutationObserver((_, observer) => {
    const told = document.querySelector("#vg-tooltip-element");  // it comes when first something is pointed at
    if (!told) return;
    observer.disconnect();
    follow(told);
  }).observe(document.body, { childList: true });
}
