import assert from "node:assert/strict";
import test from "node:test";
import { prepare, splitParts } from "../../../assets/scripts/reading/preprocessing.js";
import { CASES, KINDS, numbers } from "../support/cases.js";

for (const kind of KINDS) {
  test(`the browser draws the same image as Python: ${kind}`, () => {
    for (const { strokes, image, corner, fitted, crop } of CASES.filter((one) => one.kind === kind)) {
      const steps = prepare(strokes);
      if (!image) {
        assert.equal(steps, null);
        continue;
      }
      assert.deepEqual([...steps.image], numbers(image));
      assert.deepEqual([steps.corner, steps.fitted], [corner, fitted]);
      if (crop) assert.deepEqual([...steps.crop.values], numbers(crop));
    }
  });
}

test("the crop of an upright line is 54 pixels high, and its edges are means", () => {
  const { crop } = prepare([[500, 200, 500, 800]]);
  assert.deepEqual(crop.shape, [54, 8]);  // of 160 x 24 subpixels, three by three
  // Columns 2 to 21 are ink.
  assert.deepEqual([...crop.values.subarray(27 * 8, 28 * 8)], [85, 255, 255, 255, 255, 255, 255, 85]);
});

test("digits side by side are prepared like drawings of their own", () => {
  const [four, two] = [[[200, 300, 120, 520, 360, 520], [300, 380, 300, 720]],
    [[560, 380, 640, 300, 760, 320, 780, 420, 560, 700, 820, 700]]];
  const parts = splitParts(prepare([...two, ...four]));
  assert.deepEqual(parts.map(({ image }) => image), [four, two].map((strokes) => prepare(strokes).image));
});

const UPRIGHT = [100, 300, 500, 700, 900].map((x) => [x, 100, x, 900]);
for (const [what, strokes] of Object.entries({ "one digit": UPRIGHT.slice(1, 2), "five digits": UPRIGHT,
  "a digit and a dot": [UPRIGHT[1], [600, 500, 610, 510]],
  "a digit and a short line": [UPRIGHT[1], [600, 100, 600, 350]] })) {
  test(`${what} side by side are not split`, () => assert.deepEqual(splitParts(prepare(strokes)), []));
}
