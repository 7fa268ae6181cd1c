import assert from "node:assert/strict";
import test from "node:test";
import { nearest, percentTick, roundRange, scales, ticks } from "../../../assets/scripts/common/chart.js";

for (const [low, high, count, expected] of [[0, 1, 4, [0, 0.5, 1]], [0.9, 1, 4, [0.9, 0.95, 1]],
  [0, 10, 5, [0, 2, 4, 6, 8, 10]], [0, 12, 5, [0, 5, 10]], [0.3, 1, 4, [0.4, 0.6, 0.8, 1]], [1, 1, 4, [1]]]) {
  test(`an axis from ${low} to ${high} with about ${count} ticks has them at ${expected.join(", ")}`, () => {
    assert.deepEqual(ticks(low, high, count), expected);
  });
}

for (const [values, expected] of [[[0.932, 0.9985], [0.92, 1]], [[0.02, 0.49], [0, 0.5]], [[0.5], [0.5, 0.5]],
  [[0], [0, 0]]]) {
  test(`values of ${values.join(" and ")} get an axis from ${expected.join(" to ")}`, () => {
    assert.deepEqual(roundRange(values), expected);
  });
}

const BOX = { left: 40, top: 10, width: 200, height: 100 };

test("the ends of both ranges are at the edges of the box", () => {
  const { x, y } = scales(BOX, [1, 9], [0.5, 1]);
  assert.deepEqual([1, 5, 9].map(x), [40, 140, 240]);
  assert.deepEqual([1, 0.75, 0.5].map(y), [10, 60, 110]);
});

test("a value outside its range is drawn at the edge", () => {
  const { y } = scales(BOX, [1, 9], [0, 1]);
  assert.deepEqual([y(7), y(-7)], [y(1), y(0)]);
});

test("a range of one value has a place for it", () => {
  const { x, y } = scales(BOX, [1, 1], [0.5, 0.5]);
  assert.deepEqual([x(1), y(0.5)], [40, 110]);
});

test("the nearest point is found, the first of two that are equally near", () => {
  const points = [[1, "one"], [2, "two"], [4, "four"]];
  assert.deepEqual([0, 2.4, 3, 9].map((at) => nearest(points, at)[1]), ["one", "two", "two", "four"]);
});

test("a share on an axis is written in percent without rounding errors", () => {
  assert.deepEqual([0.07, 0.995, 1].map(percentTick), ["7", "99.5", "100"]);
});
