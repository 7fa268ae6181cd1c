/**
 * The visitor's own digits: drawings with their labels, kept in session storage.
 *
 * @typedef {{label: number, strokes?: number[][], image?: string}} OwnDigit  strokes as the pad has them
 */
import { publish } from "../common/bus.js";
import { recall, remember } from "../common/session.js";

const KEY = "own digits";
export const MOST = 200;

/** @type {OwnDigit[]} */
let digits = recall(KEY) ?? [];

function changed() {
  remember(KEY, digits);
  publish("own", digits);
}

/** Add digits; the latest `MOST` are kept. @param {OwnDigit[]} more @returns {number}  the count without that limit */
export function add(more) {
  const all = [...digits, ...more];
  digits = all.slice(-MOST);
  changed();
  return all.length;
}

export function remove(index) {
  digits = digits.filter((_, place) => place !== index);
  changed();
}

/** The digits as a file, which `train.py --drawings` reads, too: strokes as lists of points, and their writer. */
export function asFile() {
  const writer = `page-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const points = (stroke) => Array.from({ length: stroke.length / 2 }, (_, i) => [stroke[2 * i], stroke[2 * i + 1]]);
  return JSON.stringify(digits.map(({ label, strokes, image }) => ({ label, writer,
    ...(strokes ? { strokes: strokes.map(points) } : { image }) })));
}

/** @param {string} text  of such a file @returns {OwnDigit[]} @throws {Error} if it is not such a file */
export function fromFile(text) {
  const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  const isStroke = (stroke) => Array.isArray(stroke) && stroke.length && stroke.every(isPoint);
  const entries = JSON.parse(text);
  return entries.map(({ label, strokes, image }) => {
    const isPicture = typeof image === "string" && image.startsWith("data:image/");
    const isDrawn = Array.isArray(strokes) && strokes.length && strokes.every(isStroke);
    if (!Number.isInteger(label) || label < 0 || label > 9 || !(isPicture || isDrawn)) throw new Error("no digits");
    return isDrawn ? { label, strokes: strokes.map((stroke) => stroke.flat()) } : { label, image };
  });
}

publish("own", digits);
