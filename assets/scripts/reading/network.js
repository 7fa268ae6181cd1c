/**
 * The network's arithmetic in the browser: every value of every layer, and how each one is computed.
 *
 * The server's maps are rounded to 256 levels: enough to look at, but not to add up. So the values are recomputed here
 * from the weights and the image in double precision, when the first of them is needed.
 *
 * @typedef {object} Layer  `page/parts/message.py` documents its fields
 * @property {string} name @property {string} kind
 * @property {number[]} input  rows, columns, channels @property {number[]} output
 * @property {{window?: number[], strides?: number[], padding?: number[], activation?: string, scale?: number,
 *   offset?: number}} settings
 * @property {Float32Array} [kernel] @property {Float32Array} [bias]
 *
 * @typedef {{row: number, column: number, channel: number}} Place
 * @typedef {{top: number, left: number, height: number, width: number}} Box
 */

import { floats } from "../common/bytes.js";

/** A layer as the server sends it, its weights as numbers. @returns {Layer} */
export function unpacked(layer) {
  const weights = Object.entries(layer.weights).map(([name, values]) => [name, floats(values)]);
  return { ...layer, ...Object.fromEntries(weights) };
}

const clampNegative = (values) => values.map((value) => Math.max(value, 0));

function softmax(values) {
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

const ACTIVATIONS = { linear: (values) => values, relu: clampNegative, softmax };

/** Call `visit(row, column, from)` for each place in the window of an output pixel; `from` is -1 on the padding. */
function eachInWindow(layer, place, visit) {
  const [rows, columns] = layer.input;
  const { top, left, height, width } = patchBelow(layer, place);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [y, x] = [top + i, left + j];
      visit(i, j, y >= 0 && y < rows && x >= 0 && x < columns ? y * columns + x : -1);
    }
  }
}

function convolution(layer, values) {
  const [rows, columns, filters] = layer.output;
  const channels = layer.input[2];
  const width = layer.settings.window[1];
  const result = new Float64Array(rows * columns * filters);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * filters;
      for (let filter = 0; filter < filters; filter++) result[at + filter] = layer.bias[filter];
      eachInWindow(layer, { row, column }, (i, j, from) => {
        if (from < 0) return;
        for (let channel = 0; channel < channels; channel++) {
          const value = values[from * channels + channel];
          if (!value) continue;
          const weight = ((i * width + j) * channels + channel) * filters;
          for (let filter = 0; filter < filters; filter++) result[at + filter] += value * layer.kernel[weight + filter];
        }
      });
    }
  }
  return ACTIVATIONS[layer.settings.activation](result);
}

/** The values of a place's channel in its window; null on the padding. */
function windowOf(layer, values, place) {
  const inWindow = [];
  eachInWindow(layer, place, (i, j, from) =>
    inWindow.push(from < 0 ? null : values[from * layer.input[2] + place.channel]));
  return inWindow;
}

function pooling(layer, values, pool) {
  const [rows, columns, channels] = layer.output;
  return Float64Array.from({ length: rows * columns * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const place = { row: Math.floor(pixel / columns), column: pixel % columns, channel: at % channels };
    return pool(windowOf(layer, values, place).filter((value) => value !== null));
  });
}

const largest = (values) => Math.max(...values);
const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

function dense(layer, values) {
  const units = layer.output[2];
  const result = Float64Array.from(layer.bias);
  values.forEach((value, from) => {
    if (value) for (let unit = 0; unit < units; unit++) result[unit] += value * layer.kernel[from * units + unit];
  });
  return ACTIVATIONS[layer.settings.activation](result);
}

/** For each kind of layer, its output's values from its input's, both row by row, channels last. */
const COMPUTE = {
  rescaling: ({ settings }, values) => values.map((value) => value * settings.scale + settings.offset),
  convolution,
  relu: (_, values) => clampNegative(values),
  "max pooling": (layer, values) => pooling(layer, values, largest),
  "average pooling": (layer, values) => pooling(layer, values, mean),
  "global average pooling": (layer, values) => pooling(layer, values, mean),
  "global max pooling": (layer, values) => pooling(layer, values, largest),
  "batch normalization": (layer, values) => values.map((value, index) =>
    value * layer.kernel[index % layer.kernel.length] + layer.bias[index % layer.bias.length]),
  flatten: (_, values) => values,
  dropout: (_, values) => values,
  identity: (_, values) => values,
  dense,
  softmax: (_, values) => softmax(values),
};

/** The values of one image in all layers, computed on first use. */
export class Values {
  /** @param {Layer[]} layers @param {Uint8Array} image  28 x 28, ink 255 */
  constructor(layers, image) {
    this.layers = layers;
    this.below = [Float64Array.from(image)];  // the input of each layer
  }

  /** Whether a layer's values can be computed: its kind and those of all layers below it are known. */
  knows(index) {
    return this.layers.slice(0, index + 1).every(({ kind }) => kind in COMPUTE);
  }

  into(index) {
    while (this.below.length <= index) {
      const layer = this.layers[this.below.length - 1];
      this.below.push(COMPUTE[layer.kind](layer, this.below.at(-1)));
    }
    return this.below[index];
  }

