/** Step 7: all maps in one row, and units that see all of it. */
import { mapColors, signedColors } from "../common/colors.js";
import { make } from "../common/elements.js";
import { count, number, sizes, t, translated } from "../common/language.js";
import { layerSizes } from "./arithmetic.js";
import { valuesNamed } from "./network.js";
import { Strip, write } from "./parts.js";
import { explain } from "../reading/arithmetic.js";

export const needsNetwork = true;
const [FLAT, UNITS] = [4732, 128];  // sizes in the lesson's network; a test compares them with it
const USUAL = { filters: 28, kernel: 3, units: 128 };

export function build(element, { find, repaint }) {
  const flat = new Strip(find('[data-strip="flat"]'), FLAT, mapColors, t`4,732 values in a row`, 4);
  const units = new Strip(find('[data-strip="units"]'), UNITS, signedColors, t`The sums of 128 dense units`, 14);
  const sliders = Object.keys(USUAL).map((name) => find(`[name="${name}"]`));
  const pointed = { value: null, unit: null };  // until then, the largest
  flat.onIndex((index) => { pointed.value = index; repaint(); });
  units.onIndex((index) => { pointed.unit = index; repaint(); });

  function countParameters() {
    const chosen = Object.fromEntries(sliders.map((slider) => [slider.name, Number(slider.value)]));
    const layers = layerSizes(chosen);
    const all = layers.reduce((sum, { weights, biases }) => sum + weights + biases, 0);
    find("tbody").replaceChildren(...layers.map(({ name, output, weights, biases, formula }) => {
      const bar = make("i", { class: "lesson-share", style: `--share: ${(weights + biases) / all}` });
      return make("tr", {}, make("th", { scope: "row", text: translated(name) }), make("td", { text: sizes(output) }),
        make("td", { text: weights ? `${formula} = ${count(weights + biases)}` : t`no weights` }), make("td", {}, bar));
    }));
    const total = find("tbody").insertRow();
    total.className = "total";
    total.innerHTML =
      `<th scope="row">${t`total`}</th><td></td><td class="lesson-total" data-value="${all}">${count(all)}</td><td></td>`;
    for (const slider of sliders) slider.previousElementSibling.textContent = slider.value;
  }
  sliders.forEach((slider) => slider.addEventListener("input", countParameters));
  find(".lesson-reset").addEventListener("click", () => {
    sliders.forEach((slider) => { slider.value = USUAL[slider.name]; });
    countParameters();
  });
  countParameters();

  function showFlat(values) {
    const flatten = valuesNamed(values, "flatten");
    const { out } = flatten;
    const value = pointed.value ?? out.indexOf(Math.max(...out));
    const { before, origin } = explain(flatten, { row: 0, column: 0, channel: value });
    flat.paintValues(out);
    flat.mark(value);
    find(".lesson-flat-name").textContent = [
      t`${count(out.length)} numbers, counted from 0. Number ${count(value)} is row ${origin.row}, column ${origin.column} of map ${origin.channel}:`,
      `(${origin.row} · 13 + ${origin.column}) · 28 + ${origin.channel}.`, t`Its value is ${number(before)}`].join(" ");
  }

  function showUnits(values) {
    const dense = valuesNamed(values, "dense_1");
    const { out } = dense;
    const unit = pointed.unit ?? out.indexOf(Math.max(...out));
    const { terms, bias, value: sum } = explain(dense, { row: 0, column: 0, channel: unit });
    units.paintValues(out);
    units.mark(unit);
    const weighted = terms.reduce((total, term) => total + term.sum, 0);
    write(find(".lesson-unit-name"), [t`${count(out.length)} units, each with its own sum.`,
      t`Unit ${unit}: ${count(terms.length)} products add up to ${number(weighted, 3)}, plus bias ${number(bias, 3)} gives ${number(sum, 3)}`].join(" "),
    { unit, value: sum });
  }

  return {
    show({ values }) {
      showFlat(values);
      showUnits(values);
    },
  };
}
