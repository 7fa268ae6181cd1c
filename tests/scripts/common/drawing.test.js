import assert from "node:assert/strict";
import test from "node:test";
import { Drawing } from "../../../assets/scripts/common/drawing.js";

function drawn(...places) {
  const drawing = new Drawing();
  drawing.begin(...places[0]);
  drawing.extend(places.slice(1));
  return drawing;
}

test("a new drawing is blank", () => assert.ok(new Drawing().isBlank));

test("a dot is a stroke of one point", () => assert.deepEqual(drawn([3, 4]).message, { strokes: [[3, 4]] }));

test("a stroke's numbers alternate between x and y", () =>
  assert.deepEqual(drawn([1, 2], [3, 4], [5, 6]).strokes, [[1, 2, 3, 4, 5, 6]]));

test("the new part of a stroke begins at its last point before", () => {
  assert.deepEqual(drawn([1, 2], [3, 4]).extend([[5, 6], [7, 8]]), [3, 4, 5, 6, 7, 8]);
});

test("a pen that has not moved adds nothing", () => {
  const drawing = drawn([1, 2]);
  assert.equal(drawing.extend([[1, 2], [1, 2]]), null);
  assert.deepEqual(drawing.strokes, [[1, 2]]);
});

for (const [what, replace] of [["cleared", (drawing) => drawing.clear()], ["taken back", (drawing) => drawing.undo()],
  ["replaced by others", (drawing) => drawing.clear([[5, 6]])],
  ["covered by a picture", (drawing) => drawing.lay("data:")]]) {
  test(`a pen that is down while its stroke is ${what} adds nothing`, () => {
    const drawing = drawn([1, 2]);
    replace(drawing);
    const before = structuredClone(drawing.message);
    assert.equal(drawing.extend([[3, 4]]), null);
    assert.deepEqual(drawing.message, before);
  });
}

test("undoing the second of two strokes does not resume the first", () => {
  const drawing = drawn([1, 2], [3, 4]);
  drawing.begin(7, 8);
  drawing.undo();
  drawing.extend([[9, 9]]);
  assert.deepEqual(drawing.strokes, [[1, 2, 3, 4]]);
});

test("undo removes the newest stroke first", () => {
  const drawing = drawn([1, 2]);
  drawing.begin(3, 4);
  drawing.undo();
  assert.deepEqual(drawing.strokes, [[1, 2]]);
  drawing.undo();
  assert.ok(drawing.isBlank);
});

test("undo leaves a blank drawing blank", () => {
  const drawing = new Drawing();
  drawing.undo();
  assert.ok(drawing.isBlank);
});

test("a picture replaces strokes", () => {
  const drawing = drawn([1, 2]);
  drawing.lay("data:image/png;base64,");
  assert.deepEqual(drawing.message, { image: "data:image/png;base64," });
  assert.equal(drawing.isBlank, false);
});

test("a stroke replaces a picture", () => {
  const drawing = new Drawing();
  drawing.lay("data:image/png;base64,");
  drawing.begin(1, 2);
  assert.deepEqual(drawing.message, { strokes: [[1, 2]] });
});

for (const [what, replace] of [["Clear", (drawing) => drawing.clear()],
  ["a picture", (drawing) => drawing.lay("data:")]]) {
  test(`undo brings back the drawing that ${what} replaced`, () => {
    const drawing = drawn([1, 2], [3, 4]);
    replace(drawing);
    drawing.undo();
    assert.deepEqual(drawing.message, { strokes: [[1, 2, 3, 4]] });
    drawing.undo();
    assert.ok(drawing.isBlank && !drawing.canUndo);
  });
}

test("undo brings back a picture that a stroke replaced, with its pixels", () => {
  const drawing = new Drawing();
  drawing.lay("data:", new Uint8Array([7]));
  drawing.begin(1, 2);
  drawing.undo();
  drawing.undo();
  assert.deepEqual([drawing.picture, drawing.pixels], ["data:", new Uint8Array([7])]);
});

test("clearing a blank drawing leaves nothing to undo", () => {
  const drawing = new Drawing();
  drawing.clear();
  assert.equal(drawing.canUndo, false);
});

test("a stroke rests while it stays within a fiftieth of the pad", () => {
  const drawing = drawn([500, 500], [505, 490]);
  assert.ok(drawing.isResting);
  drawing.extend([[525, 500]]);
  assert.ok(!drawing.isResting);
});

test("clearing a drawing can set other strokes", () => {
  const drawing = drawn([1, 2]);
  drawing.clear([[5, 6]]);
  assert.deepEqual(drawing.strokes, [[5, 6]]);
  drawing.clear();
  assert.ok(drawing.isBlank);
});
