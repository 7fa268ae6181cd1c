import assert from "node:assert/strict";
import test from "node:test";
import { duration, testFigures, trainingFigures } from "../../../assets/scripts/results/results.js";

const TESTED = { test: { right: 9962, count: 10_000, low: 0.9948, high: 0.9972 }, refused: 12,
  calibrationError: 0.0017 };

test("the figures of a test are accuracy, mistakes, refusals and calibration error", () => {
  assert.deepEqual(testFigures(TESTED).map(([name, value, words]) => [name, value, words]), [
    ["test_accuracy", 0.9962, "99.62\u00a0%"], ["mistakes", 38, "38"], ["refused", 12, "12"],
    ["calibration_error", 0.0017, "0.17\u00a0%"]]);
});

test("an accuracy comes with its interval", () => {
  assert.equal(testFigures(TESTED)[0][4], "95 % interval 99.48\u00a0% to 99.72\u00a0%");
});

test("the record's accuracy is shown before the digits are read", () => {
  assert.deepEqual(testFigures({ test: TESTED.test }).map(([, , words]) => words), ["99.62\u00a0%", "38", "…", "…"]);
});

test("before anything is known each figure is an ellipsis", () => {
  assert.deepEqual(testFigures(null).map(([, value, words]) => [value, words]), Array(4).fill([undefined, "…"]));
});

test("a training's figures are those in its record", () => {
  const figures = trainingFigures({ facts: { parameters: 607_394, seconds: 2203.6, seed: 0, train_count: null },
    curves: { loss: [3, 2, 1] } });
  assert.deepEqual(figures, [["parameters", 607_394, "607,394", "parameters"], ["epochs", 3, "3", "epochs"],
    ["seconds", 2203.6, "37 min", "to train on an unknown computer"], ["seed", 0, "0", "seed"]]);
});

test("without a record a training has no figures", () =>
  assert.deepEqual(trainingFigures({ facts: {}, curves: {} }), []));

test("durations from two minutes up are written in minutes", () => {
  assert.deepEqual([0.4, 119.4, 120, 2203.6].map(duration), ["0 s", "119 s", "2 min", "37 min"]);
});
