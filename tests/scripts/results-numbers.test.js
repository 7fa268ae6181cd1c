import assert from "node:assert/strict";
import test from "node:test";
import { duration, percent, whole } from "../../assets/scripts/results-numbers.js";

test("a share is written in percent, with two places or as many as asked for", () => {
  assert.deepEqual([percent(0.99621), percent(0.99621, 1), percent(1, 0)], ["99.62 %", "99.6 %", "100 %"]);
});

test("a whole number is written in groups", () => assert.equal(whole(10_000), "10,000"));

test("two minutes and more are written in minutes", () => {
  assert.deepEqual([0.4, 119.4, 120, 2203.6].map(duration), ["0 s", "119 s", "2 min", "37 min"]);
});
