/** Color scales: one per meaning, the same in light and dark, and distinguishable by color-blind people. */
import { make } from "./elements.js";

// Nine samples of viridis (Smith & van der Walt, 2015): its lightness rises evenly.
const MAP = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121],
  [109, 205, 89], [253, 231, 37]];
// Blue, white, orange: the ends stay distinct with every common form of color blindness.
const SIGNED = [[5, 80, 160], [90, 150, 210], [247, 247, 247], [240, 150, 60], [175, 75, 0]];
const INK = [[0, 0, 0], [255, 255, 255]];

/** 256 colors along the stops, as packed RGBA that fits into an ImageData's 32-bit view. */
function table(stops) {
  const colors = new Uint32Array(256);
  const parts = new Uint8ClampedArray(colors.buffer);
  for (let level = 0; level < 256; level++) {
    const place = (level / 255) * (stops.length - 1);
    const stop = Math.min(Math.floor(place), stops.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [low, high] = [stops[stop][channel], stops[stop + 1][channel]];
      parts[4 * level + channel] = Math.round(low + (high - low) * (place - stop));
    }
    parts[4 * level + 3] = 255;
  }
  return colors;
}

export const mapColors = table(MAP);
export const signedColors = table(SIGNED);
export const inkColors = table(INK);

/** The level of a value on the scale of `signedColors`, 0 to 254: 127 is zero, as in the server's messages. */
export const signedLevel = (value, largest) => Math.round(127 + (127 * value) / (largest || 1));

/** The scale as a CSS gradient, for a legend. */
export function gradient(colors) {
  const parts = new Uint8ClampedArray(colors.buffer);
  const stops = [0, 32, 64, 96, 128, 160, 192, 224, 255];
  return `linear-gradient(to right, ${stops.map((s) => `rgb(${parts.slice(4 * s, 4 * s + 3).join()})`).join()})`;
}

if ("document" in globalThis) {  // Node, which runs the tests, has none
  document.documentElement.style.setProperty("--scale-map", gradient(mapColors));
  document.documentElement.style.setProperty("--scale-signed", gradient(signedColors));
}

/** Tint a cell by its value's share of the largest, −1 to 1. */
export function tint(cell, share) {
  cell.style.setProperty("--tint", `${Math.round(60 * Math.abs(share))}%`);
  cell.classList.toggle("cell-negative", share < 0);
}

const brushes = new WeakMap();  // each canvas's context and pixels: creating them takes as long as painting

function brushOf(canvas, rows, columns) {
  const kept = brushes.get(canvas);
  if (kept?.pixels.width === columns && kept.pixels.height === rows) return kept;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(columns, rows);
  const brush = { context, pixels, packed: new Uint32Array(pixels.data.buffer) };
  brushes.set(canvas, brush);
  return brush;
}

/**
 * Paint levels as crisp pixels, one canvas pixel each.
 * @param {HTMLCanvasElement} canvas
 * @param {number} rows @param {number} columns
 * @param {Uint32Array} colors
 * @param {(index: number) => number} level  0 to 255 for the pixel at `index`, row by row
 */
export function paint(canvas, rows, columns, colors, level) {
  const { context, pixels, packed } = brushOf(canvas, rows, columns);
  for (let index = 0; index < packed.length; index++) packed[index] = colors[level(index)];
  context.putImageData(pixels, 0, 0);
}

/** A canvas with an image of 28 x 28. @param {ArrayLike<number>} pixels @param {object} [properties]  see `make` */
export function imageCanvas(pixels, properties) {
  const canvas = make("canvas", properties);
  paint(canvas, 28, 28, inkColors, (index) => pixels[index]);
  return canvas;
}

/**
 * Call `listener` with the pixel under the pointer, and with nulls when there is none.
 * @param {HTMLCanvasElement} canvas
 * @param {(row: number | null, column: number | null) => void} listener
 */
export function onPixel(canvas, listener) {
  const tell = (event) => {
    const box = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
    const isOn = row >= 0 && row < canvas.height && column >= 0 && column < canvas.width;
    listener(isOn ? row : null, isOn ? column : null);
  };
  canvas.addEventListener("pointermove", tell);
  canvas.addEventListener("pointerdown", tell);
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") listener(null, null);  // after a tap the value stays
  });
}
