import assert from "node:assert/strict";
import test from "node:test";
import { title } from "../../assets/scripts/train.js";

const SMALL = { convolutions: 1, filters: 8, kernel_size: 3, stride: 1, padding: "valid", pooling: 0, dense_units: 0 };

test("a network's title tells its filters and what it has none of", () => {
  assert.equal(title(SMALL), "8 filters of 3 × 3, no pooling, no hidden layer");
});

test("a network's title tells layers, stride, padding, pooling and units where it has them", () => {
  assert.equal(title({ ...SMALL, convolutions: 2, kernel_size: 5, stride: 2, padding: "same", pooling: 2, dense_units: 64 }),
    "2 × 8 filters of 5 × 5 / 2 same, pool 2, dense 64");
});
