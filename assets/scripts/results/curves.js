/** The curves of the chosen network's training. */
import { Chart, percentTick } from "../common/chart.js";
import { local, number, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const AUGMENTED =
  t`Training digits were distorted differently in each epoch, so they are harder to read than the validation digits.`;

const CHARTS = {
  accuracy: { title: t`accuracy, %`, tick: percentTick, text: (share) => number(100 * share, 2) },
  loss: { title: t`loss, nats`, text: (loss) => local(`${Number(loss.toPrecision(3))}`) },
};

/** The series of one figure, as far as they were recorded. @param {Object<string, number[]>} curves */
export function seriesOf(curves, figure) {
  return [{ name: figure, label: t`training`, color: "var(--accent)" },
    { name: `val_${figure}`, label: t`validation`, color: "var(--doubt)", isDashed: true }]
    .filter(({ name }) => curves[name])
    .map(({ name, ...series }) => ({ ...series, points: curves[name].map((value, index) => [index + 1, value]) }));
}

export function mount({ element }) {
  const hint = element.querySelector(".results-hint");
  const save = offerCsv(element, "curves");
  const charts = Object.entries(CHARTS).map(([figure, words]) =>
    [figure, new Chart(element.querySelector(`#results-${figure}`), words)]);

  subscribe("recorded", ({ name, curves, isAugmented }) => {
    const names = Object.keys(curves);
    for (const [figure, chart] of charts) {
      const series = seriesOf(curves, figure);
      chart.figure.hidden = !series.length;
      if (series.length) chart.paint(series);
    }
    hint.textContent = !names.length ? t`Its training was not recorded.`
      : isAugmented ? AUGMENTED : t`Point at a curve for its values.`;
    save(name, names.length ? [["epoch", ...names],
      ...curves[names[0]].map((_, epoch) => [epoch + 1, ...names.map((column) => curves[column][epoch])])] : null);
  });
}
