/**
 * The arithmetic of single values: what each one is computed from, and how.
 *
 * @typedef {import("./forward.js").Layer} Layer
 * @typedef {{row: number, column: number, channel: number}} Place
 * @typedef {{top: number, left: number, height: number, width: number}} Box
 *
 * @typedef {object} LayerValues  one layer's values for an image, row by row, channels last
 * @property {Layer & {kernel?: ArrayLike<number>, bias?: ArrayLike<number>}} layer  with its weights
 * @property {ArrayLike<number>} from  its input @property {ArrayLike<number>} out  its output
 */

/** Call `visit(row, column, from)` for each place in the window of an output pixel; `from` is -1 on the padding. */
export function eachInWindow(layer, place, visit) {
  const [rows, columns] = layer.input;
  const { top, left, height, width } = patchBelow(layer, place);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [y, x] = [top + i, left + j];
      visit(i, j, y >= 0 && y < rows && x >= 0 && x < columns ? y * columns + x : -1);
    }
  }
}

/** The values of a place's channel in its window; null on the padding. */
export function windowOf(layer, values, place) {
  const inWindow = [];
  eachInWindow(layer, place, (i, j, from) =>
    inWindow.push(from < 0 ? null : values[from * layer.input[2] + place.channel]));
  return inWindow;
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
 * @param {LayerValues} values @param {Place} place
 * @returns {object} `value`, and by kind of layer what `layers/explanations.js` shows: `terms`, each with its
 *   factors and `sum`; `bias`; `before`, the value of the layer below
 */
export function explain({ layer, from, out }, place) {
  return { value: out[position(layer.output, place)], ...EXPLAIN[layer.kind]?.(layer, from, place) };
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
