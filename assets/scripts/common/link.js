/**
 * The page's address: its parameters, and a drawing's strokes encoded for it: two letters per number from 0 to 1000,
 * strokes separated by a period. 60 points take 240 letters.
 */
import { GRID } from "./drawing.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param {number[][]} strokes  each [x0, y0, x1, y1, …] @returns {string} */
export function encoded(strokes) {
  const letters = (number) => LETTERS[Math.floor(number / 64)] + LETTERS[number % 64];
  return strokes.map((stroke) => stroke.map(letters).join("")).join(".");
}

/** @param {string} text @returns {number[][]}  empty if the text is not a drawing */
export function decoded(text) {
  const strokes = text.split(".").map((part) => {
    const numbers = (part.match(/../g) ?? []).map((pair) => 64 * LETTERS.indexOf(pair[0]) + LETTERS.indexOf(pair[1]));
    const isStroke = numbers.length >= 2 && part.length % 4 === 0 && /^[\w-]+$/.test(part)
      && numbers.every((number) => number <= GRID);
    return isStroke ? numbers : null;
  });
  return strokes.includes(null) ? [] : strokes;
}

/** The drawing in an address, after `#s=` or, for frames whose address has no fragment, `?s=`. */
export function fromAddress({ hash, search }) {
  const text = new URLSearchParams(hash.slice(1)).get("s") ?? new URLSearchParams(search).get("s");
  return text ? decoded(text) : [];
}

/** @returns {string | null} */
export const parameter = ({ search }, name) => new URLSearchParams(search).get(name);

/** The address from its path on, with these parameters changed; null removes one. */
export function address({ pathname, search, hash }, changes) {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return `${pathname}${asked(parameters)}${hash}`;
}

const asked = (parameters) => (parameters.size ? `?${parameters.toString().replaceAll("%2C", ",")}` : "");

/** The page's address with the drawing in it, or without one if the pad is empty. Other parameters stay. */
export function withDrawing({ protocol, host, pathname, search }, strokes) {
  const parameters = new URLSearchParams(search);
  parameters.delete("s");
  // Not `origin`, which is "null" for a file.
  return `${protocol}//${host}${pathname}${asked(parameters)}${strokes?.length ? `#s=${encoded(strokes)}` : ""}`;
}
