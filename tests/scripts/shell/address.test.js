import assert from "node:assert/strict";
import test from "node:test";
import { address, parameter, tabsFor } from "../../../assets/scripts/shell/address.js";

test("a missing parameter is null, an empty one is not", () => {
  assert.deepEqual(["tab", "dark", "lesson"].map((name) => parameter({ search: "?tab=why&dark=" }, name)),
    ["why", "", null]);
});

test("changing parameters of an address keeps all others", () => {
  const page = { pathname: "/page", search: "?tabs=draw,layers&lesson=3", hash: "#s=AAAA" };
  assert.equal(address(page, { lesson: 4, dark: 1 }), "/page?tabs=draw,layers&lesson=4&dark=1#s=AAAA");
  assert.equal(address(page, { lang: "de", tab: null }), "/page?tabs=draw,layers&lesson=3&lang=de#s=AAAA");
});

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
