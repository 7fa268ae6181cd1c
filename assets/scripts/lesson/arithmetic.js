/** The lesson's arithmetic, independent of the page. */
import { count } from "../common/language.js";
import { windowOf } from "../reading/arithmetic.js";

export const SIDE = 28;  // pixels of an image
const KERNEL = 3;  // pixels a side of the handmade filter

/**
 * How a window slides along one axis.
 * @param {{input: number, kernel: number, stride: number, padding: "valid" | "same"}} settings
 * @returns {{output: number, before: number, after: number, unseen: number}}  positions of the window; pixels of
 *   padding at each end, an odd one after, as in Keras; pixels at the end that no window reaches
 */
export function slide({ input, kernel, stride, padding }) {
  const isSame = padding === "same";
  const output = isSame ? Math.ceil(input / stride) : Math.floor((input - kernel) / stride) + 1;
  const reach = (output - 1) * stride + kernel;
  const missing = isSame ? Math.max(reach - input, 0) : 0;
  const before = Math.floor(missing / 2);
  return { output, before, after: missing - before, unseen: Math.max(input - reach, 0) };
}

const square = (side) => [side, side, 1];
const window = (side, stride) => ({ window: [side, side], strides: [stride, stride], padding: [0, 0, 0, 0] });

/**
 * The first four layers of the lesson's network with one handmade filter: rescaling, convolution, ReLU, pooling.
 * @param {{kernel: number[], bias: number, pool?: number, kind?: string}} settings  nine weights; the pooling's window
 * @returns {import("../reading/arithmetic.js").LayerValues["layer"][]}
 */
export function handmade({ kernel, bias, pool = 2, kind = "max pooling" }) {
  const map = slide({ input: SIDE, kernel: KERNEL, stride: 1, padding: "valid" }).output;
  const pooled = slide({ input: map, kernel: pool, stride: pool, padding: "valid" }).output;
  return [
    { kind: "rescaling", input: square(SIDE), output: square(SIDE), settings: { scale: 1 / 255, offset: 0 } },
    { kind: "convolution", input: square(SIDE), output: square(map), kernel, bias: [bias],
      settings: { ...window(KERNEL, 1), activation: "linear" } },
    { kind: "relu", input: square(map), output: square(map), settings: {} },
    { kind, input: square(map), output: square(pooled), settings: window(pool, pool) },
  ];
}

/** The values of an output map, one for each place, from its window's. */
function slid(layer, values, valueOf) {
  const [rows, columns] = layer.output;
  return Array.from({ length: rows * columns }, (_, at) =>
    valueOf(windowOf(layer, values, { row: Math.floor(at / columns), column: at % columns, channel: 0 })));
}

/** For each kind of handmade layer, its output from its input, both row by row. */
const RUN = {
  rescaling: ({ settings }, values) => Array.from(values, (value) => value * settings.scale),
  convolution: (layer, values) => slid(layer, values, (patch) =>
    patch.reduce((sum, value, index) => sum + value * layer.kernel[index], layer.bias[0])),
  relu: (_, values) => values.map((value) => Math.max(value, 0)),
  "max pooling": (layer, values) => slid(layer, values, (patch) => Math.max(...patch)),
  "average pooling": (layer, values) => slid(layer, values, (patch) =>
    patch.reduce((sum, value) => sum + value, 0) / patch.length),
};

/**
 * The values of the handmade layers for an image.
 * @param {ReturnType<typeof handmade>} layers @param {Uint8Array} image  28 x 28, ink 255
 * @returns {import("../reading/arithmetic.js").LayerValues[]}
 */
export function valuesOf(layers, image) {
  let out = image;
  return layers.map((layer) => {
    const from = out;
    out = RUN[layer.kind](layer, from);
    return { layer, from, out };
  });
}

/** Dropout during training: kept values are scaled up, so that the sum stays the same on average.
 * @param {ArrayLike<number>} values @param {number} rate  below 1 @param {() => number} random  from 0 to below 1
 * @returns {(number | null)[]}  null where a value is left out
 */
export function dropout(values, rate, random = Math.random) {
  return Array.from(values, (value) => (random() < rate ? null : value / (1 - rate)));
}

/** @param {ArrayLike<number>} logits @returns {number[]} */
export function softmax(logits, temperature = 1) {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The loss, −ln of the right digit's probability, from the logits: the probability may be too small for a float. */
export function crossEntropy(logits, right, temperature = 1) {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const sum = scaled.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return highest + Math.log(sum) - scaled[right];
}

/**
 * Output sizes and parameter counts of the lesson's network with other settings.
 * @returns {{name: string, output: number[], weights: number, biases: number, formula: string}[]}
 */
export function layerSizes({ filters, kernel, units }, digits = 10) {
  const map = slide({ input: SIDE, kernel, stride: 1, padding: "valid" }).output;
  const pooled = slide({ input: map, kernel: 2, stride: 2, padding: "valid" }).output;
  const flat = pooled * pooled * filters;
  const none = { weights: 0, biases: 0, formula: "" };
  return [
    { name: "convolution", output: [map, map, filters], weights: kernel * kernel * filters, biases: filters,
      formula: `${kernel} · ${kernel} · ${filters} + ${filters}` },
    { name: "max pooling", output: [pooled, pooled, filters], ...none },
    { name: "flatten", output: [flat], ...none },
    { name: "dense", output: [units], weights: flat * units, biases: units,
      formula: `${count(flat)} · ${units} + ${units}` },
    { name: "logits", output: [digits], weights: units * digits, biases: digits,
      formula: `${units} · ${digits} + ${digits}` },
  ];
}

/** An image moved by whole pixels; paper comes in from outside. @param {Uint8Array} image */
export function moved(image, down, right) {
  return image.map((_, index) => {
    const [row, column] = [Math.floor(index / SIDE) - down, (index % SIDE) - right];
    const isOn = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
    return isOn ? image[row * SIDE + column] : 0;
  });
}

/** How far an image can move in each direction without losing ink, in pixels. @param {Uint8Array} image */
export function roomAround(image) {
  const inked = Array.from(image.keys()).filter((index) => image[index]);
  if (!inked.length) return { up: 0, down: 0, left: 0, right: 0 };
  const [rows, columns] = [inked.map((index) => Math.floor(index / SIDE)), inked.map((index) => index % SIDE)];
  return { up: Math.min(...rows), down: SIDE - 1 - Math.max(...rows),
    left: Math.min(...columns), right: SIDE - 1 - Math.max(...columns) };
}

/**
 * The value of a dense unit whose weights are a picture: 1 for that picture, 0 for one that shares no ink with it.
 */
export function unitFor(pattern, image) {
  const sum = (other) => pattern.reduce((total, weight, index) => total + weight * other[index], 0);
  return sum(image) / (sum(pattern) || 1);
}
