/** What a network's scores mean: a digit, or a doubt. `model/recognizer.py` is the reference. */

const DIGITS = 10;
const UNSURE = 0.5;  // the highest probability below which an answer is more likely wrong than right

/** The evidence for any digit at all: log Σ exp over the logits. */
function energy(logits) {
  const highest = Math.max(...logits);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}

/** The class with the highest probability. @param {Float32Array} probabilities */
export const likeliest = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

/**
 * Why the answer is refused; null if it is not.
 * @param {{probabilities: Float32Array, logits: Float32Array}} scores
 * @param {number | null} leastEnergy  the energy below which there is too little evidence; null if any is enough
 * @returns {"no digit" | "two alike" | null}
 */
export function doubtOf({ probabilities, logits }, leastEnergy) {
  if (leastEnergy !== null && energy(logits) < leastEnergy) return "no digit";
  return Math.max(...probabilities) < UNSURE ? "two alike" : null;
}

/** The reading of an empty pad. @returns {import("../common/messages.js").Reading} */
export const blank = () => ({ state: "blank", digit: null, doubt: null, digits: [],
  probabilities: new Float32Array(DIGITS).fill(1 / DIGITS), image: new Uint8Array(28 * 28), corner: [4, 4],
  fitted: [20, 20], crop: null, maps: null, layers: null });
