import assert from "node:assert/strict";
import test from "node:test";
import { setText } from "../../../assets/scripts/common/elements.js";

test("setting the text that an element already has does not touch it", () => {
  const written = [];
  const element = { get textContent() { return written.at(-1) ?? ""; }, set textContent(text) { written.push(text); } };
  for (const text of ["", "7", "7", "1", ""]) setText(element, text);
  assert.deepEqual(written, ["7", "1", ""]);
});
