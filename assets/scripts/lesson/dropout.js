/** Step 8: units are left out at random while a network learns. */
import { count, number, t } from "../common/language.js";
import { dropout } from "./arithmetic.js";
import { valuesNamed } from "./network.js";
import { fillTable, largestOf, write } from "./parts.js";

export const needsNetwork = true;
const COLUMNS = 16;
const NARROW = 700;  // pixels: a narrower page gets half as many columns

export function build(element, { find, repaint }) {
  const [isOn, rate, again] = ["#lesson-dropout", "#lesson-rate", "#lesson-again"].map(find);
  let chances = null;  // random numbers, kept until others are asked for: a moving pen must not reshuffle the units
  isOn.addEventListener("change", repaint);
  rate.addEventListener("input", repaint);
  again.addEventListener("click", () => { chances = null; isOn.checked = true; repaint(); });

  function sentence(units, values) {
    const sum = (numbers) => number(numbers.reduce((total, one) => total + (one ?? 0), 0), 1);
    const gone = values.filter((value) => value === null).length;
    if (!isOn.checked) return t`Reading: all ${values.length} units take part. Their sum: ${sum(units)}`;
    const factor = number(1 / (1 - rate.value), 3);
    return [t`${gone} of ${count(values.length)} units are left out, the others are multiplied by ${factor}.`,
      t`Their sum: ${sum(values)}; without dropout: ${sum(units)}`].join(" ");
  }

  return {
    show({ values: network, caption }) {
      const units = Array.from(valuesNamed(network, "relu_2").out);
      chances ??= units.map(Math.random);
      const draws = chances.values();
      const values = isOn.checked ? dropout(units, Number(rate.value), () => draws.next().value) : units;
      const largest = largestOf(units) || 1;
      const table = find(".lesson-units");
      fillTable(table, values.map((value) => Math.min((value ?? 0) / largest, 1)),
        values.map((value) => (value === null ? "×" : number(value))),
        element.clientWidth < NARROW ? COLUMNS / 2 : COLUMNS, "signed");
      values.forEach((value, index) => table.children[index].classList.toggle("cell-gone", value === null));
      find(".lesson-rate").textContent = number(Number(rate.value));
      write(find(".lesson-count"), sentence(units, values), { value: values.filter((value) => value === null).length });
      find(".lesson-units-name").textContent = t`the 128 units after ReLU, for ${caption}`;
    },
  };
}
