/** Drawing with the keyboard: arrows move, Space lowers and lifts the pen, Z undoes the last stroke, C clears. */
import { GRID } from "../common/drawing.js";

const STEP = 25;  // grid units per key press
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const clamp = (value) => Math.min(Math.max(value, 0), GRID);

/** @param {HTMLCanvasElement} canvas @param {import("./pad.js").Pad} pad */
export function drawWithKeys(canvas, pad) {
  const cursor = { x: GRID / 2, y: GRID / 2, isDown: false };

  function move([right, down]) {
    cursor.x = clamp(cursor.x + right);
    cursor.y = clamp(cursor.y + down);
    if (cursor.isDown) pad.penMoves([[cursor.x, cursor.y]]);
  }

  function liftOrLower() {
    cursor.isDown = !cursor.isDown;
    if (cursor.isDown) pad.penDown(cursor.x, cursor.y);
  }

  function lifted(act) {
    cursor.isDown = false;
    act();
  }

  const KEYS = { " ": liftOrLower, z: () => lifted(() => pad.undo()), c: () => lifted(() => pad.clear()) };

  canvas.addEventListener("keydown", (event) => {
    const act = ARROWS[event.key] ? () => move(ARROWS[event.key]) : KEYS[event.key.toLowerCase()];
    const isCommand = event.metaKey || event.altKey || (event.ctrlKey && event.key.toLowerCase() !== "z");
    if (!act || isCommand || pad.isHeld) return;
    event.preventDefault();
    act();
    pad.surface.cursor(cursor);
  });
  canvas.addEventListener("blur", () => lifted(() => pad.surface.cursor(null)));
}
