/**
 * The network's forward pass in the browser: the values of all its layers for one image, computed by TensorFlow.js in
 * WebAssembly. They stay in its memory until someone asks for them.
 *
 * @typedef {object} Layer  as `model/networks/anatomy.py` describes it; its kernel and bias are parts of the weights
 * @property {string} name @property {string} kind
 * @property {number[]} input  rows, columns, channels @property {number[]} output
 * @property {{window?: number[], strides?: number[], padding?: number[], activation?: string, scale?: number,
 *   offset?: number}} settings
 * @property {{kernel?: [number, number], bias?: [number, number]}} weights  start and length in all weights
 */

import * as tf from "../../vendor/tfjs.js";

const PIXELS = 28 * 28;

/**
 * Compile TensorFlow.js' WebAssembly file; required before the first network.
 * @param {BufferSource} wasm  its content
 * @throws {Error} if this browser can't run it: it needs SIMD
 */
export async function ready(wasm) {
  if (!WebAssembly.validate(wasm)) throw new Error("no SIMD");
  await tf.start(wasm);
}

/** For each kind of layer, its values before a softmax from its input, both `(1, rows, columns, channels)`. */
const COMPUTE = {
  rescaling: scaleAndShift,
  convolution: ({ kernel, bias, settings }, values) => tf.fused.conv2d({ x: values, filter: kernel, bias,
    strides: settings.strides, pad: paddings(settings), activation: clamp(settings) }),
  relu: (_, values) => tf.relu(values),
  "max pooling": (layer, values) => pool(tf.maxPool, layer.settings, values),
  "average pooling": (layer, values) => pool(tf.avgPool, layer.settings, values),
  "global average pooling": (layer, values) => pool(tf.avgPool, wholeMaps(layer), values),
  "global max pooling": (layer, values) => pool(tf.maxPool, wholeMaps(layer), values),
  flatten: reshaped,
  dense: (layer, values) => reshaped(layer, tf.fused.matMul({ a: tf.reshape(values, [-1, layer.input[2]]),
    b: layer.kernel, bias: layer.bias, activation: clamp(layer.settings) })),
  dropout: reshaped,
  softmax: reshaped,
  "batch normalization": scaleAndShift,
  identity: reshaped,
};

/** The kinds of layers that run here. */
export const KINDS = Object.keys(COMPUTE);

const clamp = ({ activation }) => activation === "relu" ? "relu" : "linear";
const paddings = ({ padding: [top, left, bottom, right] }) => [[0, 0], [top, bottom], [left, right], [0, 0]];
const wholeMaps = ({ input }) => ({ window: input.slice(0, 2), strides: [1, 1], padding: [0, 0, 0, 0] });
const isPixel = ([rows, columns]) => rows * columns === 1;

function reshaped({ output }, values) {
  return tf.reshape(values, [1, ...output]);
}

function scaleAndShift({ kernel, bias }, values) {
  return tf.add(tf.mul(values, kernel), bias);
}

/** Padding takes no part in the maximum or mean. */
function pool(operation, settings, values) {
  // XNNPACK, the library behind these operations, refuses windows of one pixel.
  return isPixel(settings.window) ? tf.reshape(values, values.shape)
    : operation(values, settings.window, settings.strides, paddings(settings));
}

const runs = ({ kind, settings }) => KINDS.includes(kind) &&
  !(kind.endsWith("pooling") && settings.window && isPixel(settings.window) && !isPixel(settings.strides));

/** Whether `Forward` gives the probabilities of a network with these layers. @param {Layer[]} layers */
export const canRun = (layers) => layers.every(runs) && layers[0].input.reduce((a, b) => a * b) === PIXELS;

/** The kernel's shape by kind of layer, as Keras has it. */
const KERNEL = {
  convolution: ({ input, output, settings }) => [...settings.window, input[2], output[2]],
  dense: ({ input, output }) => [input[2], output[2]],
  "batch normalization": ({ output }) => [output[2]],
};

/** A layer with its weights as tensors. */
function withWeights(layer, weights) {
  const { kernel, bias } = layer.weights;
  const { scale, offset } = layer.settings;
  const part = ([start, length]) => weights.subarray(start, start + length);
  if (layer.kind === "rescaling") return { ...layer, kernel: tf.tensor([scale]), bias: tf.tensor([offset]) };
  return kernel ? { ...layer, kernel: tf.tensor(part(kernel), KERNEL[layer.kind](layer)), bias: tf.tensor(part(bias)) }
    : layer;
}

/** A network, or the part of it below its first layer of unknown kind. */
export class Forward {
  /** @param {Layer[]} layers @param {Float32Array} weights  of all layers */
  constructor(layers, weights) {
    const unknown = layers.findIndex((layer) => !runs(layer));
    this.isWhole = unknown < 0;
    this.input = layers[0].input;
    this.layers = layers.slice(0, this.isWhole ? layers.length : unknown)
      .map((layer) => withWeights(layer, weights));
    // The first run compiles WebAssembly and packs the weights, which takes 20 times as long as each later one.
    if (canRun(layers)) this.run(new Uint8Array(PIXELS)).dispose();
  }

  /** @param {Uint8Array} image  28 x 28, ink 255 @returns {Run} */
  run(image) {
    let scores = null;
    const outputs = tf.tidy(() => {
      let values = tf.tensor(Float32Array.from(image), [1, ...this.input]);
      const all = this.layers.map((layer) => {
        values = COMPUTE[layer.kind](layer, values);
        if (layer.kind !== "softmax" && layer.settings.activation !== "softmax") return values;
        scores = values;
        values = tf.softmax(scores);
        return values;
      });
      return [...all, scores];
    });
    return new Run(this, outputs, scores);
  }

  dispose() {
    tf.dispose(this.layers);
  }
}

/** All values for one image. Disposing of it frees their memory. */
class Run {
  constructor({ layers, isWhole }, outputs, scores) {
    this.names = layers.map(({ name }) => name);
    this.outputs = outputs;
    /** @type {Float32Array | null} the last layer's values; null if there are unknown layers */
    this.probabilities = isWhole ? this.values(this.names.at(-1)) : null;
    /** @type {Float32Array | null} scores before the last softmax, or the values of the layer called "logits" */
    this.logits = isWhole ? this.values("logits") ?? scores?.dataSync() ?? this.probabilities : null;
  }

  /** A layer's values, row by row, channels last; null if there is no such layer. @returns {Float32Array | null} */
  values(name) {
    return this.outputs[this.names.indexOf(name)]?.dataSync() ?? null;
  }

  dispose() {
    tf.dispose(this.outputs);
  }
}
