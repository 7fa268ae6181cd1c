import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { canRun, Forward, KINDS, ready } from "../../../assets/scripts/reading/forward.js";
import { memory } from "../../../assets/vendor/tfjs.js";
import { seeded } from "../support/random.js";

const WASM = readFileSync(new URL("../../../assets/vendor/tfjs-backend-wasm-simd.wasm", import.meta.url));
let heap;  // WebAssembly's memory, which only its instance knows
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  heap = Object.values(made.instance?.exports ?? {}).find((value) => value instanceof WebAssembly.Memory) ?? heap;
  return made;
};
await assert.rejects(ready(WASM.subarray(0, 1000)), /SIMD/);
await ready(WASM);
WebAssembly.instantiate = instantiate;

// A second, slow computation of each kind of layer

/** The values in an output's window, `visit(value, row, column)`; padding is left out. */
function inWindow({ input: [rows, columns, channels], settings }, values, row, column, channel, visit) {
  const { window: [height, width], strides, padding: [top, left] } = settings;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [y, x] = [row * strides[0] - top + i, column * strides[1] - left + j];
      if (y >= 0 && y < rows && x >= 0 && x < columns) visit(values[(y * columns + x) * channels + channel], i, j);
    }
  }
}

/** `compute(row, column, channel)` for each output value. */
function each({ output: [rows, columns, channels] }, compute) {
  const result = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) result.push(compute(row, column, channel));
    }
  }
  return result;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const highest = (values) => values.reduce((a, b) => Math.max(a, b));
const positive = (values) => values.map((value) => Math.max(value, 0));

/** Of each pixel's channels. */
function softmax(values, { output: [, , channels] }) {
  const powers = values.map(Math.exp);
  return powers.map((power, at) => {
    const pixel = Math.floor(at / channels) * channels;
    return power / sum(powers.slice(pixel, pixel + channels));
  });
}

const ACTIVATION = { linear: (values) => values, relu: positive, softmax };

const convolution = (layer, values) => each(layer, (row, column, filter) => {
  const [channels, filters] = [layer.input[2], layer.output[2]];
  let total = layer.bias[filter];
  for (let channel = 0; channel < channels; channel++) {
    inWindow(layer, values, row, column, channel, (value, i, j) => {
      total += value * layer.kernel[((i * layer.settings.window[1] + j) * channels + channel) * filters + filter];
    });
  }
  return total;
});

const dense = (layer, values) => each(layer, (row, column, unit) => {
  const [inputs, units] = [layer.input[2], layer.output[2]];
  const pixel = (row * layer.input[1] + column) * inputs;
  return layer.bias[unit] + sum(values.slice(pixel, pixel + inputs).map((value, at) =>
    value * layer.kernel[at * units + unit]));
});

const pooling = (reduce) => (layer, values) => each(layer, (row, column, channel) => {
  const inside = [];
  inWindow(layer, values, row, column, channel, (value) => inside.push(value));
  return reduce(inside);
});

const globally = (reduce) => ({ input, output }, values) =>
  each({ output }, (row, column, channel) => reduce(values.filter((_, at) => at % input[2] === channel)));

const same = (_, values) => values;

const SLOW = {
  rescaling: ({ settings }, values) => values.map((value) => value * settings.scale + settings.offset),
  convolution: (layer, values) => ACTIVATION[layer.settings.activation](convolution(layer, values), layer),
  relu: (_, values) => positive(values),
  "max pooling": pooling(highest),
  "average pooling": pooling(mean),
  "global average pooling": globally(mean),
  "global max pooling": globally(highest),
  flatten: same,
  dense: (layer, values) => ACTIVATION[layer.settings.activation](dense(layer, values), layer),
  dropout: same,
  softmax: (layer, values) => softmax(values, layer),
  "batch normalization": ({ kernel, bias, output }, values) =>
    values.map((value, at) => value * kernel[at % output[2]] + bias[at % output[2]]),
  identity: same,
};

// Networks

const random = seeded(1);
const image = Uint8Array.from({ length: 784 }, () => random() * 256);

const layer = (kind, input, output, settings = {}, weights = []) =>
  ({ name: kind, kind, input, output, settings, size: weights });
const windows = (window, strides = [1, 1], padding = [0, 0, 0, 0]) => ({ window, strides, padding });
/** Values between −1 and 1 instead of 0 and 255. */
const signed = (shape) => layer("rescaling", shape, shape, { scale: 2 / 255, offset: -1 });

