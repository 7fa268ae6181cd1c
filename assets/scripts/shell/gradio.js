/**
 * Everything our scripts know about Gradio's page that its documentation does not promise. Observed in Gradio 6.31.0;
 * to be checked with each new version. None of it was reported upstream.
 */
import { publish, subscribe } from "../common/bus.js";
import { currentAddress } from "../common/copying.js";
import { language, t, translate, translated } from "../common/language.js";
import { ledTo } from "../common/one-stop.js";
import { onceThere } from "../common/waiting.js";

// Tabs. `gr.Tabs` has no function to open one, nor to hide some for one visitor. It draws each tab's button up to three
// times: in the row; where the row is too short, in the menu "More tabs"; and out of sight, to measure the row. Only
// those in the row have an id, all have the tab's name.
const BAR = "#tabs .tab-wrapper";
const [ROW, MENU, MEASURE] = ["[role=tablist]", ".overflow-dropdown", ".tab-container[aria-hidden]"];
const NAMES = new Map(["Draw", "Layers", "Why", "Train", "Results", "Lesson"]
  .map((name) => [translated(name), name.toLowerCase()]));

const buttonsIn = (...places) =>
  places.flatMap((place) => [...document.querySelectorAll(`${BAR} ${place} button`)]);

/** The name of a button's tab, in lower case and in English whatever the page's language. */
function nameOf(button) {
  const text = button.textContent.trim();
  return NAMES.get(text) ?? text.toLowerCase();
}

/** All tabs of the page by name, whether they are shown or not. */
export const tabNames = () => buttonsIn(MEASURE).map(nameOf);

/** Open the tab of this name, if the page has it. */
export function openTab(name) {
  const button = buttonsIn(ROW, MENU).find((button) => nameOf(button) === name);
  if (button?.getAttribute("aria-selected") !== "true") button?.click();
}

/** The name of the tab that is open. */
export function openedTab() {
  return document.querySelector("#tabs [role=tabpanel]:not([style*='display: none'])")?.id.replace("tab-", "") ?? null;
}

/** Call `listener` with a tab's name whenever the visitor, or a script, opens it. */
export function onTabOpened(listener) {
  let latest = openedTab();
  new MutationObserver(() => {
    const tab = openedTab();
    if (tab === latest || tab === null) return;
    latest = tab;
    listener(tab);
  }).observe(document.getElementById("tabs"), { subtree: true, childList: true, attributeFilter: ["style"] });
}

/** Show only these tabs. @param {string[]} names */
export function showTabs(names) {
  const display = (button) => (names.includes(nameOf(button)) ? "" : "none");
  keepTabs(() => {
    for (const button of buttonsIn(ROW, MENU, MEASURE)) {
      if (button.style.display !== display(button)) button.style.display = display(button);
    }
    const isEmpty = buttonsIn(MENU).every((button) => button.style.display === "none");
    document.querySelector(`${BAR} .overflow-menu`).style.visibility = isEmpty ? "hidden" : "";
  });
}

/** Make the row of tabs one Tab stop, in which the arrow keys, Home and End open them: Gradio's tabs are six. */
export function makeTabsOneStop() {
  const tabs = () => buttonsIn(ROW).filter(({ style }) => style.display !== "none");
  keepTabs(() => {
    const all = tabs();
    const stop = all.find((tab) => tab.getAttribute("aria-selected") === "true") ?? all[0];  // else it is in the menu
    for (const tab of all) tab.tabIndex = tab === stop ? 0 : -1;
  });
  document.querySelector(BAR).addEventListener("keydown", (event) => {
    const next = ledTo(event, tabs(), ({ key }) => ({ ArrowLeft: -1, ArrowRight: 1 })[key]);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  });
}

/**
 * Change the tabs' buttons now, and again whenever another is chosen or Gradio replaces them, as when the row's width
 * changes.
 */
function keepTabs(change) {
  new MutationObserver(change).observe(document.querySelector(BAR),
    { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
  change();
  window.dispatchEvent(new Event("resize"));  // Gradio measures the row again
}

/** Resolves once Gradio has drawn the tabs, which is after the page's first parts. */
export const onceTabsAreThere = () => onceThere(`${BAR} ${ROW} button`);

// Words. Gradio takes its language from `navigator.language` alone, and our page also from `?lang=`. So Gradio is given
// English, which is replaced here. It also sets the document's `lang`, to its own language.

/** Translate the names of the tabs, the label of the upload button and, unless the browser's language did, the footer. */
export function translateGradio() {
  const root = document.documentElement;
  const setLanguage = () => { if (root.lang !== language) root.lang = language; };
  new MutationObserver(setLanguage).observe(root, { attributeFilter: ["lang"] });
  setLanguage();
  if (language === "en") return;
  document.querySelectorAll("#upload, footer").forEach(translate);
  keepTabs(() => buttonsIn(ROW, MENU, MEASURE).forEach(translate));
}

/**
 * Dark or light, whatever the system's setting, also when that changes. Gradio has `?__theme=`, which only holds until
 * the system's setting changes: its own listener follows that, and is called before this one, since it came first.
 */
export function setDark(isDark) {
  const set = () => document.body.classList.toggle("dark", isDark);
  set();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", set);
}

// The server. If an uploaded picture can't be sent or its answer is lost, Gradio says so in English in a box over the page.
// In the second case it also ignores all further uploads, and reloads the page once the server can be reached again.

/** Say in the answer that the server can't be reached, and not over the page; keep the drawing if Gradio reloads it. */
export async function replaceToasts() {
  await onceThere(".toast-wrap");
  const toasts = document.querySelector(".toast-wrap");
  new MutationObserver(() => {
    for (const toast of toasts.querySelectorAll(".toast-body")) {
      const words = toast.querySelector(".toast-message-text")?.textContent ?? "";
      if (!words.startsWith("Connection ") || toast.style.display === "none") continue;
      toast.style.display = "none";
      toast.querySelector(".toast-close").click();
      publish("trouble", { sentence: t`The server can't be reached. Please try again.` });
      if (words.includes("was lost")) keepInAddress();
    }
  }).observe(toasts, { childList: true, subtree: true });
}

/** Keep the drawing in the page's address, which a reload opens. */
function keepInAddress() {
  let waiting = 0;  // browsers allow only some changes a second
  subscribe("drawing", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(history.state, "", currentAddress({ tab: openedTab() })), 500);
  });
}

/** Whether an address below the page's belongs to a file of Gradio's page whose address contains a hash of its content. */
export const isGradioFile = (path) => path.startsWith("assets/") || path.startsWith("theme.css?v=");

const nextFrame = () => new Promise((resolve) => { const id = requestAnimationFrame(() => resolve(id)); });

/**
 * End the timer of the loading sign of Gradio 6.31.0, which asks for a frame in each frame even after the sign is gone,
 * so that the processor never rests. Numbers of requested frames are consecutive: if for half a second each frame
 * brought one request besides ours, it was that timer's, and is canceled. On another site's page it may be the site's
 * animation.
 */
export async function endLoadingSign() {
  if (window.gradio_config?.version !== "6.31.0" || document.querySelector("gradio-app[src]")) return;
  let id = await nextFrame();
  for (let frames = 0, alone = 0; frames < 600; frames++) {
    const before = id;
    id = await nextFrame();
    alone = id - before === 2 ? alone + 1 : 0;
    if (alone < 30) continue;
    // Its next frame has the number after ours, unless somebody else has asked for one since.
    if (requestAnimationFrame(() => {}) === id + 2) return cancelAnimationFrame(id + 1);
  }
}
