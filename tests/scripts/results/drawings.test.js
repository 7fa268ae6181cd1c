import assert from "node:assert/strict";
import test from "node:test";
import { csvRows } from "../../../assets/scripts/results/drawings.js";

test("the CSV file of drawings names each digit and writer and has numbers without separators", () => {
  assert.deepEqual(csvRows([
    [["what", "of", "figure"], ["drawings read right", "27,984", "99.39 %"]],
    [["manner", "read right"], ["small", "97.00 %"]],
    [["digit", "read right"], ["7", "99.00 %"]],
    [["writer", "read right"], ["tes-03", "95.00 %"]],
  ]), [
    ["what", "of", "figure"], ["drawings read right", "27984", "99.39 %"],
    ["small", "", "97.00 %"], ["digit 7", "", "99.00 %"], ["writer tes-03", "", "95.00 %"]]);
});
