/** One network: a drawing in, a reading out. `model/recognizer.py` is the reference. */
import { Forward, ready } from "./forward.js";
import { prepare, splitParts } from "./preprocessing.js";
import { blank, doubtOf, likeliest } from "./state.js";

export { ready };  // for the worker, which in a page in one file has a module as many times as it is imported

const SIDE = 28;  // pixels of an image

export class Recognizer {
  /** @param {import("../common/messages.js").Network} network @param {Float32Array} weights  of all its layers */
  constructor({ layers, leastEnergy, firstLayer }, weights) {
    Object.assign(this, { layers, leastEnergy, firstLayer, weights });
    this.forward = new Forward(layers, weights);
  }

  /**
   * The reading of a drawing.
   * @param {{strokes: number[][]} | {pixels: Uint8Array}} drawing  or an image in MNIST's form, 28 x 28
   * @param {string[]} wanted  names of the layers whose maps to return; those of the first layer always come along
   * @returns {import("../common/messages.js").Reading | {error: string}}  a sentence that tells the visitor what to do,
   *   if it is not a drawing, or too large
   */
  read(drawing, wanted) {
    let steps;
    try {
      steps = drawing.pixels ? stepsOf(drawing.pixels) : prepare(drawing.strokes);
    } catch (error) {
      return { error: error.message };
    }
    const { image, corner, fitted, crop } = steps ?? blank();
    const run = this.forward.run(image);
    try {
      return { ...(steps ? this.judge(steps, run) : blank()), image, corner, fitted, crop,
        maps: this.firstLayer && steps && { layer: this.firstLayer, ...this.maps(run, this.firstLayer) },
        layers: wanted.length ? Object.fromEntries(wanted.map((name) => [name, this.maps(run, name)])) : null };
    } finally {
      run.dispose();
    }
  }

  judge(steps, run) {
    const doubt = doubtOf(run, this.leastEnergy);
    const digits = doubt ? this.digitsSideBySide(steps) : [];
    return { state: doubt ? "unsure" : "digit", digit: likeliest(run.probabilities),
      doubt: digits.length ? "several digits" : doubt, digits, probabilities: run.probabilities };
  }

  /** The digits in a drawing's parts if it has several and each is a digit; otherwise none. */
  digitsSideBySide(steps) {
    const scores = (steps.strokes ? splitParts(steps) : []).map((part) => this.scores(part.image));
    return scores.some((one) => doubtOf(one, this.leastEnergy)) ? []
      : scores.map(({ probabilities }) => likeliest(probabilities));
  }

  scores(image) {
    const run = this.forward.run(image);
    run.dispose();
    return run;
  }

  /** A layer's values in 8 bits. */
  maps(run, name) {
    const { output, isSigned } = this.layers.find((layer) => layer.name === name);
    return { shape: output, ...quantized(run.values(name), isSigned) };
  }

  /**
   * The values of some layers for an image, with their weights: all that explains them.
   * @param {Uint8Array} image  28 x 28 @param {number[]} indices  of the layers; unknown ones are left out
   * @returns {import("./arithmetic.js").LayerValues[]}
   */
  layerValues(image, indices) {
    const run = this.forward.run(image);
    const out = (index) => (index < 0 ? Float32Array.from(image) : run.values(this.layers[index].name));
    const part = (place) => place && this.weights.slice(place[0], place[0] + place[1]);
    const found = indices.filter((index) => index < this.forward.layers.length).map((index) => {
      const { weights: { kernel, bias }, ...layer } = this.layers[index];
      return { layer: { ...layer, kernel: part(kernel), bias: part(bias) }, from: out(index - 1), out: out(index) };
    });
    run.dispose();
    return found;
  }

  dispose() {
    this.forward.dispose();
  }
}

/** The steps of an image that is in MNIST's form already; null if it is blank. */
function stepsOf(image) {
  const rows = [], columns = [];
  image.forEach((ink, at) => {
    if (!ink) return;
    rows.push(Math.floor(at / SIDE));
    columns.push(at % SIDE);
  });
  if (!rows.length) return null;
  const corner = [Math.min(...rows), Math.min(...columns)];
  const shape = [Math.max(...rows) - corner[0] + 1, Math.max(...columns) - corner[1] + 1];
  const values = Uint8Array.from({ length: shape[0] * shape[1] }, (_, at) =>
    image[SIDE * (corner[0] + Math.floor(at / shape[1])) + corner[1] + (at % shape[1])]);
  return { image, corner, fitted: shape, crop: { shape, values } };
}

/**
 * Values in 8 bits, relative to the largest magnitude `high`: 0 to 255 for 0 to `high`; if signed, 0 to 254 for
 * −`high` to `high`, so that 127 is zero.
 */
function quantized(values, isSigned) {
  let low = 0, high = 1e-6;
  for (let at = 0; at < values.length; at++) {
    if (values[at] > high) high = values[at];
    else if (values[at] < low) low = values[at];
  }
  if (isSigned) high = Math.max(high, -low);
  const [scale, zero] = isSigned ? [127 / high, 127] : [255 / high, 0];
  const levels = new Uint8ClampedArray(values.length);  // rounds
  for (let at = 0; at < values.length; at++) levels[at] = values[at] * scale + zero;
  return { high, values: new Uint8Array(levels.buffer) };
}
