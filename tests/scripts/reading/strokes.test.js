import assert from "node:assert/strict";
import test from "node:test";
import { checkedStrokes, drawStrokes, groupsSideBySide } from "../../../assets/scripts/reading/strokes.js";
import { seeded } from "../support/random.js";

/** The distance of a place from the line between two points. */
function distance(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

for (const seed of [0, 1, 2, 3, 4]) {
  test(`a subpixel is ink if its center is within half the pen's width of a stroke, random seed ${seed}`, () => {
    const random = seeded(seed);
    // From corner to corner of the grid, so that the drawing is 140 subpixels long, and the pen's radius is 10.
    const points = [[0, 0], ...Array.from({ length: 4 }, () => [1000 * random(), 1000 * random()]), [1000, 1000]];
    const { rows, columns, crop, fitted } = drawStrokes(checkedStrokes([points.flat()]));
    assert.deepEqual([rows, columns], [20, 20]);
    const places = points.map((point) => point.map((number) => 10 + number * 0.14));
    const counts = new Uint8Array(400);
    for (let row = 0; row < 160; row++) {
      for (let column = 0; column < 160; column++) {
        const away = Math.min(...places.slice(1).map((end, at) => distance(column + 0.5, row + 0.5, places[at], end)));
        const ink = crop[160 * row + column];
        if (Math.abs(away - 10) > 1e-9) assert.equal(ink, away < 10 ? 1 : 0);
        counts[20 * Math.floor(row / 8) + Math.floor(column / 8)] += ink;
      }
    }
    assert.deepEqual(fitted, counts);
  });
}

test("points outside the grid are moved to its edge, and empty strokes are left out", () => {
  assert.deepEqual(checkedStrokes([[-50, 20, 400.5, 1000.01], []]).map((stroke) => [...stroke]), [[0, 20, 400.5, 1000]]);
});

for (const [what, strokes, message] of [
  ["too many strokes", Array(501).fill([0, 0]),
    "That drawing has too many strokes: 500 are enough for any digit. Draw it again."],
  ["too many points", [Array(40_002).fill(0)],
    "That drawing has too many points: 20,000 are enough for any digit. Draw it again."],
  ["an odd number of numbers", [[1, 2, 3]],
    "A stroke is a list of numbers, alternating x and y: [x0, y0, x1, y1, …]."],
  ["a number that is not finite", [[1, NaN]], "A stroke's numbers must be finite, from 0 to 1000."],
  ["no strokes", undefined, 'A drawing needs strokes: {"strokes": [[x0, y0, x1, y1, …], …]}.'],
]) {
  test(`${what} are refused with the server's sentence`, () =>
    assert.throws(() => checkedStrokes(strokes), { message }));
}

test("strokes with more than a pen's width between them are groups", () => {
  // The drawing is 700 long, so that the pen is 700 · 2.5 / 17.5 = 100 wide.
  const { groups, pen } = groupsSideBySide(checkedStrokes([
    [301, 0, 301, 700], [0, 0, 200, 600], [400, 300, 402, 300]]));
  assert.equal(pen, 100);
  assert.deepEqual(groups.map((group) => group.map(([x]) => x)), [[0], [301, 400]]);
});
