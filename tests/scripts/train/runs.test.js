import assert from "node:assert/strict";
import test from "node:test";
import { isEmpty, isOver, outcome, pointOf, progressOf, title } from "../../../assets/scripts/train/runs.js";

const POINT = pointOf([0.5, 0.1, 0.4, 0.88, 0.3, 0.9012, 3.2]);
const SMALL = { convolutions: 1, filters: 8, kernel_size: 3, stride: 1, padding: "valid", pooling: 0, dense_units: 0 };
const run = (state, { points = [], ...figures } = {}) => ({ state, points, figures });

test("a training is over when it is neither queued nor running", () => {
  assert.deepEqual(["queued", "running", "done", "stopped", "failed"].map((state) => isOver({ state })),
    [false, false, true, true, true]);
});

test("a training is empty if it was stopped before its first point", () => {
  assert.deepEqual([run("stopped"), run("stopped", { points: [POINT] }), run("running")].map(isEmpty),
    [true, false, false]);
});

test("the outcome of a training is described at each stage", () => {
  assert.deepEqual([run("queued"), run("running"), run("running", { points: [POINT] })].map(outcome),
    ["in line", "…", "90.1\u00a0% of held-out digits so far"]);
});

test("a trained network's outcome is its accuracy with its interval", () => {
  assert.equal(outcome(run("done", { accuracy: 0.98, low: 0.977, high: 0.983 })),
    "98.0\u00a0% of the test digits (95 %: 97.7\u00a0% to 98.3\u00a0%)");
});

test("a network that reads no better than guessing has learned nothing", () => {
  const told = progressOf(run("done", { accuracy: 0.089, low: 0.083, high: 0.095, points: [POINT] }), { state: "done" });
  assert.match(told, /^It has learned nothing: 8\.9\u00a0% .*smaller learning rate\.$/);
});

test("a network that learned the visitor's digits is compared with itself before", () => {
  const [before, after] = [{ own: 0.5, mnist_test: 0.99 }, { own: 1, mnist_test: 0.985 }];
  assert.equal(outcome(run("done", { before, after, digits: 8 })),
    "your drawings 50.0\u00a0% → 100.0\u00a0% (8 in training), MNIST test digits 99.0\u00a0% → 98.5\u00a0%");
});

test("a network's title names its filters and the layers it lacks", () => {
  assert.equal(title(SMALL), "8 filters of 3 × 3, no pooling, no hidden layer");
});

test("a network's title names layers, stride, padding, pooling and units where it has them", () => {
  assert.equal(
    title({ ...SMALL, convolutions: 2, kernel_size: 5, stride: 2, padding: "same", pooling: 2, dense_units: 64 }),
    "2 × 8 filters of 5 × 5 / 2 same, pool 2, dense 64");
});

test("a queued training reports how many are ahead of it", () => {
  assert.deepEqual([0, 1, 2].map((ahead) => progressOf(run("queued"), { state: "queued", ahead })),
    ["In line.", "In line: one training ahead of yours.", "In line: 2 trainings ahead of yours."]);
});

test("a running training reports its epoch, held-out accuracy and remaining seconds", () => {
  const running = { ...run("running", { points: [POINT] }), epochs: 5 };
  assert.equal(progressOf(running, { state: "running", left: 28 }),
    "Epoch 1 of 5 · 90.1\u00a0% of held-out digits · about 28 s left");
});

test("a training reports when it is starting and when it is being tested", () => {
  const learned = run("running", { points: [{ ...POINT, epoch: 5, share: 1 }] });
  assert.deepEqual([run("running"), learned].map((one) => progressOf(one, { state: "running" })),
    ["Getting ready…", "Trained. Reading the test digits…"]);
});

test("a stopped training reports why, and what is kept", () => {
  const text = (points) =>
    progressOf(run("stopped", { points }), { state: "stopped", reason: "Nobody was watching anymore." });
  assert.equal(text([POINT]),
    "Stopped; what it had learned is kept: 90.1\u00a0% of held-out digits so far. Nobody was watching anymore.");
  assert.equal(text([]), "Stopped before it had learned anything. Nobody was watching anymore.");
});
