/** Step 3: a kernel made by hand slides over the picture. */
import { inkColors, signedColors, tint } from "../common/colors.js";
import { make } from "../common/elements.js";
import { number, t } from "../common/language.js";
import { handmade, valuesOf } from "./arithmetic.js";
import { filter, PRESETS } from "./kernel.js";
import { fillTable, largestOf, Picture, placeOfLargest, write } from "./parts.js";
import { addingUp, explain, patchBelow } from "../reading/arithmetic.js";

const [CONVOLUTION, MAP] = [1, 26];
const DECIMALS = 2;  // of the sum written out

export function build(element, { find, repaint }) {
  const image = new Picture(find('[data-picture="image"]'), inkColors, t`The image`);
  const map = new Picture(find('[data-picture="map"]'), signedColors, t`The feature map`);
  const bias = find("#lesson-bias");
  let pointed = null;  // until then, the map's largest value

  const weights = filter.kernel.map((_, index) => {
    const input = make("input", { type: "number", step: "any",
      "aria-label": t`weight in row ${Math.floor(index / 3)}, column ${index % 3}` });
    input.addEventListener("input", () => { filter.kernel[index] = Number(input.value); repaint(); });
    return input;
  });
  find(".lesson-weights").append(...weights);
  bias.addEventListener("input", () => { filter.bias = Number(bias.value); repaint(); });

  function set(kernel) {
    filter.kernel = [...kernel];
    fill();
    repaint();
  }
  function fill() {
    weights.forEach((input, index) => { input.value = filter.kernel[index]; });
    bias.value = filter.bias;
  }
  find(".lesson-presets").addEventListener("click", ({ target }) => {
    if (target.dataset.preset) set(PRESETS[target.dataset.preset]);
  });
  find("#lesson-turn").addEventListener("click", () => set([...filter.kernel].reverse()));
  map.onPlace((place) => { pointed = place; repaint(); });
  // Pointing at the image centers the kernel on that pixel.
  image.onPlace(({ row, column }) => {
    const within = (at) => Math.min(Math.max(at - 1, 0), MAP - 1);
    pointed = { row: within(row), column: within(column), channel: 0 };
    repaint();
  });
  fill();

  function showPlace(values, place) {
    const { value, terms: [term] } = explain(values, place);
    const rounded = addingUp([...term.products, filter.bias], DECIMALS);
    const texts = rounded.terms.map((text) => number(Number(text), DECIMALS));
    const largest = largestOf(term.products);
    find(".lesson-place-name").textContent = t`at row ${place.row}, column ${place.column}`;
    fillTable(find(".lesson-patch"), term.patch, term.patch.map((pixel) => number(pixel)), 3, "ink");
    fillTable(find(".lesson-products"), term.products.map((product) => product / (largest || 1)), texts.slice(0, 9),
      3, "signed");
    write(find(".lesson-value"), t`sum + bias ${texts[9]} = ${number(Number(rounded.total), DECIMALS)}`,
      { row: place.row, column: place.column, value });
  }

  return {
    show({ image: pixels, caption }) {
      const values = valuesOf(handmade(filter), pixels)[CONVOLUTION];
      const { out } = values;
      const place = pointed ?? placeOfLargest(out, MAP);
      image.paint(pixels);
      image.caption.textContent = caption;
      map.paintValues(out);
      image.mark(patchBelow(values.layer, place));
      map.markPixel(place);
      for (const preset of element.querySelectorAll("[data-preset]")) {
        preset.setAttribute("aria-pressed", PRESETS[preset.dataset.preset].join() === filter.kernel.join());
      }
      const largest = largestOf(filter.kernel) || 1;
      weights.forEach((input, index) => tint(input, filter.kernel[index] / largest));
      showPlace(values, place);
    },
  };
}
