/** Step 10: loss and accuracy during training, and why shared weights help. */
import { inkColors, signedColors, signedLevel } from "../common/colors.js";
import { Chart, percentTick } from "../common/chart.js";
import { count, number, percent, t } from "../common/language.js";
import { handmade, moved, roomAround, unitFor } from "./arithmetic.js";
import { filter } from "./kernel.js";
import { largestOf, Picture, placeOfLargest } from "./parts.js";
import { Values } from "../reading/network.js";

const [CONVOLUTION, MAP] = [1, 26];
const MOVES = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] };
const within = (value, low, high) => Math.min(Math.max(value, -low), high);

/** Draw the curves and the epoch chosen on them; `record` is the answer of the server's `learning`. */
function curves(find, charts, record) {
  const epoch = Number(find("#lesson-epoch").value);
  for (const [name, chart] of Object.entries(charts)) {
    const points = (column) => record[column].map((value, index) => [index + 1, value]);
    chart.paint([{ label: t`training`, color: "var(--accent)", points: points(name) },
      { label: t`validation`, color: "var(--doubt)", isDashed: true, points: points(`val_${name}`) }],
      { marker: epoch });
  }
  find(".lesson-epoch").textContent = epoch;
  const at = (name) => record[name][epoch - 1];
  const output = find(".lesson-at-epoch");
  output.textContent =
    t`Validation after epoch ${epoch}: loss ${number(at("val_loss"), 3)}, accuracy ${percent(at("val_accuracy"), 2)}.`;
  output.dataset.value = at("val_accuracy");
  find(".lesson-test").textContent =
    t`Final test accuracy: ${percent(record.testAccuracy, 2)} of ${count(record.testCount)}.`;
}

export function build(element, { server, repaint }) {
  const find = (selector) => element.querySelector(selector);
  const image = new Picture(find('[data-picture="image"]'), inkColors, t`The picture`);
  const map = new Picture(find('[data-picture="map"]'), signedColors, t`The feature map`);
  const epoch = find("#lesson-epoch");
  const charts = {
    loss: new Chart(find('[data-chart="loss"]'), { title: t`loss`, text: (loss) => number(loss, 3) }),
    accuracy: new Chart(find('[data-chart="accuracy"]'),
      { title: t`accuracy`, text: percent, tick: (share) => `${percentTick(share)}\u00a0%` }),
  };
  let record = null, isAsked = false, down = 0, right = 0;

  async function fetchRecord() {
    isAsked = true;
    record = await server.learning(null).catch(() => null);
    isAsked = record !== null;  // tried again when the step is next painted
    if (!record?.loss) return;
    epoch.max = epoch.value = record.loss.length;
    repaint();
  }
  epoch.addEventListener("input", repaint);

  find(".lesson-arrows").addEventListener("click", ({ target }) => {
    const { move } = target.dataset;
    if (!move) return;
    [down, right] = move === "home" ? [0, 0] : [down + MOVES[move][0], right + MOVES[move][1]];
    repaint();
  });

  return {
    show({ image: pixels }) {
      if (!isAsked) fetchRecord();
      if (record?.loss) curves(find, charts, record);
      const room = roomAround(pixels);
      [down, right] = [within(down, room.up, room.down), within(right, room.left, room.right)];
      const shifted = moved(pixels, down, right);
      const out = new Values(handmade(filter), shifted).outOf(CONVOLUTION);
      const largest = largestOf(out);
      image.paint(28, 28, (index) => shifted[index]);
      map.paint(MAP, MAP, (index) => signedLevel(out[index], largest));
      const { row, column } = placeOfLargest(out, MAP);
      const strongest = out[row * MAP + column];
      map.mark({ top: row, left: column, height: 1, width: 1 });
      const place = find(".lesson-moved");
      place.textContent = [t`Moved ${number(right, 0)} to the right, ${number(down, 0)} down.`,
        t`The map's strongest value, ${number(strongest)}, is at row ${row}, column ${column}.`].join(" ");
      Object.assign(place.dataset, { row, column, value: strongest });
      const unit = unitFor(pixels, shifted);
      const value = find(".lesson-unit");
      value.textContent = t`A dense unit whose 784 weights match the picture before the move: ${number(unit)}`;
      value.dataset.value = unit;
    },
  };
}
