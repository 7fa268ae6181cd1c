import assert from "node:assert/strict";
import test from "node:test";
import { add, asFile, fromFile, remove } from "../../../assets/scripts/train/own.js";
import { subscribe } from "../../../assets/scripts/common/bus.js";
import { seeded } from "../support/random.js";

const STROKE = { label: 7, strokes: [[1, 2, 3, 4], [5, 6]] };
const PICTURE = { label: 3, image: "data:image/png;base64,AAAA" };
let digits = null;
subscribe("own", (latest) => { digits = latest; });

test("a file has strokes as lists of points, and their writer", () => {
  add([STROKE, PICTURE]);
  const [drawn, picture] = JSON.parse(asFile());
  assert.deepEqual(drawn.strokes, [[[1, 2], [3, 4]], [[5, 6]]]);
  assert.equal(picture.image, PICTURE.image);
  assert.match(drawn.writer, /^page-[0-9a-z]+$/);
  assert.equal(drawn.writer, picture.writer);
});

test("digits survive being saved and opened", () => assert.deepEqual(fromFile(asFile()), [STROKE, PICTURE]));

test("removing a digit keeps the others", () => {
  remove(0);
  assert.deepEqual(digits, [PICTURE]);
});

test("of more than 200 digits the latest are kept", () => {
  const before = digits.length;
  assert.equal(add(Array.from({ length: 205 }, (_, index) => ({ ...STROKE, index }))), before + 205);
  assert.deepEqual([digits.length, digits[0].index, digits.at(-1).index], [200, 5, 204]);
});

for (const text of ["", "7", "null", "{}", "[7]", '[{"label": 10, "image": "data:image/png;base64,AAAA"}]',
  '[{"label": 1, "image": "https://someone.example/"}]', '[{"label": 1, "strokes": []}]',
  '[{"label": 1, "strokes": [[]]}]', '[{"label": 1, "strokes": [[[1, 2, 3]]]}]',
  '[{"label": 1, "strokes": [[[1, null]]]}]', '[{"label": 0.5, "strokes": [[[1, 2]]]}]']) {
  test(`a file of ${text || "nothing"} is refused`, () => assert.throws(() => fromFile(text)));
}

test("a random file gives labels from 0 to 9 or is refused", () => {
  const random = seeded(0);
  const some = (choices) => choices[Math.floor(random() * choices.length)];
  const many = (make) => Array.from({ length: Math.floor(4 * random()) }, make);
  const leaf = () => some([null, true, 0, 7, -1, 1e308, 0.5, "", "x", "data:image/png;base64,AAAA"]);
  const anything = (depth) => depth === 0 ? leaf() : some([leaf, () => many(() => anything(depth - 1)),
    () => Object.fromEntries(many(() => [some(["label", "strokes", "image", "__proto__"]), anything(depth - 1)]))])();
  for (let count = 0; count < 2000; count++) {
    const text = JSON.stringify(some([() => anything(5),
      () => [{ label: some([7, leaf()]), strokes: anything(3), image: leaf() }]])());
    let found = [];
    try {
      found = fromFile(text);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
    assert.ok(found.every(({ label }) => Number.isInteger(label) && label >= 0 && label <= 9), text);
  }
});
