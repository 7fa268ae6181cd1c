import assert from "node:assert/strict";
import test from "node:test";
import { placeIn } from "../../../assets/scripts/layers/layers.js";

const LAYERS = [{ name: "image", output: [28, 28, 1] }, { name: "conv_1", output: [24, 24, 16] }];

test("a link names layer, channel, row and column", () => {
  assert.deepEqual(placeIn("conv_1.3.10.12", LAYERS), { index: 1, row: 10, column: 12, channel: 3 });
});

for (const value of ["conv_9.0.0.0", "conv_1", "conv_1.16.0.0", "conv_1.0.24.0", "conv_1.0.0.-1", "...",
  "conv_1.a.0.0", "", null]) {
  test(`"${value}" names no existing value`, () => assert.equal(placeIn(value, LAYERS), null));
}
