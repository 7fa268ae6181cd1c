import assert from "node:assert/strict";
import test from "node:test";
import { drawWithKeys } from "../../../assets/scripts/pad/keyboard.js";

/**
 * What a pad is told when these keys are pressed one after the other; an object is a key with more, or another event.
 */
function told(keys, pad = {}) {
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

test("arrows alone move the cursor and draw nothing", () => assert.deepEqual(told(["ArrowLeft", "ArrowUp"]), []));

test("with the pen down arrows draw, from the middle on", () => {
  assert.deepEqual(told([" ", "ArrowRight", "ArrowDown"]),
    [["down", 500, 500], ["moves", [525, 500]], ["moves", [525, 525]]]);
});

test("a second Space lifts the pen", () => assert.deepEqual(told([" ", " ", "ArrowRight"]), [["down", 500, 500]]));

test("the cursor stays on the pad", () => {
  assert.deepEqual(told([...Array(30).fill("ArrowLeft"), " "]), [["down", 0, 500]]);
});

test("Z takes back, C clears, and both lift the pen", () => {
  assert.deepEqual(told([" ", "z", "ArrowUp"]), [["down", 500, 500], "undo"]);
  assert.deepEqual(told([" ", "C", "ArrowUp"]), [["down", 500, 500], "clear"]);
});

test("control and Z takes back; the browser's other commands are left to it", () => {
  assert.deepEqual(told([{ key: "z", ctrlKey: true }, { key: "c", ctrlKey: true }, { key: "c", metaKey: true }]),
    ["undo"]);
});

test("a pad that is left has its pen lifted", () => {
  assert.deepEqual(told([" ", { type: "blur" }, "ArrowRight"]), [["down", 500, 500]]);
});

test("while a finger draws, keys do nothing", () => assert.deepEqual(told([" ", "c"], { isHeld: true }), []));
