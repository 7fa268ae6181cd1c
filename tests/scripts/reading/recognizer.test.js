import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ready } from "../../../assets/scripts/reading/forward.js";
import { Recognizer } from "../../../assets/scripts/reading/recognizer.js";
import { unpacked } from "../../../assets/scripts/reading/worker.js";
import { CASES, KINDS } from "../support/cases.js";
import { best } from "../support/saved.js";

await ready(readFileSync(new URL("../../../assets/vendor/tfjs-backend-wasm-simd.wasm", import.meta.url)));

const ROW = [[100, 500, 900, 500]], TWO = [[100, 300, 100, 700], [900, 300, 900, 700]];

/**
 * A network whose logits are weighted sums of the image's pixels.
 * @param {(pixel: number, digit: number) => number} weight
 */
function network(weight, leastEnergy = null) {
  const layer = (name, kind, input, output, others = {}) =>
    ({ name, kind, input, output, isSigned: kind === "dense", settings: {}, weights: {}, ...others });
  const layers = [
    layer("scaled", "rescaling", [28, 28, 1], [28, 28, 1], { settings: { scale: 1 / 255, offset: 0 } }),
    layer("flat", "flatten", [28, 28, 1], [1, 1, 784]),
    layer("logits", "dense", [1, 1, 784], [1, 1, 10],
      { settings: { activation: "linear" }, weights: { kernel: [0, 7840], bias: [7840, 10] } }),
    layer("probabilities", "softmax", [1, 1, 10], [1, 1, 10])];
  const weights = Float32Array.from({ length: 7850 }, (_, at) =>
    (at < 7840 ? weight(Math.floor(at / 10), at % 10) : 0));
  return new Recognizer({ layers, leastEnergy, firstLayer: "scaled" }, weights);
}

const always = (chosen) => network((_, digit) => (digit === chosen ? 0.1 : 0));

test("a drawing gets the likeliest digit, its image and the first layer's maps", () => {
  const reading = always(3).read({ strokes: ROW }, []);
  assert.deepEqual([reading.state, reading.digit, reading.doubt, reading.layers], ["digit", 3, null, null]);
  // A horizontal line in the middle: its ink is in rows 12 to 15, its maps are the image.
  const inked = new Set([...reading.image.keys()].filter((at) => reading.image[at]).map((at) => Math.floor(at / 28)));
  assert.deepEqual([Math.min(...inked) >= 12, Math.max(...inked) <= 15], [true, true]);
  assert.deepEqual([reading.maps.layer, reading.maps.shape, reading.maps.high], ["scaled", [28, 28, 1], 1]);
  assert.deepEqual(reading.maps.values, reading.image);
});

test("an empty pad and a dot are blank, and the values of layers are those of a blank image", () => {
  for (const strokes of [[], [[500, 500]]]) {
    const reading = always(3).read({ strokes }, ["logits"]);
    assert.deepEqual([reading.state, reading.digit, reading.maps], ["blank", null, null]);
    assert.deepEqual([...reading.layers.logits.values], Array(10).fill(127));
  }
});

test("layers that are wanted come in 8 bits, signed ones about 127", () => {
  const { layers } = network((_, digit) => (digit === 1 ? 0.2 : digit === 2 ? -0.1 : 0)).read({ strokes: ROW }, ["logits"]);
  assert.deepEqual([...layers.logits.values].slice(0, 4), [127, 254, 64, 127]);  // 127 − 63.5, rounded to even
});

test("an answer with too little energy is refused", () => {
  const reading = network(() => 0, 5).read({ strokes: ROW }, []);  // all logits 0: log 10 = 2.3
  assert.deepEqual([reading.state, reading.doubt, reading.digits], ["unsure", "no digit", []]);
});

test("if the whole drawing is refused but each of its parts is a digit, there are several", () => {
  // Ink in the middle columns is a 1: that of each stroke alone, but not of two strokes far apart.
  const isMiddle = (pixel) => Math.abs((pixel % 28) - 13.5) < 5;
  const reading = network((pixel, digit) => (digit === 1 && isMiddle(pixel) ? 0.5 : 0), 5).read({ strokes: TWO }, []);
  assert.deepEqual([reading.state, reading.doubt, reading.digits], ["unsure", "several digits", [1, 1]]);
});

test("an image in MNIST's form is read as it is, with the box of its ink", () => {
  const pixels = new Uint8Array(784);
  pixels[3 * 28 + 10] = pixels[5 * 28 + 11] = 200;
  const reading = always(8).read({ pixels }, []);
  assert.deepEqual(reading.image, pixels);
  assert.deepEqual([reading.corner, reading.fitted, [...reading.crop.values]], [[3, 10], [3, 2], [200, 0, 0, 0, 0, 200]]);
});

test("the values of a layer come with its weights and its input", () => {
  const recognizer = network((pixel, digit) => pixel + digit / 10);
  const image = Uint8Array.from({ length: 784 }, (_, at) => (at === 5 ? 255 : 0));
  const [{ layer, from, out }] = recognizer.layerValues(image, [2]);
  assert.deepEqual([from[5], layer.kernel.length, layer.bias.length], [1, 7840, 10]);
  assert.ok(Math.abs(out[3] - 5.3) < 1e-5);
  assert.equal(recognizer.layerValues(image, [0])[0].from[5], 255);
});

const { network: saved, planes } = best();
const reader = new Recognizer(saved, unpacked(planes));

for (const kind of KINDS) {
  test(`the browser reads the same as Python: ${kind}`, () => {
    for (const expected of CASES.filter((one) => one.kind === kind)) {
      const found = reader.read({ strokes: expected.strokes }, []);
      for (const part of ["state", "digit", "doubt", "digits"]) assert.deepEqual(found[part], expected[part]);
      expected.probabilities.forEach((probability, digit) =>
        assert.ok(Math.abs(found.probabilities[digit] - probability) < 1e-4));
    }
  });
}
