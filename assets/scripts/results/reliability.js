/** The reliability diagram: accuracy by confidence. */
import { Chart, percentTick } from "../common/chart.js";
import { makeSvg } from "../common/elements.js";
import { makeOneStop } from "../common/one-stop.js";
import { count as whole, percent, percentProbable, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const WHOLE = [0, 1];

const words = ({ right, count, confidence }) => {
  const [sure, correct] = [percentProbable(confidence), percent(right / count)];
  return count === 1 ? t`1 digit, ${sure} confidence: ${correct} correct`
    : t`${whole(count)} digits, ${sure} confidence on average: ${correct} correct`;
};

/** A bin's dot, larger for more digits, with its 95 % interval. */
function dot(bin, index, { along, up, say }) {
  const [x, y] = [along(bin.confidence), up(bin.right / bin.count)];
  const radius = 2.5 + Math.log10(bin.count);
  const group = makeSvg("g", { class: "bin", tabindex: index ? -1 : 0, role: "img", "aria-label": words(bin) },
    makeSvg("line", { x1: x, x2: x, y1: up(bin.low), y2: up(bin.high), class: "interval" }),
    makeSvg("circle", { cx: x, cy: y, r: 10, class: "reach" }), makeSvg("circle", { cx: x, cy: y, r: radius }));
  for (const event of ["pointerenter", "focus", "pointerdown"]) group.addEventListener(event, () => say(bin));
  return group;
}

export function mount({ element }) {
  const save = offerCsv(element, "reliability");
  const value = element.querySelector(".reliability-value");
  const chart = new Chart(element.querySelector(".reliability"), { name: t`Share of correct answers by confidence`,
    title: t`correct, %`, tick: percentTick, xTitle: t`confidence, %`, xTick: percentTick });
  makeOneStop(chart.figure, { items: ".bin" });
  const say = (bin) => { value.textContent = words(bin); };

  subscribe("tested", (tested) => {
    chart.paint([{ color: "var(--faint)", isDashed: true, points: [[0, 0], [1, 1]] }], { x: WHOLE, y: WHOLE,
      extra: (along, up) => (tested?.bins ?? []).map((bin, index) => dot(bin, index, { along, up, say })) });
    value.textContent = tested
      ? t`On average, confidence and accuracy are ${percent(tested.calibrationError, 2)} apart. Point at a dot for its values.` : "";
    save(tested?.name, tested && [["count", "confidence", "right", "accuracy", "low", "high"],
      ...tested.bins.map(({ count, confidence, right, low, high }) => [count, confidence.toFixed(6), right,
        (right / count).toFixed(6), low, high])]);
  });
}