/** The layers as the server sends them, with random weights; also each one's own, for the slow computation. */
function network(...layers) {
  const all = [];
  const withWeights = layers.map(({ size, ...rest }) => {
    const weights = {};
    const own = {};
    size.forEach((length, index) => {
      const name = ["kernel", "bias"][index];
      own[name] = Float32Array.from({ length }, () => random() - 0.5);
      weights[name] = [all.length, length];
      all.push(...own[name]);
    });
    return { ...rest, weights, ...own };
  });
  return { layers: withWeights, weights: Float32Array.from(all) };
}

function run({ layers, weights }) {
  const forward = new Forward(layers, weights);
  const found = forward.run(image);
  const values = Object.fromEntries(layers.map(({ name }) => [name, found.values(name)]));
  found.dispose();
  forward.dispose();
  return { ...found, values };
}

function assertClose(found, expected) {
  assert.equal(found.length, expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  expected.forEach((value, at) =>
    assert.ok(Math.abs(found[at] - value) <= 1e-5 * scale, `${found[at]} is not ${value}, at ${at}`));
}

const IMAGE = [28, 28, 1];
const MAPS = [14, 14, 4];
const FLAT = [1, 1, 784];

const CASES = {
  "rescaling with an offset": layer("rescaling", IMAGE, IMAGE, { scale: 1 / 127.5, offset: -1 }),
  "a convolution": layer("convolution", MAPS, [10, 12, 5], { ...windows([5, 3]), activation: "linear" },
    [5 * 3 * 4 * 5, 5]),
  "a convolution whose padding differs by side": layer("convolution", MAPS, [7, 7, 3],
    { ...windows([3, 3], [2, 2], [0, 0, 1, 1]), activation: "linear" }, [3 * 3 * 4 * 3, 3]),
  "a convolution whose strides differ": layer("convolution", MAPS, [14, 5, 3],
    { ...windows([2, 4], [1, 3], [0, 0, 1, 2]), activation: "linear" }, [2 * 4 * 4 * 3, 3]),
  "a convolution with ReLU": layer("convolution", MAPS, [14, 14, 6],
    { ...windows([3, 3], [1, 1], [1, 1, 1, 1]), activation: "relu" }, [3 * 3 * 4 * 6, 6]),
  "a convolution with softmax": layer("convolution", MAPS, [12, 12, 3], { ...windows([3, 3]), activation: "softmax" },
    [3 * 3 * 4 * 3, 3]),
  "ReLU": layer("relu", MAPS, MAPS),
  "max pooling": layer("max pooling", MAPS, [7, 7, 4], windows([2, 2], [2, 2])),
  "max pooling of negative values with padding": layer("max pooling", IMAGE, [14, 10, 1],
    windows([3, 4], [2, 3], [0, 1, 1, 2])),
  "max pooling that skips pixels": layer("max pooling", MAPS, [4, 7, 4], windows([2, 1], [4, 2])),
  "max pooling of single pixels": layer("max pooling", MAPS, MAPS, windows([1, 1])),
  "average pooling": layer("average pooling", MAPS, [7, 7, 4], windows([2, 2], [2, 2])),
  "average pooling with padding": layer("average pooling", IMAGE, [14, 10, 1],
    windows([3, 4], [2, 3], [0, 1, 1, 2])),
  "global average pooling": layer("global average pooling", MAPS, [1, 1, 4]),
  "global max pooling": layer("global max pooling", MAPS, [1, 1, 4]),
  "global pooling of single pixels": layer("global max pooling", FLAT, FLAT),
  "flatten": layer("flatten", MAPS, FLAT),
  "a reshape": layer("flatten", FLAT, MAPS),
  "a dense layer": layer("dense", FLAT, [1, 1, 20], { activation: "linear" }, [784 * 20, 20]),
  "a dense layer with ReLU": layer("dense", FLAT, [1, 1, 20], { activation: "relu" }, [784 * 20, 20]),
  "a dense layer with softmax": layer("dense", FLAT, [1, 1, 10], { activation: "softmax" }, [784 * 10, 10]),
  "a dense layer on maps": layer("dense", MAPS, [14, 14, 3], { activation: "relu" }, [4 * 3, 3]),
  "dropout": layer("dropout", MAPS, MAPS),
  "softmax": layer("softmax", FLAT, FLAT),
  "softmax of maps": layer("softmax", MAPS, MAPS),
  "batch normalization": layer("batch normalization", MAPS, MAPS, {}, [4, 4]),
  "batch normalization of a flat layer": layer("batch normalization", FLAT, FLAT, {}, [784, 784]),
  "identity": layer("identity", MAPS, MAPS),
};

for (const [name, one] of Object.entries(CASES)) {
  test(`${name} gives the values of a slow computation`, () => {
    const made = network({ ...signed(one.input), name: "signed" }, one);
    const { values } = run(made);
    const below = SLOW.rescaling(made.layers[0], [...image]);
    assertClose(values[one.name], SLOW[one.kind](made.layers[1], below));
  });
}

test("every kind that runs has a case", () => {
  assert.deepEqual(new Set(Object.values(CASES).map(({ kind }) => kind)), new Set(KINDS));
});

const scores = (name) => ({ ...layer("dense", FLAT, [1, 1, 10], { activation: "linear" }, [7840, 10]), name });
const small = { ...signed(FLAT), settings: { scale: 1 / 2550, offset: 0 } };  // gives scores that are close together
const CHAIN = [small, scores("scores"), layer("softmax", [1, 1, 10], [1, 1, 10])];

test("a layer computes with the values of the one below it", () => {
  const made = network(layer("rescaling", IMAGE, IMAGE, { scale: 1 / 255, offset: 0 }),
    layer("convolution", IMAGE, [28, 28, 3], { ...windows([3, 3], [1, 1], [1, 1, 1, 1]), activation: "linear" },
      [27, 3]),
    layer("relu", [28, 28, 3], [28, 28, 3]),
    layer("max pooling", [28, 28, 3], [14, 14, 3], windows([2, 2], [2, 2])),
    layer("flatten", [14, 14, 3], [1, 1, 588]),
    layer("dense", [1, 1, 588], [1, 1, 10], { activation: "softmax" }, [5880, 10]));
  const { values, probabilities } = run(made);
  let expected = [...image];
  for (const one of made.layers) {
    expected = SLOW[one.kind](one, expected);
    assertClose(values[one.name], expected);
  }
  assertClose(probabilities, expected);
});

test("the logits are what the last softmax gets", () => {
  const { values, logits, probabilities } = run(network(...CHAIN));
  assert.deepEqual(logits, values.scores);
  assert.deepEqual(probabilities, values.softmax);
});

test("the logits are a dense layer's scores before its own softmax", () => {
  const made = network(small, { ...scores("dense"), settings: { activation: "softmax" } });
  const { logits } = run(made);
  assertClose(logits, dense(made.layers[1], SLOW.rescaling(made.layers[0], [...image])));
});

test("the logits are the values of the layer called logits, if there is one", () => {
  const { values, logits } = run(network(small, scores("logits"),
    layer("batch normalization", [1, 1, 10], [1, 1, 10], {}, [10, 10]), layer("softmax", [1, 1, 10], [1, 1, 10])));
  assert.deepEqual(logits, values.logits);
});

test("without a softmax, the logits are the probabilities", () => {
  const { logits, probabilities } = run(network(small, scores("scores")));
  assert.deepEqual(logits, probabilities);
});

test("a network runs up to its first unknown layer", () => {
  const [first, ...rest] = CHAIN;
  const { values, logits, probabilities } = run(network(first, layer("relu", FLAT, FLAT), layer("other", FLAT, FLAT),
    ...rest));
  assert.equal(values.relu.length, 784);
  assert.deepEqual([values.other, values.scores, logits, probabilities], [null, null, null, null]);
});

test("a network can run if all its kinds are known and its input is one image", () => {
  const can = (...layers) => canRun(network(...layers).layers);
  assert.ok(can(...CHAIN));
  assert.ok(!can(layer("other", FLAT, FLAT), ...CHAIN));
  assert.ok(!can(layer("relu", [28, 28, 3], [28, 28, 3])));
});

test("pooling that picks every other pixel can't run, as its library refuses it", () => {
  assert.ok(!canRun(network(layer("max pooling", MAPS, [7, 7, 4], windows([1, 1], [2, 2]))).layers));
});

test("ten thousand readings leave the memory as it was", () => {
  const { layers, weights } = network(...CHAIN);
  const forward = new Forward(layers, weights);
  const read = () => {
    const found = forward.run(image);
    found.values("scores");
    found.dispose();
  };
  read();
  const { numTensors, numBytes } = memory();
  const bytes = heap.buffer.byteLength;
  for (let i = 0; i < 10_000; i++) read();
  assert.deepEqual([memory().numTensors, memory().numBytes, heap.buffer.byteLength], [numTensors, numBytes, bytes]);
  forward.dispose();
});

test("a thousand networks, one after the other, need no more memory than one", () => {
  const { layers, weights } = network(...CHAIN);
  const load = () => {
    const forward = new Forward(layers, weights);
    forward.run(image).dispose();
    forward.dispose();
  };
  load();
  const bytes = heap.buffer.byteLength;
  for (let i = 0; i < 1000; i++) load();
  assert.deepEqual([memory().numTensors, heap.buffer.byteLength], [0, bytes]);
});
