/** The answer: the digit in large type, and a line of words. */
import { setText } from "../common/elements.js";
import { percentProbable, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";

/** The two most probable digits, most probable first. */
function likeliest(probabilities) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]).slice(0, 2);
}

const DOUBTS = {
  "no digit": () => t`That does not look like a digit to me`,
  "several digits": () => t`One digit at a time, please`,
  "two alike"({ probabilities }) {
    const [first, second] = likeliest(probabilities);
    return t`Not sure: ${first} or ${second}?`;
  },
};

/** The words below the digit. @param {import("../common/messages.js").Reading} reading */
export function words(reading) {
  if (reading.state === "blank") return t`Draw a digit`;
  if (reading.state === "unsure") return DOUBTS[reading.doubt](reading);
  return percentProbable(reading.probabilities[reading.digit]);
}

/** The large type: the digit, or the nearest guess. */
export function guess({ state, digit, digits }) {
  if (state === "blank") return "";
  return state === "digit" ? `${digit}` : `${digits.join("") || digit}?`;
}

export function mount({ element }) {
  const answer = element.closest("#answer");
  const [big, small, spoken] = ["digit", "words", "spoken"].map((name) => element.querySelector(`.answer-${name}`));
  let speaking = 0;

  const show = (state, digit, large, text) => {
    answer.dataset.state = state;
    answer.dataset.digit = digit ?? "";
    setText(big, large);
    setText(small, text);
    // Screen readers announce the final answer, not each step on the way there.
    clearTimeout(speaking);
    speaking = setTimeout(() => { spoken.textContent = large ? `${large}, ${text}` : text; }, 700);
  };
  subscribe("reading", (reading) => show(reading.state, reading.digit, guess(reading), words(reading)));
  subscribe("trouble", ({ sentence }) => show("trouble", null, "", sentence));
}
