import assert from "node:assert/strict";
import test from "node:test";
import { unpacked } from "../../../assets/scripts/reading/worker.js";

test("weights are put together from the planes of their bytes", () => {
  const numbers = [1.5, -2, 3.1].map((number) => new Uint8Array(Float32Array.of(number).buffer).reverse());
  const planes = Uint8Array.from([0, 1, 2, 3].flatMap((plane) => numbers.map((bytes) => bytes[plane])));
  assert.deepEqual([...unpacked(planes)], [1.5, -2, Math.fround(3.1)]);
});
