import assert from "node:assert/strict";
import test from "node:test";
import { Drawing } from "../../../assets/scripts/common/drawing.js";
import { drawWithPointers } from "../../../assets/scripts/pad/pointers.js";

const BOX = { left: 0, top: 0, width: 1000, height: 1000 };

/** The strokes of these events, in turn, on a pad of 1000 x 1000 pixels: type, pointer, x and y each. */
function strokes(...events) {
  const canvas = Object.assign(new EventTarget(), { getBoundingClientRect: () => BOX, setPointerCapture() {} });
  const drawing = new Drawing();
  drawWithPointers(canvas, { drawing, penDown: (x, y) => drawing.begin(x, y), penAway: () => drawing.discard(),
    penMoves: (places) => drawing.extend(places) });
  for (const [type, pointer, clientX, clientY, more] of events) {
    canvas.dispatchEvent(Object.assign(new Event(`pointer${type}`), { clientX, clientY, button: 0,
      buttons: type === "up" ? 0 : 1, isPrimary: true, ...pointer, ...more }));
  }
  return drawing.strokes;
}

const MOUSE = { pointerId: 1, pointerType: "mouse" }, PEN = { pointerId: 2, pointerType: "pen" };
const FINGER = { pointerId: 3, pointerType: "touch" };
const SECOND = { pointerId: 4, pointerType: "touch", isPrimary: false };

test("a stroke goes from the press to the release", () => {
  assert.deepEqual(strokes(["move", MOUSE, 5, 5, { buttons: 0 }], ["down", MOUSE, 10, 20], ["move", MOUSE, 30, 40],
    ["up", MOUSE, 30, 40], ["move", MOUSE, 90, 90, { buttons: 0 }]), [[10, 20, 30, 40]]);
});

test("only the first mouse button draws", () => {
  assert.deepEqual(strokes(["down", MOUSE, 10, 20, { button: 2 }], ["move", MOUSE, 30, 40]), []);
});

test("when the release was lost, a move without a button ends the stroke", () => {
  assert.deepEqual(strokes(["down", MOUSE, 10, 20], ["move", MOUSE, 50, 60, { buttons: 0 }], ["move", MOUSE, 70, 80]),
    [[10, 20]]);
});

test("when the release was lost, the next press begins another stroke", () => {
  assert.deepEqual(strokes(["down", PEN, 10, 20], ["down", PEN, 50, 60], ["move", PEN, 70, 80]),
    [[10, 20], [50, 60, 70, 80]]);
});

test("when a pen's release was lost, the mouse draws", () => {
  assert.deepEqual(strokes(["down", PEN, 10, 20], ["move", PEN, 60, 70], ["down", MOUSE, 100, 200],
    ["move", MOUSE, 300, 400]), [[10, 20, 60, 70], [100, 200, 300, 400]]);
});

test("a pen draws in spite of a palm that rests on the pad, which leaves no ink", () => {
  assert.deepEqual(strokes(["down", FINGER, 900, 900], ["down", PEN, 100, 200], ["move", FINGER, 905, 900],
    ["move", PEN, 300, 400], ["up", PEN, 300, 400], ["move", FINGER, 700, 900]), [[100, 200, 300, 400]]);
});

test("a palm that touches the pad later adds nothing to the pen's stroke", () => {
  assert.deepEqual(strokes(["down", PEN, 100, 200], ["down", FINGER, 900, 900], ["move", FINGER, 700, 700],
    ["move", PEN, 300, 400]), [[100, 200, 300, 400]]);
});

test("of two fingers, the moving one draws, from where it touched the pad", () => {
  assert.deepEqual(strokes(["down", FINGER, 900, 900], ["down", SECOND, 100, 200], ["move", SECOND, 105, 200],
    ["move", SECOND, 300, 400], ["move", FINGER, 905, 905], ["up", FINGER, 905, 905], ["move", SECOND, 500, 600]),
  [[100, 200, 300, 400, 500, 600]]);
});

test("a second finger does not interrupt a stroke", () => {
  assert.deepEqual(strokes(["down", FINGER, 100, 200], ["move", FINGER, 300, 400], ["down", SECOND, 900, 900],
    ["move", SECOND, 700, 700], ["move", FINGER, 500, 600]), [[100, 200, 300, 400, 500, 600]]);
});
