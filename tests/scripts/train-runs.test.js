import assert from "node:assert/strict";
import test from "node:test";
import { isEmpty, isOver, outcome } from "../../assets/scripts/train-runs.js";

const POINT = [0.5, 0.1, 0.4, 0.88, 0.3, 0.9012, 3.2];  // its sixth is the accuracy on held-out digits
const run = (state, { points = [], ...figures } = {}) => ({ state, points, figures });

test("a training is over once it is neither in line nor running", () => {
  assert.deepEqual(["queued", "running", "done", "stopped", "failed"].map((state) => isOver({ state })), [false, false, true, true, true]);
});

test("a training is empty if it was stopped before its first point", () => {
  assert.deepEqual([run("stopped"), run("stopped", { points: [POINT] }), run("running")].map(isEmpty), [true, false, false]);
});

test("what came of a training is told as far as it has come", () => {
  assert.deepEqual([run("queued"), run("running"), run("running", { points: [POINT] })].map(outcome),
    ["in line", "…", "90.1\u00a0% of held-out digits so far"]);
});

test("a trained network's outcome is its accuracy with its interval", () => {
  assert.equal(outcome(run("done", { accuracy: 0.98, low: 0.977, high: 0.983 })),
    "98.0\u00a0% of the test digits (95 %: 97.7\u00a0% to 98.3\u00a0%)");
});

test("a network that learned one's own digits is compared with itself before", () => {
  const [before, after] = [{ own: 0.5, mnist_test: 0.99 }, { own: 1, mnist_test: 0.985 }];
  assert.equal(outcome(run("done", { before, after, digits: 8 })),
    "yours 50.0\u00a0% → 100.0\u00a0% of the 8 it learned, MNIST's test digits 99.0\u00a0% → 98.5\u00a0%");
});
