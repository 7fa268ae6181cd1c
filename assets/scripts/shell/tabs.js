/**
 * The page's tabs, by their names in lower case, in English whatever the language: draw, layers, why, train, results,
 * lesson.
 */
import { translated } from "../common/language.js";

const NAMES = new Map(["Draw", "Layers", "Why", "Train", "Results", "Lesson"]
  .map((name) => [translated(name), name.toLowerCase()]));

// Gradio draws each tab's button up to three times: in the row; where the row is too short, in the menu "More tabs";
// and out of sight, to measure the row. Only those in the row have an id, all have the tab's name.
export const [ROW, MENU, MEASURE] = ["[role=tablist]", ".overflow-dropdown", ".tab-container[aria-hidden]"];

export const buttonsIn = (place) => [...document.querySelectorAll(`#tabs .tab-wrapper ${place} button`)];

/** The name of the tab that one of Gradio's buttons opens. */
export function nameOf(button) {
  const text = button.textContent.trim();
  return NAMES.get(text) ?? text.toLowerCase();
}

/** Open the tab of this name, if the page has it. */
export function openTab(name) {
  const button = [ROW, MENU].flatMap(buttonsIn).find((button) => nameOf(button) === name);
  if (button?.getAttribute("aria-selected") !== "true") button?.click();
}

/** The name of the tab that is open. */
export function openedTab() {
  return document.querySelector("#tabs [role=tabpanel]:not([style*='display: none'])")?.id.replace("tab-", "") ?? null;
}
