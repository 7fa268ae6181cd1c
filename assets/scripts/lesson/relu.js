/** Step 5: negative values become zero. */
import { gradient, mapColors, signedColors, signedLevel } from "../common/colors.js";
import { count, number, t } from "../common/language.js";
import { handmade } from "./arithmetic.js";
import { filter } from "./kernel.js";
import { largestOf, mapLevel, Picture, placeOfLargest } from "./parts.js";
import { Values } from "../reading/network.js";

const [CONVOLUTION, RELU, MAP] = [1, 2, 26];
const EDGE = 4.5;  // of the graph, where its lines end

/** ReLU's graph with its axes and one point. */
function graph(x) {
  const at = Math.min(Math.max(x, -EDGE), EDGE);
  return `<path class="axis" d="M-5 0H5M0-5V5"/><path class="bend" d="M${-EDGE} 0H0L${EDGE} ${-EDGE}"/>`
    + `<circle cx="${at}" cy="${-Math.max(at, 0)}" r=".35"/>`;
}

export function build(element, { repaint }) {
  const find = (selector) => element.querySelector(selector);
  const before = new Picture(find('[data-picture="before"]'), signedColors, t`The map before ReLU`);
  const after = new Picture(find('[data-picture="after"]'), mapColors, t`The map after ReLU`);
  const bias = find("#lesson-relu-bias");
  let pointed = null;  // until then, the map's largest value
  find(".scale-signed").style.background = gradient(signedColors);
  find(".scale-map").style.background = gradient(mapColors);
  for (const picture of [before, after]) picture.onPlace((place) => { pointed = place; repaint(); });
  bias.addEventListener("input", () => { filter.bias = Number(bias.value); repaint(); });

  return {
    show({ image }) {
      const values = new Values(handmade(filter), image);
      const [into, out] = [values.outOf(CONVOLUTION), values.outOf(RELU)];
      const largest = largestOf(into);
      const place = pointed ?? placeOfLargest(into, MAP);
      before.paint(MAP, MAP, (index) => signedLevel(into[index], largest));
      after.paint(MAP, MAP, (index) => mapLevel(out[index], largest));
      const box = { top: place.row, left: place.column, height: 1, width: 1 };
      before.mark(box);
      after.mark(box);
      const negative = into.filter((value) => value < 0).length;
      const counted = find(".lesson-count");
      counted.textContent = t`${count(negative)} of ${count(into.length)} values are below 0 and become 0`;
      counted.dataset.value = negative;
      bias.value = filter.bias;
      find(".lesson-bias").textContent = number(filter.bias, 1);
      const at = place.row * MAP + place.column;
      find(".lesson-place-name").textContent = t`row ${place.row}, column ${place.column}`;
      find(".lesson-bend").innerHTML = graph(into[at]);
      find(".lesson-value").textContent = `max(0, ${number(into[at])}) = ${number(out[at])}`;
    },
  };
}
