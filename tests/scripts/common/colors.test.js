import assert from "node:assert/strict";
import test from "node:test";
import { gradient, inkColors, mapColors, paint, signedColors, signedLevel } from "../../../assets/scripts/common/colors.js";

const rgba = (colors, level) => [...new Uint8Array(colors.buffer).subarray(4 * level, 4 * level + 4)];

test("ink rises evenly from black to white and is opaque", () => {
  assert.deepEqual([0, 100, 255].map((level) => rgba(inkColors, level)),
    [[0, 0, 0, 255], [100, 100, 100, 255], [255, 255, 255, 255]]);
});

test("a map's colors get lighter with each level", () => {
  const lightness = Array.from({ length: 256 }, (_, level) => {
    const [red, green, blue] = rgba(mapColors, level);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;  // Rec. 709, near enough
  });
  assert.ok(lightness.every((value, level) => !level || value > lightness[level - 1] - 0.5));
});

test("signed colors are white in the middle, blue below and orange above", () => {
  assert.ok(rgba(signedColors, 127).every((part) => part > 240));
  const [below, above] = [0, 255].map((level) => rgba(signedColors, level));
  assert.ok(below[2] > below[0] && above[0] > above[2]);
});

test("a signed value's distance from the middle level is its share of the largest value", () => {
  assert.deepEqual([-2, -1, 0, 2].map((value) => signedLevel(value, 2)), [0, 64, 127, 254]);
  assert.equal(signedLevel(0, 0), 127);
});

test("a legend's gradient has the scale's end colors", () => {
  assert.match(gradient(mapColors), /^linear-gradient\(to right, rgb\(68,1,84\),.*,rgb\(253,231,37\)\)$/);
});

test("a canvas takes the size of each image painted on it", () => {
  let put = null;
  const context = {
    createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }),
    putImageData(pixels) { put = pixels; },
  };
  const canvas = { width: 300, height: 150, getContext: () => context };
  const painted = (rows, columns, level) => {
    paint(canvas, rows, columns, inkColors, () => level);
    return [put.height, put.width, canvas.height, canvas.width, ...new Set(put.data)];
  };
  assert.deepEqual(painted(2, 3, 7), [2, 3, 2, 3, 7, 255]);
  assert.deepEqual(painted(2, 3, 8), [2, 3, 2, 3, 8, 255]);
  assert.deepEqual(painted(3, 2, 9), [3, 2, 3, 2, 9, 255]);
});
