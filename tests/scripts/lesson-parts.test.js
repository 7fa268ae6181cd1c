import assert from "node:assert/strict";
import test from "node:test";
import { largestOf, mapLevel, placeOfLargest, signedLevel } from "../../assets/scripts/lesson-parts.js";

test("a signed value's color lies as far from the middle as its share of the largest", () => {
  assert.deepEqual([-2, -1, 0, 2].map((value) => signedLevel(value, 2)), [0, 64, 127, 254]);
});

test("a map's color begins at 0 for all that is not positive", () => {
  assert.deepEqual([-2, 0, 1, 2].map((value) => mapLevel(value, 2)), [0, 0, 128, 255]);
});

test("where all values are 0, so are their levels", () => assert.deepEqual([signedLevel(0, 0), mapLevel(0, 0)], [127, 0]));

test("the largest of values counts without its sign", () => assert.equal(largestOf([1, -3, 2]), 3));

test("the place of the largest value of a map is its row and column", () => {
  assert.deepEqual(placeOfLargest([0, -9, 1, 2, 7, 3], 3), { row: 1, column: 1, channel: 0 });
});
