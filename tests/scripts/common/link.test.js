import assert from "node:assert/strict";
import test from "node:test";
import { address, decoded, encoded, fromAddress, parameter, withDrawing } from "../../../assets/scripts/common/link.js";
import { seeded } from "../support/random.js";

const PAGE = new URL("https://someone.example/page?tabs=draw,layers&s=AAAA#old");

test("a number is encoded as two letters in base 64", () => {
  assert.equal(encoded([[0, 63, 64, 1000]]), "AA" + "A_" + "BA" + "Po");  // 1000 = 15 · 64 + 40
});

test("strokes are separated by a period", () => {
  assert.equal(encoded([[0, 0], [1, 2]]), "AAAA.ABAC");
});

test("every point of the grid survives encoding", () => {
  const stroke = Array.from({ length: 1002 }, (_, index) => Math.min(index, 1000));
  assert.deepEqual(decoded(encoded([stroke, [5, 6]])), [stroke, [5, 6]]);
});

for (const [text, why] of [["AAPp", "a place off the grid"], ["AAA", "half a number"], ["AAAAAA", "half a point"],
  ["AA+A", "another letter"], ["AAAA.", "a stroke of nothing"], ["", "nothing"]]) {
  test(`${why} is not a drawing`, () => assert.deepEqual(decoded(text), []));
}

test("a drawing in the fragment has priority over one in the query", () => {
  assert.deepEqual(fromAddress({ hash: "#s=AAAB", search: "?s=AAAC" }), [[0, 1]]);
  assert.deepEqual(fromAddress({ hash: "", search: "?s=AAAC" }), [[0, 2]]);
  assert.deepEqual(fromAddress({ hash: "", search: "" }), []);
});

test("adding a drawing to an address keeps its other parameters", () => {
  assert.equal(withDrawing(PAGE, [[0, 1]]), "https://someone.example/page?tabs=draw,layers#s=AAAB");
});

test("an empty pad leaves no drawing in the address", () => {
  for (const strokes of [[], null, undefined]) {
    assert.equal(withDrawing(PAGE, strokes), "https://someone.example/page?tabs=draw,layers");
  }
});

test("a missing parameter is null, an empty one is not", () => {
  assert.deepEqual(["tab", "dark", "lesson"].map((name) => parameter({ search: "?tab=why&dark=" }, name)),
    ["why", "", null]);
});

test("changing parameters of an address keeps all others", () => {
  const page = { pathname: "/page", search: "?tabs=draw,layers&lesson=3", hash: "#s=AAAA" };
  assert.equal(address(page, { lesson: 4, dark: 1 }), "/page?tabs=draw,layers&lesson=4&dark=1#s=AAAA");
  assert.equal(address(page, { lang: "de", tab: null }), "/page?tabs=draw,layers&lesson=3&lang=de#s=AAAA");
});

test("a random address gives strokes on the grid or none", () => {
  const random = seeded(0);
  const letters = [..."AZaz09-_.%#&=<>\"'\\é\0 "];
  const some = (choices) => choices[Math.floor(random() * choices.length)];
  const texts = Array.from({ length: 500 }, () =>
    Array.from({ length: Math.floor(40 * random()) }, () => some(letters)).join(""));
  texts.push("AAAA.".repeat(500), ".".repeat(9999), "A".repeat(8000), "__proto__", "constructor", "%E0%A4%A",
    "javascript:alert(1)");
  for (const text of texts) {
    const strokes = [...fromAddress({ hash: `#s=${text}`, search: "" }),
      ...fromAddress({ hash: "", search: `?s=${text}` })];
    assert.ok(strokes.every((stroke) =>
      stroke.length % 2 === 0 && stroke.every((number) => number >= 0 && number <= 1000)), text);
  }
});
