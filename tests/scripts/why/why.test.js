import assert from "node:assert/strict";
import test from "node:test";
import { strongest } from "../../../assets/scripts/why/why.js";

/** A map of 28 x 28 without evidence, except at row 3, column 5. */
const mapWith = (level, none) => new Uint8Array(28 * 28).fill(none).fill(level, 3 * 28 + 5, 3 * 28 + 6);

for (const [level, none, words] of [[255, 0, "Strongest at row 3, column 5."],
  [200, 127, "Strongest at row 3, column 5."], [20, 127, "Strongest against it at row 3, column 5."], [0, 0, ""]]) {
  test(`a map with level ${level} where ${none} means none is described by "${words}"`, () => {
    assert.equal(strongest(mapWith(level, none), none), words);
  });
}
