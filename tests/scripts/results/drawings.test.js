import assert from "node:assert/strict";
import test from "node:test";
import { split } from "../../../assets/scripts/results/drawings.js";

const HEAD = ["of", "digits", "right"];

test("rows are split into manners, digits and writers, each with a head", () => {
  assert.deepEqual(split([
    HEAD, ["small", "80", "97 %"], ["digit 7", "10", "99 %"], ["writer 3", "8", "95 %"], ["digit 8", "10", "98 %"],
  ]), [
    [["manner", "digits", "right"], ["small", "80", "97 %"]],
    [["digit", "digits", "right"], ["7", "10", "99 %"], ["8", "10", "98 %"]],
    [["writer", "digits", "right"], ["3", "8", "95 %"]]]);
});

test("a kind without rows has no table", () => {
  assert.deepEqual(split([HEAD, ["digit 7", "10", "99 %"]]), [[["digit", "digits", "right"], ["7", "10", "99 %"]]]);
});
