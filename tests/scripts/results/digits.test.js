import assert from "node:assert/strict";
import test from "node:test";
import { startOf } from "../../../assets/scripts/results/digits.js";

for (const [lowest, start] of [[0.997, 0.995], [0.995, 0.995], [0.994, 0.99], [0.93, 0.9], [0.3, 0], [0, 0]]) {
  test(`where the lowest interval begins at ${lowest}, the scale begins at ${start}`, () => {
    assert.equal(startOf([{ low: 0.999 }, { low: lowest }]), start);
  });
}
