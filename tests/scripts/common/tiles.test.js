import assert from "node:assert/strict";
import test from "node:test";
import { Layout } from "../../../assets/scripts/common/tiles.js";

function arranged(shape, width, scale, place) {
  const layout = new Layout(shape);
  layout.arrange(width, scale);
  if (place) layout.place = place;
  return layout;
}
const MAPS = () => arranged([24, 24, 16], 300, 2);  // six in a row: 6 · 24 + 5 pixels between them, twice as large
const VALUES = (channel) =>
  arranged([1, 1, 10], 30, 5, { row: 0, column: 0, channel });  // six in a row, five times as large

test("maps fill rows of the available width, one pixel apart", () => {
  const { perRow, width, height } = MAPS();
  assert.deepEqual([perRow, width, height], [6, 149, 74]);
});

test("small maps are enlarged", () => {
  const magnifications = [[24, 24, 1], [12, 12, 1], [6, 6, 1], [1, 1, 10], [1, 1, 4732]]
    .map((shape) => new Layout(shape).magnification);
  assert.deepEqual(magnifications, [1, 2, 3, 5, 1]);
});

test("a row has one map even if there is no room for it", () => {
  assert.equal(arranged([24, 24, 16], 10, 2).perRow, 1);
});

test("the eighth map is the second of the second row", () => assert.deepEqual(MAPS().corner(7), [25, 25]));

test("a pixel of the canvas is a place on its map", () => {
  assert.deepEqual(MAPS().at(25 + 3, 25 + 10), { row: 10, column: 3, channel: 7 });
});

for (const [x, y, where] of [[24, 0, "between two maps"], [0, 24, "between two rows"], [100, 50, "behind the last map"],
  [150, 0, "right of all maps"], [-1, 0, "left of all maps"], [0, -1, "above all maps"]]) {
  test(`${where} there is no place`, () => assert.equal(MAPS().at(x, y), null));
}

test("every pixel of every map is found at its position on the canvas", () => {
  const layout = arranged([3, 4, 5], 40, 1);
  for (let channel = 0; channel < 5; channel++) {
    const [left, top] = layout.corner(channel);
    for (let row = 0; row < 3; row++) for (let column = 0; column < 4; column++) {
      assert.deepEqual(layout.at(left + column, top + row), { row, column, channel });
    }
  }
});

test("arrow keys move from pixel to pixel and stay on the map", () => {
  const layout = arranged([24, 24, 16], 300, 2, { row: 0, column: 22, channel: 3 });
  assert.deepEqual(layout.moved("ArrowDown"), { row: 1, column: 22, channel: 3 });
  assert.deepEqual(layout.moved("ArrowUp"), { row: 0, column: 22, channel: 3 });
  assert.deepEqual(layout.moved("ArrowRight"), { row: 0, column: 23, channel: 3 });
});

test("Page Up and Page Down move to the same pixel of the neighboring map", () => {
  const layout = arranged([24, 24, 16], 300, 2, { row: 5, column: 6, channel: 0 });
  assert.deepEqual(layout.moved("PageDown"), { row: 5, column: 6, channel: 1 });
  assert.deepEqual(layout.moved("PageUp"), { row: 5, column: 6, channel: 0 });
});

test("arrow keys move along a row of values, and from row to row", () => {
  const leads = (from, key) => VALUES(from).moved(key).channel;
  assert.deepEqual([leads(2, "ArrowRight"), leads(2, "ArrowDown"), leads(8, "ArrowUp"), leads(9, "ArrowRight")],
    [3, 8, 2, 9]);
});

test("other keys don't move", () => assert.equal(MAPS().moved("Enter"), null));
