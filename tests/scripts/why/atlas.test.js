import assert from "node:assert/strict";
import test from "node:test";
import { scaleOf } from "../../../assets/scripts/why/atlas.js";

test("the whole map fits into the square without distortion, y up", () => {
  // 4 wide, 2 high: 50 screen pixels for one, and 14 around.
  const scale = scaleOf(Float32Array.of(-1, 0, 3, 2, 0, 1), 228);
  assert.deepEqual([scale(-1, 1), scale(3, 1)], [[14, 114], [214, 114]]);
  assert.deepEqual([scale(1, 2), scale(1, 0)], [[114, 64], [114, 164]]);
});
