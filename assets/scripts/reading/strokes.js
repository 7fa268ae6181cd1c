/**
 * Rasterizes strokes: ink with the line width and size of MNIST's digits.
 *
 * `model/drawings/strokes.py` does the same on the server. Both use the same operations of 64-bit floating-point numbers
 * in the same order, so they draw the same image to the last bit; `tests/support/cases.json.gz` holds them to it.
 */
import { GRID } from "../common/drawing.js";

export const PEN = 2.5;  // line width of MNIST's digits, in pixels of the image
export const BOX = 20;  // pixels, the longer side of the ink in an image
export const OVERSAMPLING = 8;  // strokes are drawn at this multiple of the image's resolution, then averaged down
const RADIUS = PEN * OVERSAMPLING / 2;
const SMALLEST = 30;  // on the grid, the longer side; a smaller drawing is a dot, with nothing to read
const MAX_POINTS = 20_000;
const MAX_STROKES = 500;

/**
 * The strokes clipped to the grid, without empty ones.
 * @param {number[][]} strokes  each [x0, y0, x1, y1, …]
 * @returns {Float64Array[]}
 * @throws {Error} whose message is the server's sentence, if they are not strokes, or too many
 */
export function checkedStrokes(strokes) {
  if (!Array.isArray(strokes)) throw new Error('A drawing needs strokes: {"strokes": [[x0, y0, x1, y1, …], …]}.');
  if (strokes.length > MAX_STROKES) throw new Error(tooMany("strokes", MAX_STROKES));
  const count = strokes.reduce((sum, stroke) => sum + (Array.isArray(stroke) ? stroke.length : 0), 0);
  if (count > 2 * MAX_POINTS) throw new Error(tooMany("points", MAX_POINTS));
  return strokes.map(checkedStroke).filter((stroke) => stroke.length);
}

const tooMany = (what, most) =>
  `That drawing has too many ${what}: ${most.toLocaleString("en")} are enough for any digit. Draw it again.`;

function checkedStroke(stroke) {
  const isStroke = Array.isArray(stroke) && stroke.length % 2 === 0
    && stroke.every((number) => typeof number === "number");
  if (!isStroke) throw new Error("A stroke is a list of numbers, alternating x and y: [x0, y0, x1, y1, …].");
  if (!stroke.every(Number.isFinite)) throw new Error("A stroke's numbers must be finite, from 0 to 1000.");
  return new Float64Array(stroke).map((number) => Math.min(Math.max(number, 0), GRID));
}

/** The smallest and the largest number of these strokes, of x if `axis` is 0 and of y if it is 1. */
export function range(strokes, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (const stroke of strokes) {
    for (let at = axis; at < stroke.length; at += 2) {
      low = Math.min(low, stroke[at]);
      high = Math.max(high, stroke[at]);
    }
  }
  return [low, high];
}

/**
 * The strokes drawn with MNIST's line width; null if there are none, or all are in one place.
 * @param {Float64Array[]} strokes
 * @returns {{rows: number, columns: number, crop: Uint8Array, fitted: Uint8Array} | null}  `fitted`: for each of rows x
 *   columns pixels, at most 20 a side, how many of its 64 subpixels are ink; `crop`: whether each subpixel is
 */
