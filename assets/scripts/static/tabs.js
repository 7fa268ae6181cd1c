/**
 * Tabs, words and colors of the page that is one file, where there is no Gradio: the same functions as in
 * `shell/gradio.js`, which the exporter replaces by this module.
 */
import { translate } from "../common/language.js";
import { ledTo } from "../common/one-stop.js";

const row = document.querySelector("#tabs [role=tablist]");
const buttons = [...row.children];
const nameOf = (button) => button.getAttribute("aria-controls").replace("tab-", "");

/** All tabs of the page by name, whether they are shown or not. */
export const tabNames = () => buttons.map(nameOf);

const listeners = [];

/** Call `listener` with a tab's name whenever the visitor, or a script, opens it. */
export const onTabOpened = (listener) => listeners.push(listener);

/** Open the tab of this name, if the page has it. */
export function openTab(name) {
  if (!tabNames().includes(name)) return;
  for (const button of buttons) {
    const isOpen = nameOf(button) === name;
    button.setAttribute("aria-selected", isOpen);
    button.classList.toggle("selected", isOpen);  // as in Gradio, for the styles
    button.tabIndex = isOpen ? 0 : -1;
    document.getElementById(button.getAttribute("aria-controls")).hidden = !isOpen;
  }
  for (const listener of listeners) listener(name);
}

/** The name of the tab that is open. */
export const openedTab = () => nameOf(buttons.find(({ tabIndex }) => tabIndex === 0));

/** Show only these tabs. @param {string[]} names */
export function showTabs(names) {
  for (const button of buttons) button.hidden = !names.includes(nameOf(button));
}

/** Resolves immediately: the tabs are in the document. */
export const onceTabsAreThere = async () => {};

/** The arrow keys, Home and End open the tabs, of which only the open one is a Tab stop. */
export function makeTabsOneStop() {
  row.addEventListener("keydown", (event) => {
    const shown = buttons.filter(({ hidden }) => !hidden);
    const next = ledTo(event, shown, ({ key }) => ({ ArrowLeft: -1, ArrowRight: 1 })[key]);
    if (!next) return;
    event.preventDefault();
    openTab(nameOf(next));
    next.focus();
  });
}

export const translateGradio = () => translate(row);

// What only Gradio's page has.
export const endLoadingSign = () => {};
export const replaceToasts = () => {};
export const isGradioFile = () => false;

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = null;  // whether dark, if the address says so

const setColors = () => document.body.classList.toggle("dark", chosen ?? system.matches);

/** Dark or light, whatever the system's setting, also when that changes. */
export function setDark(isDark) {
  chosen = isDark;
  setColors();
}

row.addEventListener("click", ({ target }) => openTab(nameOf(target)));
system.addEventListener("change", setColors);
setColors();
openTab("draw");
