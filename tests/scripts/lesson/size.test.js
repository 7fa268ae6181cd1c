import assert from "node:assert/strict";
import test from "node:test";
import { slide } from "../../../assets/scripts/lesson/arithmetic.js";
import { formula, leftOver } from "../../../assets/scripts/lesson/size.js";

const chosen = (input, kernel, stride, padding) => ({ input, kernel, stride, padding });

test("the formula shows the chosen numbers and the map's side", () => {
  for (const [settings, text] of [[chosen(28, 3, 1, "valid"), "valid: ⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26"],
    [chosen(28, 3, 2, "same"), "same: ⌈28 / 2⌉ = 14"]]) assert.equal(formula(settings, slide(settings)), text);
});

test("a sentence names the pixels the kernel misses, or the padding", () => {
  const text = (...settings) => leftOver(slide(chosen(...settings)));
  assert.equal(text(28, 3, 1, "valid"), "The kernel reaches every pixel.");
  assert.match(text(28, 3, 2, "valid"), /^The kernel never reaches the last row and column/);
  assert.match(text(10, 3, 4, "valid"), /^The kernel never reaches the last 3 rows and columns/);
  assert.match(text(28, 3, 1, "same"), /^Padding: 1 row and column of zeros on each side/);
  assert.match(text(28, 5, 1, "same"), /^Padding: 2 rows and columns of zeros on each side/);
  assert.match(text(28, 3, 2, "same"), /^Padding: 0 at the left and top, 1 at the right and bottom/);
});
