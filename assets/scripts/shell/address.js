/**
 * The parameters of the page's address: `?lesson=4`, `?tabs=draw,layers`, `?tab=train`, `?dark=1`, `?view=pad`, and on
 * Layers `?value=conv_1.3.10.12`: the layer, then channel, row and column of the value that is explained. `?network=` is
 * the header's.
 *
 * A teacher's link shows only some tabs and opens one of them, or a step of the lesson.
 */
import { parameter } from "../common/link.js";
import { persistently } from "../common/waiting.js";
import { onceTabsAreThere, onTabOpened, openTab, setDark, showTabs, tabNames } from "./gradio.js";
import { enter, onMove } from "./history.js";

/**
 * Which tabs an address shows, and which of them it opens.
 * @param {string[]} names  of all tabs
 * @returns {{shown: string[], open: string | null}}  null for the page's default
 */
export function tabsFor(location, names) {
  const named = (parameter(location, "tabs") ?? "").toLowerCase().split(/[,\s]+/)
    .filter((name) => names.includes(name));
  const shown = named.length ? named : names;
  const lesson = parameter(location, "lesson") !== null ? "lesson" : null;
  const wishes = [parameter(location, "tab")?.toLowerCase(), lesson, named[0]];
  return { shown, open: wishes.find((name) => shown.includes(name)) ?? null };
}

function arrangeTabs() {
  const names = tabNames();
  const { shown, open } = tabsFor(location, names);
  openTab(open);
  if (shown.length < names.length) showTabs(shown);
}

/** The tab that the page's address leads to. */
function addressedTab() {
  const { shown, open } = tabsFor(location, tabNames());
  return open ?? shown[0];
}

/** The address of each tab that the visitor opens; and the tab of each address that Back and Forward lead to. */
function followVisitor() {
  onTabOpened((tab) => {
    if (tab === addressedTab()) return;
    const isLesson = tab === "lesson";
    const step = document.getElementById("lesson")?.dataset.step ?? 1;
    enter({ tab: isLesson ? null : tab, lesson: isLesson ? step : null, value: null });
  });
  onMove(() => openTab(addressedTab()));
}

/** Only the pad and its answer, to be embedded in another page: in a frame, or as `<gradio-app view="pad">`. */
function setView() {
  const view = document.querySelector("gradio-app")?.getAttribute("view") ?? parameter(location, "view");
  if (view !== "pad") return;
  document.body.dataset.view = "pad";
  persistently(() => import("./embed.js")).then(({ tellParent }) => tellParent());
}

/** Apply the parameters of the page's address. */
export function followAddress() {
  const isDark = { 1: true, 0: false }[parameter(location, "dark")];
  if (isDark !== undefined) setDark(isDark);
  setView();
  onceTabsAreThere().then(arrangeTabs).then(followVisitor);
}
