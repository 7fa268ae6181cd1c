import assert from "node:assert/strict";
import test from "node:test";
import { tabsFor } from "../../../assets/scripts/shell/address.js";

for (const [search, names, shown, open] of [
  ["", ["draw", "lesson"], ["draw", "lesson"], null],
  ["?tabs=Lesson, draw", ["draw", "why", "lesson"], ["lesson", "draw"], "lesson"],
  ["?tabs=draw&lesson=3", ["draw", "lesson"], ["draw"], "draw"],
  ["?tabs=draw,lesson&lesson=3", ["draw", "lesson"], ["draw", "lesson"], "lesson"],
  ["?tab=why&lesson=3", ["draw", "why", "lesson"], ["draw", "why", "lesson"], "why"],
  ["?tab=nothing", ["draw"], ["draw"], null]]) {
  test(`with the tabs ${names}, the address "${search}" shows ${shown} and opens ${open ?? "none"}`, () => {
    assert.deepEqual(tabsFor({ search }, names), { shown, open });
  });
}

test("a random address opens an existing tab", () => {
  const names = ["draw", "layers", "lesson"];
  for (const text of ["", "<b>", "draw,,layers", "__proto__", "constructor", "%00", "a".repeat(9999), "LESSON",
    "train;draw", "toString"]) {
    for (const name of ["tab", "tabs", "lesson", "dark"]) {
      const { shown, open } = tabsFor({ search: `?${name}=${text}` }, names);
      assert.ok(shown.every((tab) => names.includes(tab)) && (open === null || shown.includes(open)),
        `${name}=${text}`);
    }
  }
});
