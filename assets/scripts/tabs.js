/** The page's tabs, by their names in lower case, in English whatever the language: draw, layers, why, train, results, lesson. */
import { translated } from "./language.js";

const NAMES = new Map(["Draw", "Layers", "Why", "Train", "Results", "Lesson"].map((name) => [translated(name), name.toLowerCase()]));

/** The name of the tab that one of Gradio's buttons opens; not all of these have an id. */
export function nameOf(button) {
  const text = button.textContent.trim();
  return NAMES.get(text) ?? text.toLowerCase();
}

export function openTab(name) {
  // Where the row is too short, Gradio puts the last tabs into a menu, without their ids.
  const inMenu = () => [...document.querySelectorAll("#tabs .overflow-dropdown button")].find((button) => nameOf(button) === name);
  (document.getElementById(`tab-${name}-button`) ?? inMenu())?.click();
}

/** The name of the tab that is open. */
export function openedTab() {
  return document.querySelector("#tabs [role=tabpanel]:not([style*='display: none'])")?.id.replace("tab-", "") ?? null;
}
