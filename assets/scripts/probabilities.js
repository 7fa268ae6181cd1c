/** Ten bars in fixed order, one for each digit. */
import { subscribe } from "./reading.js";

export function mount({ element }) {
  const bars = [...element.querySelectorAll(".bar")].map((bar) => ({
    bar, fill: bar.querySelector(".bar-fill"), percent: bar.querySelector(".bar-percent") }));

  subscribe("reading", ({ state, digit, probabilities }) => {
    bars.forEach(({ bar, fill, percent }, index) => {
      const probability = state === "blank" ? 0 : probabilities[index];
      bar.dataset.probability = probability;
      bar.classList.toggle("bar-chosen", index === digit);
      fill.style.setProperty("--probability", probability);
      percent.textContent = state === "blank" ? "" : `${(100 * probability).toFixed(1)} %`;
    });
  });
}
