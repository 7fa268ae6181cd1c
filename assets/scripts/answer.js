/** The answer in big type, and in words. */
import { subscribe } from "./reading.js";

const percent = (probability) => `${(100 * probability).toFixed(1)} %`;

/** @param {import("./reading.js").Reading} reading */
function words({ state, digit, probabilities }) {
  if (state === "blank") return "Draw a digit";
  if (state === "unsure") return `Not sure. A ${digit}?`;
  return percent(probabilities[digit]);
}

export function mount({ element }) {
  const answer = element.closest("#answer");
  const [big, small, spoken] = ["digit", "words", "spoken"].map((name) => element.querySelector(`.answer-${name}`));
  let speaking = 0;

  const show = (state, digit, text) => {
    answer.dataset.state = state;
    answer.dataset.digit = digit ?? "";
    big.textContent = state === "digit" ? digit : state === "unsure" ? "?" : "";
    small.textContent = text;
    // A screen reader is told what stays, not each step on the way there.
    clearTimeout(speaking);
    speaking = setTimeout(() => { spoken.textContent = state === "digit" ? `${digit}, ${text}` : text; }, 700);
  };
  subscribe("reading", (reading) => show(reading.state, reading.digit, words(reading)));
  subscribe("trouble", ({ sentence }) => show("trouble", null, sentence));
}
