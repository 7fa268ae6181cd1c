/** Step 5: negative values become zero. */
import { mapColors, signedColors } from "../common/colors.js";
import { count, number, t } from "../common/language.js";
import { handmade, valuesOf } from "./arithmetic.js";
import { filter } from "./kernel.js";
import { largestOf, Picture, placeOfLargest, write } from "./parts.js";

const [RELU, MAP] = [2, 26];
const EDGE = 4.5;  // of the graph, where its lines end

/** ReLU's graph with its axes and one point. */
function graph(x) {
  const at = Math.min(Math.max(x, -EDGE), EDGE);
  return `<path class="axis" d="M-5 0H5M0-5V5"/><path class="bend" d="M${-EDGE} 0H0L${EDGE} ${-EDGE}"/>`
    + `<circle cx="${at}" cy="${-Math.max(at, 0)}" r=".35"/>`;
}

export function build(element, { find, repaint }) {
  const before = new Picture(find('[data-picture="before"]'), signedColors, t`The map before ReLU`);
  const after = new Picture(find('[data-picture="after"]'), mapColors, t`The map after ReLU`);
  const bias = find("#lesson-relu-bias");
  let pointed = null;  // until then, the map's largest value
  for (const picture of [before, after]) picture.onPlace((place) => { pointed = place; repaint(); });
  bias.addEventListener("input", () => { filter.bias = Number(bias.value); repaint(); });

  return {
    show({ image }) {
      const { from: into, out } = valuesOf(handmade(filter), image)[RELU];
      const place = pointed ?? placeOfLargest(into, MAP);
      before.paintValues(into);
      after.paintValues(out, largestOf(into));
      before.markPixel(place);
      after.markPixel(place);
      const negative = into.filter((value) => value < 0).length;
      write(find(".lesson-count"), t`${count(negative)} of ${count(into.length)} values are below 0 and become 0`,
        { value: negative });
      bias.value = filter.bias;
      find(".lesson-bias").textContent = number(filter.bias, 1);
      const at = place.row * MAP + place.column;
      find(".lesson-place-name").textContent = t`row ${place.row}, column ${place.column}`;
      find(".lesson-bend").innerHTML = graph(into[at]);
      find(".lesson-value").textContent = `max(0, ${number(into[at])}) = ${number(out[at])}`;
    },
  };
}
