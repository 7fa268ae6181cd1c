/**
 * Preprocessing: turns strokes into the network's input image the way MNIST was made.
 *
 * `model/drawings/preprocessing.py` does the same on the server and explains it.
 *
 * @typedef {object} Steps  the stages of a drawing on its way to the network
 * @property {Uint8Array} image  28 x 28, ink 255 on paper 0
 * @property {number[]} corner  row and column of the fitted ink in the image
 * @property {number[]} fitted  rows and columns of the fitted ink
 * @property {{shape: number[], values: Uint8Array}} crop  the ink cut to its box, at most 56 pixels a side
 * @property {Float64Array[]} strokes
 */
import { checkedStrokes, drawStrokes, groupsSideBySide, OVERSAMPLING, range } from "./strokes.js";

export const SIZE = 28;  // pixels, height and width of an image
const CENTER = 14;  // row and column of MNIST's centers of mass
const CROP = 56;  // pixels, the longer side of the ink shown; the page has no room for more
const MAX_PARTS = 4;  // digits side by side
const MIN_PART_HEIGHT = 0.4;  // of the drawing's height; a lower part is a dot or a comma

/**
 * The image of a drawing, and the stages before it; null if there is nothing to read.
 * @param {number[][]} strokes  each [x0, y0, x1, y1, …], 0 to 1000, y down
 * @returns {Steps | null}
 * @throws {Error} whose message tells a visitor what to do
 */
export const prepare = (strokes) => prepareChecked(checkedStrokes(strokes));

function prepareChecked(strokes) {
  const drawn = drawStrokes(strokes);
  return drawn && { ...centered(drawn), crop: shrunk(drawn), strokes };
}

/**
 * The digits side by side in a drawing, each prepared like a drawing of its own, from left to right; none if there is
 * only one, if there are more than 4, or if one is only a dot or much lower than the whole drawing.
 * @param {Steps} steps @returns {Steps[]}
 */
export function splitParts({ strokes }) {
  const { groups, pen } = groupsSideBySide(strokes);
  if (groups.length < 2 || groups.length > MAX_PARTS) return [];
  const height = (some) => {
    const [top, bottom] = range(some, 1);
    return bottom - top + pen;
  };
  if (Math.min(...groups.map(height)) < MIN_PART_HEIGHT * height(strokes)) return [];
  const parts = groups.map(prepareChecked);
  return parts.includes(null) ? [] : parts;
}

/** The fitted ink moved by whole pixels so that its center of mass is within half a pixel of (14, 14). */
function centered({ rows, columns, fitted }) {
  const sums = [0, 0, 0];  // of ink times row, ink times column, and ink
  fitted.forEach((ink, at) => {
    sums[0] += ink * Math.floor(at / columns);
    sums[1] += ink * (at % columns);
    sums[2] += ink;
  });
  const [top, left] = [rows, columns].map((side, axis) =>
    Math.min(Math.max(Math.ceil(CENTER - 0.5 - sums[axis] / sums[2]), 0), SIZE - side));
  const image = new Uint8Array(SIZE * SIZE);
  fitted.forEach((ink, at) => {
    const place = (top + Math.floor(at / columns)) * SIZE + left + at % columns;
    image[place] = Math.round(ink * 255 / OVERSAMPLING ** 2);
  });
  return { image, corner: [top, left], fitted: [rows, columns] };
}

/** The crop with at most `CROP` pixels a side, each the mean of a square. */
function shrunk({ rows, columns, crop }) {
  const [height, width] = [rows * OVERSAMPLING, columns * OVERSAMPLING];
  const step = Math.ceil(Math.max(height, width) / CROP);
  const shape = [Math.ceil(height / step), Math.ceil(width / step)];
  const values = new Uint8Array(shape[0] * shape[1]);
  for (let at = 0, top = 0; top < height; top += step) {
    const bottom = Math.min(top + step, height);
    for (let left = 0; left < width; left += step) {
      const right = Math.min(left + step, width);
      let ink = 0;
      for (let row = top; row < bottom; row++) {
        for (let place = row * width + left; place < row * width + right; place++) ink += crop[place];
      }
      // Halves are rounded down, as Pillow does.
      values[at++] = Math.ceil(255 * ink / ((bottom - top) * (right - left)) - 0.5);
    }
  }
  return { shape, values };
}
