/** Step 6: only the strongest value of each window of the map stays. */
import { mapColors } from "../common/colors.js";
import { count, number, sizes, t } from "../common/language.js";
import { handmade, valuesOf } from "./arithmetic.js";
import { filter } from "./kernel.js";
import { chosenOf, fillTable, largestOf, Picture, placeOfLargest, write } from "./parts.js";
import { explain, patchBelow } from "../reading/arithmetic.js";

const [POOLING, MAP] = [3, 26];

/** How many values remain, and how many rows and columns of the map no window reaches. */
function leftOver(all, kept, rest) {
  if (!rest) return t`${all} values become ${kept}`;
  return rest === 1 ? t`${all} values become ${kept}; the last row and column are left out`
    : t`${all} values become ${kept}; the last ${rest} rows and columns are left out`;
}

export function build(element, { find, repaint }) {
  const map = new Picture(find('[data-picture="map"]'), mapColors, t`The map after ReLU`);
  const pooled = new Picture(find('[data-picture="pooled"]'), mapColors, t`The map after pooling`);
  const slider = find("#lesson-window");
  let pointed = null;  // on the map, so it outlasts a change of the window; until then, the map's largest value
  map.onPlace((place) => { pointed = place; repaint(); });
  pooled.onPlace(({ row, column }) => {
    pointed = { row: row * slider.value, column: column * slider.value };
    repaint();
  });
  element.addEventListener("input", repaint);

  function showWindow(values, place, kind) {
    const { patch, value } = explain(values, place);
    const largest = largestOf(patch) || 1;
    const table = find(".lesson-table");
    fillTable(table, patch.map((one) => one / largest), patch.map((one) => number(one)), Number(slider.value),
      "signed");
    const isMax = kind === "max pooling";
    if (isMax) table.children[patch.indexOf(value)].classList.add("cell-won");
    find(".lesson-place-name").textContent = t`window at row ${place.row}, column ${place.column}`;
    write(find(".lesson-value"), isMax ? t`largest = ${number(value)}` : t`mean = ${number(value)}`,
      { row: place.row, column: place.column, value });
  }

  return {
    show({ image }) {
      const pool = Number(slider.value);
      const kind = chosenOf(element, "lesson-pool");
      const values = valuesOf(handmade({ ...filter, pool, kind }), image)[POOLING];
      const { layer, from: into, out } = values;
      const [side] = layer.output;
      const at = pointed ?? placeOfLargest(into, MAP);
      const within = (place) => Math.min(Math.floor(place / pool), side - 1);
      const place = { row: within(at.row), column: within(at.column), channel: 0 };
      map.paintValues(into);
      pooled.paintValues(out, largestOf(into), pool);
      map.mark(patchBelow(layer, place), at);
      pooled.markPixel(place);
      const rest = MAP - side * pool;
      find(".lesson-window").textContent = sizes([pool, pool]);
      find(".lesson-pooled-name").textContent = t`after pooling, ${sizes([side, side])}`;
      find(".lesson-count").textContent = leftOver(count(MAP * MAP), count(side * side), rest);
      showWindow(values, place, kind);
    },
  };
}
