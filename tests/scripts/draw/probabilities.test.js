import assert from "node:assert/strict";
import test from "node:test";
import { askedAfter } from "../../../assets/scripts/draw/probabilities.js";

for (const [clicks, digit, other, what] of [[[3], 3, null, "asks about it"], [[3, 8], 3, 8, "compares the two"],
  [[3, 3], null, null, "takes it back"], [[3, 8, 3], 8, null, "leaves the second one"],
  [[3, 8, 8], 3, null, "leaves the first one"], [[3, 8, 5], 5, null, "starts over"]]) {
  test(`clicking ${clicks.join(", then ")} ${what}`, () => {
    assert.deepEqual(clicks.reduce(askedAfter, { digit: null, other: null }), { digit, other });
  });
}
