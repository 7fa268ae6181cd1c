import assert from "node:assert/strict";
import test from "node:test";
import { setText } from "../../../assets/scripts/common/elements.js";

test("a text that stands there already is not written again", () => {
  const written = [];
  const element = { get textContent() { return written.at(-1) ?? ""; }, set textContent(text) { written.push(text); } };
  for (const text of ["", "7", "7", "1", ""]) setText(element, text);
  assert.deepEqual(written, ["7", "1", ""]);
});