  outOf(index) {
    return this.into(index + 1);
  }
}

/** The index of a place in a layer's values. */
const position = ([, columns, channels], { row, column, channel }) => (row * columns + column) * channels + channel;

/**
 * The patch of the layer below that a pixel is computed from; the whole layer if there is no window.
 * @returns {Box}
 */
export function patchBelow({ kind, input, settings }, { row, column }) {
  if (settings.window) {
    const [top, left] = [row * settings.strides[0] - settings.padding[0],
      column * settings.strides[1] - settings.padding[1]];
    return { top, left, height: settings.window[0], width: settings.window[1] };
  }
  if (["dense", "flatten", "softmax"].includes(kind) || kind.startsWith("global")) {
    return { top: 0, left: 0, height: input[0], width: input[1] };
  }
  return { top: row, left: column, height: 1, width: 1 };
}

/** The receptive field of a pixel on the image. @returns {Box} */
export function fieldOnImage(layers, index, { row, column }) {
  let [top, left, bottom, right] = [row, column, row, column];
  for (let i = index; i >= 0; i--) {
    const first = patchBelow(layers[i], { row: top, column: left });
    const last = patchBelow(layers[i], { row: bottom, column: right });
    [top, left, bottom, right] = [first.top, first.left, last.top + last.height - 1, last.left + last.width - 1];
  }
  const [rows, columns] = layers[0].input;
  [top, left] = [Math.max(top, 0), Math.max(left, 0)];
  return { top, left, height: Math.min(bottom, rows - 1) - top + 1, width: Math.min(right, columns - 1) - left + 1 };
}

/**
 * How one value is computed.
 * @param {Values} values @param {number} index  of the layer @param {Place} place
 * @returns {object} `value`, and by kind of layer what `layers/explanations.js` shows: `terms`, each with its
 *   factors and `sum`; `bias`; `before`, the value of the layer below
 */
export function explain(values, index, place) {
  const layer = values.layers[index];
  const from = values.into(index);
  const value = values.outOf(index)[position(layer.output, place)];
  return { value, ...EXPLAIN[layer.kind]?.(layer, from, place) };
}

/** The term of each input channel: its patch (null on the padding), its kernel, and the sum of their products. */
function convolutionTerms(layer, from, place) {
  const [, , channels] = layer.input;
  const filters = layer.output[2];
  return Array.from({ length: channels }, (_, channel) => {
    const patch = windowOf(layer, from, { ...place, channel });
    const kernel = patch.map((_, at) => layer.kernel[(at * channels + channel) * filters + place.channel]);
    const products = patch.map((value, at) => (value ?? 0) * kernel[at]);
    return { channel, patch, kernel, products, sum: products.reduce((total, product) => total + product, 0) };
  });
}

const explainPooling = (layer, from, place) => ({ patch: windowOf(layer, from, place) });

const EXPLAIN = {
  convolution: (layer, from, place) => ({ terms: convolutionTerms(layer, from, place),
    bias: layer.bias[place.channel], activation: layer.settings.activation }),
  dense(layer, from, { channel }) {
    const units = layer.output[2];
    const terms = Array.from(from, (value, at) => {
      const weight = layer.kernel[at * units + channel];
      return { channel: at, input: value, weight, sum: value * weight };
    });
    return { terms, bias: layer.bias[channel], activation: layer.settings.activation };
  },
  "max pooling": explainPooling,
  "average pooling": explainPooling,
  "global average pooling": explainPooling,
  "global max pooling": explainPooling,
  relu: (layer, from, place) => ({ before: from[position(layer.output, place)] }),
  rescaling: (layer, from, place) => ({ before: from[position(layer.output, place)], ...layer.settings }),
  "batch normalization": (layer, from, place) => ({
    before: from[position(layer.output, place)], factor: layer.kernel[place.channel],
    bias: layer.bias[place.channel] }),
  flatten(layer, from, { channel }) {
    const [, columns, channels] = layer.input;
    const pixel = Math.floor(channel / channels);
    const origin = { row: Math.floor(pixel / columns), column: pixel % columns, channel: channel % channels };
    return { before: from[channel], origin };
  },
  softmax: (layer, from) => ({
    terms: Array.from(from, (score, channel) => ({ channel, score, power: Math.exp(score) })) }),
};

/**
 * The terms rounded so that they add up exactly to the rounded total (the largest-remainder method): each is rounded
 * down, and the missing steps go to the terms with the largest remainders.
 * @param {number[]} terms @param {number} decimals
 * @returns {{terms: string[], total: string}}
 */
export function addingUp(terms, decimals) {
  const scale = 10 ** decimals;
  const target = Math.round(terms.reduce((sum, term) => sum + term, 0) * scale);
  const floors = terms.map((term) => Math.floor(term * scale));
  const missing = target - floors.reduce((sum, floor) => sum + floor, 0);
  const losers = terms.map((term, index) => index)
    .sort((a, b) => (terms[b] * scale - floors[b]) - (terms[a] * scale - floors[a]));
  for (const index of losers.slice(0, missing)) floors[index] += 1;
  return { terms: floors.map((floor) => (floor / scale).toFixed(decimals)), total: (target / scale).toFixed(decimals) };
}
