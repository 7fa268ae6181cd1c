import assert from "node:assert/strict";
import test from "node:test";
import { largestTerms, plain, signed, whereabouts } from "../../../assets/scripts/layers/explanations.js";

const terms = (...sums) => sums.map((sum, channel) => ({ channel, sum }));

test("terms are sorted by magnitude and add up with the bias", () => {
  const { shown, count, texts, total } = largestTerms(terms(0.25, -2, 1), 0.5);
  assert.deepEqual(shown.map(({ channel }) => channel), [1, 2, 0]);
  assert.deepEqual([count, texts, total], [0, ["-2.000", "1.000", "0.250", "0.500"], "-0.250"]);
});

test("all terms after the eight largest are combined", () => {
  const { shown, count, texts, total } = largestTerms(terms(...Array(8).fill(2), 1, 1, 0.5), 4);
  assert.deepEqual([shown.length, count, texts.slice(8), total], [8, 3, ["2.500", "4.000"], "22.500"]);
});

test("a value that would round to 0 is written in powers of ten", () => {
  assert.deepEqual([0, 0.0005, -1.5, -0.0001234].map(plain), ["0.000", "0.001", "−1.500", "−1.23e−4"]);
});

test("a place is described by map, digit or unit", () => {
  const place = { row: 2, column: 3, channel: 4 };
  assert.equal(whereabouts({ output: [24, 24, 16] }, place), "map 5, row 2, column 3");
  assert.equal(whereabouts({ output: [1, 1, 10] }, place), "digit 4");
  assert.equal(whereabouts({ output: [1, 1, 128] }, place), "unit 5");
});

test("a negative number is subtracted, any other added", () => {
  assert.deepEqual(["−1.500", "0.000", "2.250"].map(signed), ["− 1.500", "+ 0.000", "+ 2.250"]);
});