export function drawStrokes(strokes) {
  const [[left, right], [top, bottom]] = [range(strokes, 0), range(strokes, 1)];
  const [width, height] = [right - left, bottom - top];
  if (Math.max(width, height) < SMALLEST) return null;
  const scale = (BOX * OVERSAMPLING - 2 * RADIUS) / Math.max(width, height);
  // Whole pixels; without the thousandth, a rounding error could add one.
  const pixels = (size) => Math.ceil((size * scale + 2 * RADIUS) / OVERSAMPLING - 0.001);
  const origin = (low, size) =>
    low - (pixels(size) * OVERSAMPLING - (size * scale + 2 * RADIUS) + 2 * RADIUS) / 2 / scale;
  const [columns, rows, x, y] = [pixels(width), pixels(height), origin(left, width), origin(top, height)];
  const changes = new Int32Array(rows * OVERSAMPLING * (columns * OVERSAMPLING + 1));
  for (const stroke of strokes) {
    const places = stroke.map((number, at) => (number - (at % 2 ? y : x)) * scale);
    for (let at = Math.min(2, places.length - 2); at < places.length; at += 2) {
      const before = Math.max(at - 2, 0);
      drawSegment(changes, columns * OVERSAMPLING + 1, places[before], places[before + 1], places[at], places[at + 1]);
    }
  }
  return { rows, columns, ...counted(changes, rows, columns) };
}

/**
 * Mark the subpixels near a straight line: in each row they are an interval, with +1 where it begins and -1 after its
 * end. Each edge of the line's ink is an arc around the upper end, a straight line, and an arc around the lower end.
 */
function drawSegment(changes, width, ax, ay, bx, by) {
  if (by < ay || (by === ay && bx < ax)) [ax, ay, bx, by] = [bx, by, ax, ay];
  const dx = bx - ax, dy = by - ay;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const across = RADIUS * (dy / length), down = RADIUS * (dx / length);
  const leftStart = ay + down, leftEnd = by + down, rightStart = ay - down, rightEnd = by - down;
  const end = Math.floor(by + RADIUS + 0.5);
  for (let row = Math.ceil(ay - RADIUS - 0.5); row < end; row++) {
    const y = row + 0.5;
    const left = y <= leftStart ? ax - arc(y - ay) : y >= leftEnd ? bx - arc(y - by)
      : ax - across + (y - leftStart) / (leftEnd - leftStart) * dx;
    const right = y >= rightEnd ? bx + arc(y - by) : y <= rightStart ? ax + arc(y - ay)
      : ax + across + (y - rightStart) / (rightEnd - rightStart) * dx;
    const first = Math.ceil(left - 0.5);
    changes[row * width + first] += 1;
    changes[row * width + Math.max(Math.floor(right + 0.5), first)] -= 1;
  }
}

const arc = (away) => Math.sqrt(Math.max(RADIUS * RADIUS - away * away, 0));

/** The subpixels that at least one segment covers, and their number in each pixel. */
function counted(changes, rows, columns) {
  const side = columns * OVERSAMPLING;
  const crop = new Uint8Array(rows * OVERSAMPLING * side);
  const fitted = new Uint8Array(rows * columns);
  let covers = 0;
  for (let row = 0; row < rows * OVERSAMPLING; row++) {
    const pixels = Math.floor(row / OVERSAMPLING) * columns;
    for (let column = 0; column < side; column++) {
      covers += changes[row * (side + 1) + column];
      if (!covers) continue;
      crop[row * side + column] = 1;
      fitted[pixels + Math.floor(column / OVERSAMPLING)] += 1;
    }
    covers += changes[row * (side + 1) + side];
  }
  return { crop, fitted };
}

/**
 * The strokes in groups with paper in between, from left to right, and the pen's width on the grid.
 * @param {Float64Array[]} strokes
 * @returns {{groups: Float64Array[][], pen: number}}
 */
export function groupsSideBySide(strokes) {
  const sizes = [0, 1].map((axis) => range(strokes, axis)).map(([low, high]) => high - low);
  const pen = Math.max(...sizes) * PEN / (BOX - PEN);
  const groups = [];
  let end = -Infinity;
  const extents = strokes.map((stroke) => ({ stroke, extent: range([stroke], 0) }));
  for (const { stroke, extent: [low, high] } of extents.sort((a, b) => a.extent[0] - b.extent[0])) {
    if (low > end + pen) groups.push([]);
    groups.at(-1).push(stroke);
    end = Math.max(end, high);
  }
  return { groups, pen };
}
