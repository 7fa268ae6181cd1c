import assert from "node:assert/strict";
import test from "node:test";
import { scales } from "../../../assets/scripts/lesson/chart.js";

const PICTURE = { width: 300, height: 200, letter: 10 };

test("the first and last epoch and the extreme values lie at the ends of the chart", () => {
  const { x, y } = scales(PICTURE, 5, 0.5, 1);
  assert.deepEqual([0, 2, 4].map(x), [39, 39 + (300 - 44) / 2, 295]);  // 3.9 letters of room, and 0.5 behind
  assert.deepEqual([1, 0.5].map(y), [22, 185]);  // 2.2 letters above, 1.5 below
});

test("one epoch, or one value for all, still has a place", () => {
  const { x, y } = scales(PICTURE, 1, 0.5, 0.5);
  assert.deepEqual([x(0), y(0.5)], [39, 22]);
});
