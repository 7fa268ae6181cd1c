import assert from "node:assert/strict";
import test from "node:test";
import { drawWithKeys } from "../../../assets/scripts/pad/keyboard.js";

/** The calls that a pad receives for these keys in turn; an object is a key with modifiers, or another event. */
function calls(keys, pad = {}) {
  const done = [], canvas = new EventTarget();
  drawWithKeys(canvas, {
    isHeld: false, surface: { cursor: () => {} }, undo: () => done.push("undo"), clear: () => done.push("clear"),
    penDown: (...place) => done.push(["down", ...place]), penMoves: (places) => done.push(["moves", ...places]),
    ...pad });
  for (const key of keys) {
    const { type = "keydown", ...more } = typeof key === "string" ? { key } : key;
    canvas.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), more));
  }
  return done;
}

test("arrows alone move the cursor and draw nothing", () => assert.deepEqual(calls(["ArrowLeft", "ArrowUp"]), []));

test("with the pen down, arrows draw from the middle of the pad", () => {
  assert.deepEqual(calls([" ", "ArrowRight", "ArrowDown"]),
    [["down", 500, 500], ["moves", [525, 500]], ["moves", [525, 525]]]);
});

test("a second Space lifts the pen", () => assert.deepEqual(calls([" ", " ", "ArrowRight"]), [["down", 500, 500]]));

test("the cursor stays on the pad", () => {
  assert.deepEqual(calls([...Array(30).fill("ArrowLeft"), " "]), [["down", 0, 500]]);
});

test("Z undoes the last stroke, C clears the pad, and both lift the pen", () => {
  assert.deepEqual(calls([" ", "z", "ArrowUp"]), [["down", 500, 500], "undo"]);
  assert.deepEqual(calls([" ", "C", "ArrowUp"]), [["down", 500, 500], "clear"]);
});

test("Control+Z undoes a stroke, and the browser's other shortcuts do nothing on the pad", () => {
  assert.deepEqual(calls([{ key: "z", ctrlKey: true }, { key: "c", ctrlKey: true }, { key: "c", metaKey: true }]),
    ["undo"]);
});

test("the pen is lifted when the pad loses focus", () => {
  assert.deepEqual(calls([" ", { type: "blur" }, "ArrowRight"]), [["down", 500, 500]]);
});

test("keys do nothing while a finger draws", () => assert.deepEqual(calls([" ", "c"], { isHeld: true }), []));
