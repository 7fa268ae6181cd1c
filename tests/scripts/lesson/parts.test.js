import assert from "node:assert/strict";
import test from "node:test";
import { largestOf, mapLevel, placeOfLargest } from "../../../assets/scripts/lesson/parts.js";

test("a map's color begins at 0 for all that is not positive", () => {
  assert.deepEqual([-2, 0, 1, 2].map((value) => mapLevel(value, 2)), [0, 0, 128, 255]);
});

test("where all values are 0, so are their levels", () => assert.equal(mapLevel(0, 0), 0));

test("the largest of values counts without its sign", () => assert.equal(largestOf([1, -3, 2]), 3));

test("the place of the largest value of a map is its row and column", () => {
  assert.deepEqual(placeOfLargest([0, -9, 1, 2, 7, 3], 3), { row: 1, column: 1, channel: 0 });
});
