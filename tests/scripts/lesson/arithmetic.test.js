import assert from "node:assert/strict";
import test from "node:test";
import { crossEntropy, dropout, handmade, layerSizes, moved, roomAround, SIDE, slide, softmax, unitFor, valuesOf,
} from "../../../assets/scripts/lesson/arithmetic.js";
import { seeded } from "../support/random.js";

const isClose = (one, other, within = 1e-12) => Math.abs(one - other) <= within;
const image = (...inked) => {
  const pixels = new Uint8Array(SIDE * SIDE);
  for (const [row, column, value = 255] of inked) pixels[row * SIDE + column] = value;
  return pixels;
};

// Sizes

for (const kernel of [1, 2, 3, 5, 7]) {
  test(`a window of ${kernel} has as many positions as are counted one by one`, () => {
    for (const input of [8, 13, 28, 32]) for (const stride of [1, 2, 3, 4]) {
      let inside = 0, started = 0, reached = 0;
      for (let start = 0; start < input; start += stride) {
        started += 1;
        if (start + kernel > input) continue;
        inside += 1;
        reached = start + kernel;
      }
      const valid = slide({ input, kernel, stride, padding: "valid" });
      assert.deepEqual(valid, { output: inside, before: 0, after: 0, unseen: input - reached });
      assert.equal(slide({ input, kernel, stride, padding: "same" }).output, started);
    }
  });
}

test("padding is split evenly, and an odd pixel goes to the end", () => {
  assert.deepEqual(slide({ input: 28, kernel: 5, stride: 1, padding: "same" }),
    { output: 28, before: 2, after: 2, unseen: 0 });
  // Windows start at 0, 2, …, 26: the last one ends a pixel past the image.
  assert.deepEqual(slide({ input: 28, kernel: 3, stride: 2, padding: "same" }),
    { output: 14, before: 0, after: 1, unseen: 0 });
});

test("pixels no window reaches are counted", () => {
  // Windows start at 0, 2, …, 24 and end at 26: one of the pixels 0 … 27 is left.
  assert.deepEqual(slide({ input: 28, kernel: 3, stride: 2, padding: "valid" }),
    { output: 13, before: 0, after: 0, unseen: 1 });
});

test("the lesson's network has 607,394 weights and biases", () => {
  const layers = layerSizes({ filters: 28, kernel: 3, units: 128 });
  assert.deepEqual(layers.map(({ output }) => output), [[26, 26, 28], [13, 13, 28], [4732], [128], [10]]);
  assert.equal(layers.reduce((sum, { weights, biases }) => sum + weights + biases, 0), 280 + 605_824 + 1_290);
  assert.deepEqual([layers[0].formula, layers[3].formula], ["3 · 3 · 28 + 28", "4,732 · 128 + 128"]);
});

// Layers

/** The outputs of the last three layers for an image, each value by its definition. */
function slowly(pixels, kernel, bias, pool, reduce) {
  const at = (row, column) => pixels[row * 28 + column] / 255;
  const sum = (row, column) =>
    kernel.reduce((total, weight, k) => total + weight * at(row + Math.floor(k / 3), column + k % 3), bias);
  const grid = (side, value) =>
    Array.from({ length: side * side }, (_, index) => value(Math.floor(index / side), index % side));
  const positive = (row, column) => Math.max(0, sum(row, column));
  const pooled = grid(Math.floor(26 / pool), (row, column) =>
    reduce(Array.from({ length: pool * pool },
      (_, k) => positive(row * pool + Math.floor(k / pool), column * pool + k % pool))));
  return [grid(26, sum), grid(26, positive), pooled];
}

for (const [pool, kind, reduce] of [[2, "max pooling", (values) => values.sort((a, b) => b - a)[0]],
  [3, "average pooling", (values) => values.reduce((sum, value) => sum + value / values.length, 0)]]) {
  test(`the layers of a handmade filter match their definitions, with ${kind}`, () => {
    const random = seeded(pool);
    const pixels = Uint8Array.from({ length: 784 }, () => 256 * random());
    const kernel = Array.from({ length: 9 }, () => random() - 0.5);
    const values = valuesOf(handmade({ kernel, bias: -0.1, pool, kind }), pixels);
    slowly(pixels, kernel, -0.1, pool, reduce).forEach((expected, index) => {
      const found = values[index + 1].out;
      assert.equal(found.length, expected.length);
      assert.ok(expected.every((value, at) => isClose(found[at], value)));
    });
  });
}

test("dropout leaves values out at random and scales the rest", () => {
  const chances = [0.1, 0.3, 0.19, 0.2, 0.9];
  assert.deepEqual(dropout([1, 2, 3, 4, 5], 0.2, () => chances.shift()), [null, 2.5, null, 5, 6.25]);
});

test("dropout keeps the sum on average", () => {
  const kept = dropout(new Array(40_000).fill(1), 0.5, seeded(1));
  const sum = kept.reduce((total, value) => total + value, 0);
  assert.ok(isClose(sum, 40_000, 1200));  // six standard errors of √40,000 = 200
});

// Answers

for (const temperature of [0.25, 1, 4]) {
  test(`softmax and loss at temperature ${temperature} match their definitions`, () => {
    const random = seeded(5);
    const logits = Array.from({ length: 10 }, () => 16 * (random() - 0.5));
    const powers = logits.map((logit) => Math.E ** (logit / temperature));
    const shares = powers.map((power) => power / powers.reduce((sum, other) => sum + other));
    assert.ok(softmax(logits, temperature).every((share, digit) => isClose(share, shares[digit])));
    assert.ok(isClose(crossEntropy(logits, 3, temperature), -Math.log(shares[3]), 1e-9));
  });
}

test("the loss of a hopeless answer is still a number", () => assert.equal(crossEntropy([2000, 0], 1), 2000));

// Images that move

test("a moved image gets paper where it left", () => {
  assert.deepEqual(moved(image([0, 0, 9], [27, 27, 8]), 1, 2), image([1, 2, 9]));
  assert.deepEqual(moved(image([0, 0, 9], [27, 27, 8]), -1, 0), image([26, 27, 8]));
});

test("the room around the ink is counted on each side", () => {
  assert.deepEqual(roomAround(image([3, 10], [20, 5])), { up: 3, down: 7, left: 5, right: 17 });
});

test("a blank image has no room around its ink", () => {
  assert.deepEqual(roomAround(image()), { up: 0, down: 0, left: 0, right: 0 });
});

test("a unit gives 1 for its own picture, less for a part of it and 0 for another", () => {
  const pattern = image([3, 3, 100], [3, 4, 200]);  // 100² + 200² = 50,000
  assert.equal(unitFor(pattern, pattern), 1);
  assert.equal(unitFor(pattern, image([3, 3, 100])), 0.2);
  assert.equal(unitFor(pattern, image([9, 9])), 0);
  assert.equal(unitFor(image(), pattern), 0);
});
