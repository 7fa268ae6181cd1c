/** Step 10: loss and accuracy during training, and why shared weights help. */
import { inkColors, signedColors } from "../common/colors.js";
import { Chart, percentTick } from "../common/chart.js";
import { count, number, percent, t } from "../common/language.js";
import { persistently, UNREACHED } from "../common/waiting.js";
import { seriesOf } from "../results/curves.js";
import { handmade, moved, roomAround, unitFor, valuesOf } from "./arithmetic.js";
import { filter } from "./kernel.js";
import { Picture, placeOfLargest, write } from "./parts.js";

const [CONVOLUTION, MAP] = [1, 26];
const MOVES = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] };
const within = (value, low, high) => Math.min(Math.max(value, -low), high);

/** Draw the curves and the epoch chosen on them; `record` is the answer of the server's `learning`. */
function curves(find, charts, record) {
  const epoch = Number(find("#lesson-epoch").value);
  for (const [name, chart] of Object.entries(charts)) {
    chart.paint(seriesOf(record, name), { marker: epoch });
  }
  find(".lesson-epoch").textContent = epoch;
  const at = (name) => record[name][epoch - 1];
  write(find(".lesson-at-epoch"),
    t`Validation after epoch ${epoch}: loss ${number(at("val_loss"), 3)}, accuracy ${percent(at("val_accuracy"), 2)}.`,
    { value: at("val_accuracy") });
  find(".lesson-test").textContent =
    t`Final test accuracy: ${percent(record.testAccuracy, 2)} of ${count(record.testCount)}.`;
}

export function build(element, { find, server, repaint }) {
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
    record = await persistently(() => server.learning(null),
      () => { find(".lesson-at-epoch").textContent = UNREACHED; });
    if (!record.loss) return;
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
      const out = valuesOf(handmade(filter), shifted)[CONVOLUTION].out;
      image.paint(shifted);
      map.paintValues(out);
      const { row, column } = placeOfLargest(out, MAP);
      const strongest = out[row * MAP + column];
      map.markPixel({ row, column });
      write(find(".lesson-moved"), [t`Moved ${number(right, 0)} to the right, ${number(down, 0)} down.`,
        t`The map's strongest value, ${number(strongest)}, is at row ${row}, column ${column}.`].join(" "),
      { row, column, value: strongest });
      const unit = unitFor(pixels, shifted);
      write(find(".lesson-unit"), t`A dense unit whose 784 weights match the picture before the move: ${number(unit)}`,
        { value: unit });
    },
  };
}
