import assert from "node:assert/strict";
import test from "node:test";
import { seriesOf } from "../../../assets/scripts/results/curves.js";

const CURVES = { accuracy: [0.8, 0.9], val_accuracy: [0.7, 0.85], loss: [0.5, 0.25] };
const pointsOf = (figure) => seriesOf(CURVES, figure).map(({ label, points }) => [label, points]);

test("the epochs of a training are counted from 1", () => {
  assert.deepEqual(pointsOf("accuracy"),
    [["training", [[1, 0.8], [2, 0.9]]], ["validation", [[1, 0.7], [2, 0.85]]]]);
});

test("a figure without a validation curve has the training curve alone", () =>
  assert.deepEqual(pointsOf("loss"), [["training", [[1, 0.5], [2, 0.25]]]]));

test("a figure that was not recorded has no curves", () => assert.deepEqual(seriesOf({}, "loss"), []));
