import assert from "node:assert/strict";
import test from "node:test";
import { guess, words } from "../../../assets/scripts/draw/answer.js";

const BLANK = { state: "blank", digit: null, doubt: null, digits: [], probabilities: Array(10).fill(0.1) };
const SEVEN = { ...BLANK, state: "digit", digit: 7, probabilities: [0.001, 0.2, 0, 0, 0, 0, 0, 0.7994, 0, 0] };
const unsure = (doubt, digits = []) => ({ ...SEVEN, state: "unsure", doubt, digits });

test("an answer is the digit and its probability", () =>
  assert.deepEqual([guess(SEVEN), words(SEVEN)], ["7", "79.9\u00a0%"]));

test("an empty pad asks for a digit", () =>
  assert.deepEqual([guess(BLANK), words(BLANK)], ["", "Draw a digit"]));

test("when two digits are close, both are named, most probable first", () => {
  assert.deepEqual([guess(unsure("two alike")), words(unsure("two alike"))], ["7?", "Not sure: 7 or 1?"]);
});

test("several digits are shown side by side", () => {
  const reading = unsure("several digits", [4, 2]);
  assert.deepEqual([guess(reading), words(reading)], ["42?", "One digit at a time, please"]);
});

test("a non-digit is called one, with the nearest guess", () => {
  assert.deepEqual([guess(unsure("no digit")), words(unsure("no digit"))],
    ["7?", "That does not look like a digit to me"]);
});
