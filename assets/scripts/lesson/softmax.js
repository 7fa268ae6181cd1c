/** Step 9: scores become probabilities, and one number says how wrong they are. */
import { local, number, percentProbable, t } from "../common/language.js";
import { crossEntropy, softmax } from "./arithmetic.js";
import { valuesNamed } from "./network.js";
import { write } from "./parts.js";

export const needsNetwork = true;
const DIGITS = 10;
const REACH = 20;  // of the sliders, in either direction

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** A number of any size in a few characters: 0.0419, 3.84 · 10⁻⁴. */
function inPowers(value) {
  if (value === 0 || (value >= 1e-3 && value < 1e5)) {
    return local(value.toPrecision(3).includes("e") ? value.toFixed(0) : value.toPrecision(3));
  }
  const [front, exponent] = value.toExponential(2).split("e");
  return `${local(front)} · 10${[...exponent.replace("+", "")].map((letter) => SUPERSCRIPTS[letter]).join("")}`;
}

/** A digit's row: a slider for its logit, exp of it, and its probability. */
function rowFor(digit) {
  const row = document.createElement("div");
  row.className = "lesson-softmax-row";
  row.innerHTML = `<b>${digit}</b><input type="range" min="${-REACH}" max="${REACH}" step="0.1" aria-label="${t`logit of digit ${digit}`}">`
    + '<output class="lesson-logit"></output><output class="lesson-exp"></output>'
    + '<span class="lesson-track"><i></i></span><output class="lesson-probability"></output>';
  return row;
}

export function build(element, { find, repaint }) {
  const rows = Array.from({ length: DIGITS }, (_, digit) => rowFor(digit));
  const sliders = rows.map((row) => row.querySelector("input"));
  const [temperature, right] = ["#lesson-temperature", "#lesson-right"].map(find);
  let ownLogits = null;
  let logits = null;  // null: those of the picture
  const shown = () => logits ?? ownLogits ?? new Array(DIGITS).fill(0);
  find(".lesson-softmax-rows").append(...rows);
  right.append(...rows.map((_, digit) => new Option(digit, digit)));

  function set(latest) {
    logits = latest;
    repaint();
  }
  sliders.forEach((slider, digit) => slider.addEventListener("input", () =>
    set(shown().map((logit, other) => (other === digit ? Number(slider.value) : logit)))));
  find("#lesson-own-logits").addEventListener("click", () => set(null));
  find("#lesson-equal").addEventListener("click", () => set(new Array(DIGITS).fill(0)));
  find("#lesson-shift").addEventListener("click", () => set(shown().map((logit) => logit + 1)));
  temperature.addEventListener("input", repaint);
  right.addEventListener("change", repaint);

  return {
    show({ values }) {
      const isFirst = !ownLogits;
      ownLogits = Array.from(valuesNamed(values, "logits").out);
      if (isFirst) right.value = ownLogits.indexOf(Math.max(...ownLogits));
      const current = shown();
      const heat = Number(temperature.value);
      const probabilities = softmax(current, heat);
      find("#lesson-own-logits").setAttribute("aria-pressed", !logits);
      rows.forEach((row, digit) => {
        const part = (name) => row.querySelector(`.lesson-${name}`);
        if (document.activeElement !== sliders[digit] || !logits) sliders[digit].value = current[digit];
        part("logit").textContent = number(current[digit]);
        part("exp").textContent = inPowers(Math.exp(current[digit] / heat));
        part("probability").textContent = percentProbable(probabilities[digit], 2);
        row.dataset.probability = probabilities[digit];
        row.querySelector("i").style.setProperty("--share", probabilities[digit]);
        row.classList.toggle("lesson-right", digit === Number(right.value));
      });
      find(".lesson-temperature").textContent = number(heat);
      const sum = probabilities.reduce((total, probability) => total + probability, 0);
      find(".lesson-sum").textContent = t`sum of the probabilities: ${number(sum, 3)}`;
      const loss = crossEntropy(current, Number(right.value), heat);
      write(find(".lesson-loss"), t`loss = −ln ${inPowers(probabilities[right.value])} = ${number(loss, 3)}`,
        { value: loss });
    },
  };
}
