import assert from "node:assert/strict";
import test from "node:test";
import { blank, doubtOf, likeliest } from "../../../assets/scripts/reading/state.js";

const scores = (probabilities, logits = [0, 0]) => ({ probabilities: Float32Array.from(probabilities),
  logits: Float32Array.from(logits) });

test("an answer that is probable enough is not doubted", () => {
  assert.equal(doubtOf(scores([0.4, 0.6]), null), null);
});

test("if no digit has a probability of one half, two look alike", () => {
  assert.equal(doubtOf(scores([0.49, 0.48, 0.03]), null), "two alike");
});

test("if the logits' energy is too low there is no digit, however probable the answer", () => {
  // log(e⁰ + e⁰) = 0.693
  assert.equal(doubtOf(scores([0.9, 0.1]), 0.7), "no digit");
  assert.equal(doubtOf(scores([0.9, 0.1]), 0.69), null);
});

test("large logits have an energy too", () => {
  assert.equal(doubtOf(scores([0.9, 0.1], [1000, 1]), 999), null);
});

test("the likeliest class has the highest probability", () => assert.equal(likeliest(Float32Array.of(0.1, 0.7, 0.2)), 1));

test("the reading of an empty pad finds all digits equally likely", () => {
  const { state, digit, probabilities } = blank();
  assert.deepEqual([state, digit, [...probabilities]], ["blank", null, Array(10).fill(Math.fround(0.1))]);
});
