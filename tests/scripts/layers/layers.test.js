import assert from "node:assert/strict";
import test from "node:test";
import { placeIn, spokenName } from "../../../assets/scripts/layers/layers.js";

const LAYERS = [{ name: "image", output: [28, 28, 1] }, { name: "conv_1", output: [24, 24, 16] }];

test("a link names layer, channel, row and column", () => {
  assert.deepEqual(placeIn("conv_1.3.10.12", LAYERS), { index: 1, row: 10, column: 12, channel: 3 });
});

for (const value of ["conv_9.0.0.0", "conv_1", "conv_1.16.0.0", "conv_1.0.24.0", "conv_1.0.0.-1", "...",
  "conv_1.a.0.0", "", null]) {
  test(`"${value}" names no existing value`, () => assert.equal(placeIn(value, LAYERS), null));
}

for (const [name, kind, output, words] of [["rescaling", "rescaling", [28, 28, 1], "rescaling: 1 map of 28 by 28"],
  ["relu_1", "relu", [24, 24, 16], "relu_1: 16 maps of 24 by 24"],
  ["conv_1", "convolution", [24, 24, 16], "conv_1, convolution: 16 maps of 24 by 24"],
  ["logits", "dense", [1, 1, 10], "logits, dense: 10 values"], ["gate", "dense", [1, 1, 1], "gate, dense: 1 value"]]) {
  test(`a layer is called "${words}"`, () => assert.equal(spokenName({ name, kind, output }), words));
}
