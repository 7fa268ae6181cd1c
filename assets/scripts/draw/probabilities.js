/** Ten bars, one per digit. Clicking one or two of them chooses the digits that the Why tab explains. */
import { setText } from "../common/elements.js";
import { percentProbable } from "../common/language.js";
import { makeOneStop } from "../common/one-stop.js";
import { publish, subscribe } from "../common/bus.js";

const NOTHING = { digit: null, other: null };

/**
 * The chosen digits after a click: the first click chooses a digit, the second one to compare it with; a click on a
 * chosen digit deselects it.
 * @param {{digit: number | null, other: number | null}} asked  the chosen digits before the click
 */
export function askedAfter({ digit, other }, clicked) {
  if (clicked === digit) return { digit: other, other: null };
  if (clicked === other) return { digit, other: null };
  return digit === null || other !== null ? { digit: clicked, other: null } : { digit, other: clicked };
}

export function mount({ element }) {
  const bars = [...element.querySelectorAll(".bar")].map((bar) => ({
    bar, button: bar.querySelector("button"), fill: bar.querySelector(".bar-fill"),
    words: bar.querySelector(".bar-percent") }));
  let asked = NOTHING, drawing = null;

  subscribe("reading", ({ state, digit, probabilities }) => {
    bars.forEach(({ bar, fill, words }, index) => {
      const probability = state === "blank" ? 0 : probabilities[index];
      bar.dataset.probability = probability;
      bar.classList.toggle("bar-chosen", index === digit);
      fill.style.setProperty("--probability", probability);
      setText(words, state === "blank" ? "" : percentProbable(probability));
    });
  });

  function ask(digits) {
    asked = digits;
    bars.forEach(({ bar, button }, index) => {
      const isAsked = index === asked.digit || index === asked.other;
      bar.classList.toggle("bar-asked", isAsked);
      button.setAttribute("aria-pressed", isAsked);
    });
    publish("asked", asked);
  }
  bars.forEach(({ button }, digit) => button.addEventListener("click", () => ask(askedAfter(asked, digit))));
  subscribe("drawing", (latest) => {
    const isAnother = !latest || latest.image !== drawing?.image;
    drawing = latest;
    if (isAnother && asked.digit !== null) ask(NOTHING);  // the question was about the drawing before
  });
  makeOneStop(element);
}
