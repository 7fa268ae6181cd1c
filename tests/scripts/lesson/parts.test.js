import assert from "node:assert/strict";
import test from "node:test";
import { largestOf, mapLevel, placeOfLargest } from "../../../assets/scripts/lesson/parts.js";

test("a map's color level is 0 for values that are not positive", () => {
  assert.deepEqual([-2, 0, 1, 2].map((value) => mapLevel(value, 2)), [0, 0, 128, 255]);
});

test("a map of zeros has level 0", () => assert.equal(mapLevel(0, 0), 0));

test("the largest value is taken without its sign", () => assert.equal(largestOf([1, -3, 2]), 3));

test("the largest value of a map is found by row and column", () => {
  assert.deepEqual(placeOfLargest([0, -9, 1, 2, 7, 3], 3), { row: 1, column: 1, channel: 0 });
});
