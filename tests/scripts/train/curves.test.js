import assert from "node:assert/strict";
import test from "node:test";
import { nearest, scales, ticks } from "../../../assets/scripts/train/curves.js";

for (const [low, high, count, expected] of [[0, 1, 4, [0, 0.5, 1]], [0.9, 1, 4, [0.9, 0.95, 1]],
  [0, 10, 5, [0, 2, 4, 6, 8, 10]], [0, 12, 5, [0, 5, 10]], [0.3, 1, 4, [0.4, 0.6, 0.8, 1]]]) {
  test(`from ${low} to ${high} about ${count} round numbers are ${expected.join(", ")}`, () => {
    assert.deepEqual(ticks(low, high, count), expected);
  });
}

test("the ends of both axes lie at the ends of the picture's room", () => {
  const { x, y } = scales(8, [0.5, 1]);
  assert.deepEqual([0, 4, 8].map(x), [42, 168, 294]);
  assert.deepEqual([1, 0.75, 0.5].map(y), [6, 68, 130]);
});

test("a value off the axis is drawn at its end", () => {
  const { y } = scales(8, [0, 1]);
  assert.deepEqual([y(7), y(-7)], [y(1), y(0)]);
});

test("the nearest of two points is told, the first where both are as near", () => {
  const points = [[1, "one"], [2, "two"], [4, "four"]];
  assert.deepEqual([0, 2.4, 3, 9].map((at) => nearest(points, at)[1]), ["one", "two", "two", "four"]);
});
