/**
 * What the page's address asks for: `?lesson=4`, `?tabs=draw,layers`, `?tab=train`, `?dark=1`, `?view=pad`. On Layers
 * also `?value=conv_1.3.10.12`: the layer, then channel, row and column of the value that is explained.
 *
 * A teacher's link shows some tabs only and starts on one of them, or on a step of the lesson.
 */
import { onceTabsAreThere, openTab, setDark, showTabs, tabNames } from "./gradio.js";

/** @returns {string | null} */
export const parameter = ({ search }, name) => new URLSearchParams(search).get(name);

/** The address, from its path on, with the parameters that are not null changed and all else as it is. */
export function address({ pathname, search, hash }, changes) {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value !== null) parameters.set(name, value);
  }
  return `${pathname}?${parameters.toString().replaceAll("%2C", ",")}${hash}`;
}

/**
 * Which tabs an address shows, and which of them it opens.
 * @param {string[]} names  of all tabs
 * @returns {{shown: string[], open: string | null}}  null: whichever the page opens by itself
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

/** Only the pad and its answer, for another page to hold: in a frame, or as `<gradio-app view="pad">`. */
function setView() {
  const view = document.querySelector("gradio-app")?.getAttribute("view") ?? parameter(location, "view");
  if (view !== "pad") return;
  document.body.dataset.view = "pad";
  import("./embed.js").then(({ tellParent }) => tellParent());
}

/** Do what the page's address asks for. */
export function followAddress() {
  const isDark = { 1: true, 0: false }[parameter(location, "dark")];
  if (isDark !== undefined) setDark(isDark);
  setView();
  onceTabsAreThere(arrangeTabs);
}
