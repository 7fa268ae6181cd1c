/**
 * The visitor's own digits: drawings and the digits they are meant as, kept in this tab of the browser until it is
 * closed.
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

/** Keep these too, of all the latest `MOST`. @param {OwnDigit[]} more @returns {number}  how many there would be */
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

/** The file that `train.py --drawings` takes too: strokes as lists of points, and who drew them. */
export function asFile() {
  const writer = `page-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const points = (stroke) => Array.from({ length: stroke.length / 2 }, (_, i) => [stroke[2 * i], stroke[2 * i + 1]]);
  return JSON.stringify(digits.map(({ label, strokes, image }) => ({ label, writer,
    ...(strokes ? { strokes: strokes.map(points) } : { image }) })));
}

/** @param {string} text @returns {OwnDigit[]}  those in such a file @throws {Error} if it is none */
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
