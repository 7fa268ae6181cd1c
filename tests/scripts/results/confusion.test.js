import assert from "node:assert/strict";
import test from "node:test";
import { commonest, strength } from "../../../assets/scripts/results/confusion.js";

/** Ten right answers for each digit, and these mistakes: right, read, count. */
function counts(...mistakes) {
  const matrix = Array.from({ length: 10 }, (_, right) =>
    Array.from({ length: 10 }, (_, read) => (right === read ? 10 : 0)));
  for (const [right, read, count] of mistakes) matrix[right][read] = count;
  return matrix;
}

test("the most common mistake is found, the first one if there are several", () => {
  assert.deepEqual(commonest(counts([4, 9, 3], [9, 4, 7], [9, 5, 7])), [9, 4]);
});

test("without mistakes there is no most common one", () => assert.equal(commonest(counts()), null));

test("a right answer's strength is its share of the digit", () => {
  assert.equal(strength(counts([4, 9, 30]), 4, 4), 0.25);
});

test("a mistake's strength grows with the logarithm of its count, up to 1 for the most common", () => {
  const matrix = counts([4, 9, 7], [9, 4, 1]);  // log₂(7 + 1) = 3, log₂(1 + 1) = 1
  assert.equal(strength(matrix, 4, 9), 1);
  assert.ok(Math.abs(strength(matrix, 9, 4) - 1 / 3) < 1e-12);
  assert.equal(strength(matrix, 0, 1), 0);
});

test("a digit that does not occur has no strength", () => {
  assert.equal(strength(Array.from({ length: 10 }, () => Array(10).fill(0)), 3, 3), 0);
});
