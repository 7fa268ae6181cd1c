import assert from "node:assert/strict";
import test from "node:test";
import { addingUp, explain, fieldOnImage, patchBelow } from "../../../assets/scripts/reading/arithmetic.js";
import { seeded } from "../support/random.js";

const window = (side, stride = 1, padding = 0) =>
  ({ window: [side, side], strides: [stride, stride], padding: [padding, padding] });
const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const CONVOLUTION = { kind: "convolution", input: [3, 3, 1], output: [2, 2, 1], kernel: [1, 2, 3, 4], bias: [10],
  settings: { ...window(2), activation: "linear" } };
const DENSE = { kind: "dense", input: [1, 1, 2], output: [1, 1, 3], kernel: [1, 2, 3, 4, 5, 6], bias: [0.5, 0, -20],
  settings: { activation: "relu" } };

// Patches and fields

const layerOf = (kind, side, settings) => ({ kind, input: [side, side, 1], settings });

test("a pixel's patch is its window, which may include padding", () => {
  const layer = layerOf("convolution", 28, window(5, 2, 2));
  assert.deepEqual(patchBelow(layer, { row: 0, column: 3 }), { top: -2, left: 4, height: 5, width: 5 });
});

test("a layer without a window uses the whole layer below, or the same pixel of it", () => {
  const place = { row: 3, column: 4 };
  assert.deepEqual(patchBelow(layerOf("global max pooling", 7, {}), place), { top: 0, left: 0, height: 7, width: 7 });
  assert.deepEqual(patchBelow(layerOf("relu", 7, {}), place), { top: 3, left: 4, height: 1, width: 1 });
});

test("receptive fields grow from layer to layer", () => {
  const layers = [layerOf("convolution", 28, window(3)), layerOf("max pooling", 26, window(2, 2)),
    layerOf("convolution", 13, window(3))];
  // Its rows 1 to 3 of the pooling are rows 2 to 7 of the first maps, and those see rows 2 to 9.
  assert.deepEqual(fieldOnImage(layers, 2, { row: 1, column: 2 }), { top: 2, left: 4, height: 8, width: 8 });
});

test("a receptive field ends at the edge of the image", () => {
  const layers = [layerOf("convolution", 28, window(3, 1, 1))];
  assert.deepEqual(fieldOnImage(layers, 0, { row: 0, column: 27 }), { top: 0, left: 26, height: 2, width: 2 });
});

test("a dense unit's receptive field is the whole image", () => {
  const layers = [layerOf("convolution", 28, window(3)), layerOf("dense", 26, {})];
  assert.deepEqual(fieldOnImage(layers, 1, { row: 0, column: 0 }), { top: 0, left: 0, height: 28, width: 28 });
});

// Explanations

/** The explanation of a value of a layer with this input and output. */
const explained = (layer, from, out, place = {}) =>
  explain({ layer, from, out }, { row: 0, column: 0, channel: 0, ...place });

test("a convolution's value is explained by its patch, its kernel and its bias", () => {
  const { value, bias, terms: [term] } = explained(CONVOLUTION, NINE, [47, 57, 77, 87], { row: 1 });
  assert.deepEqual(term, { channel: 0, patch: [4, 5, 7, 8], kernel: [1, 2, 3, 4], products: [4, 10, 21, 32], sum: 67 });
  assert.deepEqual([bias, value], [10, 77]);
});

test("a filter has one kernel for each input channel", () => {
  const layer = { kind: "convolution", input: [1, 1, 2], output: [1, 1, 2], kernel: [1, 10, 100, 1000], bias: [0, 0],
    settings: { ...window(1), activation: "linear" } };
  const { terms } = explained(layer, [2, 3], [302, 3020], { channel: 1 });
  assert.deepEqual(terms.map(({ kernel, sum }) => [kernel, sum]), [[[10], 20], [[1000], 3000]]);
});

test("padding is null in a patch and 0 in the sum", () => {
  const layer = { ...CONVOLUTION, settings: { ...window(2, 1, 1), activation: "linear" }, output: [4, 4, 1] };
  const [term] = explained(layer, NINE, Array(16)).terms;
  assert.deepEqual([term.patch, term.products], [[null, null, null, 1], [0, 0, 0, 4]]);
});

test("a dense unit's value is explained by each input and its weight", () => {
  const { value, bias, terms } = explained(DENSE, [1, 2], [9.5, 12, 0], { channel: 2 });
  assert.deepEqual(terms, [{ channel: 0, input: 1, weight: 3, sum: 3 }, { channel: 1, input: 2, weight: 6, sum: 12 }]);
  assert.deepEqual([bias, value], [-20, 0]);
});

test("a pooled value is explained by the values in its window", () => {
  const layer = { kind: "max pooling", input: [2, 2, 2], output: [1, 1, 2], settings: window(2, 2) };
  assert.deepEqual(explained(layer, [1, 10, 2, 20, 3, 30, 6, 20], [6, 30], { channel: 1 }).patch, [10, 20, 30, 20]);
});

test("a flattened value is explained by its place in the layer below", () => {
  const layer = { kind: "flatten", input: [2, 3, 4], output: [1, 1, 24] };
  const values = [...Array(24).keys()];
  const { origin, value } = explained(layer, values, values, { channel: 17 });
  assert.deepEqual([origin, value], [{ row: 1, column: 1, channel: 1 }, 17]);  // (1 · 3 + 1) · 4 + 1
});

// Rounded sums

test("one of three thirds is rounded up so that they add up", () => {
  assert.deepEqual(addingUp([1 / 3, 1 / 3, 1 / 3], 1), { terms: ["0.4", "0.3", "0.3"], total: "1.0" });
});

for (const seed of [0, 1, 2, 3, 4]) {
  test(`rounded terms add up to the rounded sum, random seed ${seed}`, () => {
    const random = seeded(seed);
    const terms = Array.from({ length: 60 }, () => (random() - 0.5) * 10 ** (seed - 2));
    const found = addingUp(terms, 3);
    const steps = (text) => BigInt(text.replace(".", ""));
    assert.equal(found.terms.reduce((sum, text) => sum + steps(text), 0n), steps(found.total));
    assert.ok(Math.abs(Number(found.total) - terms.reduce((sum, term) => sum + term)) < 0.000501);
    terms.forEach((term, index) => assert.ok(Math.abs(Number(found.terms[index]) - term) < 0.001));
  });
}
