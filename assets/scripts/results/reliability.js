/** The reliability diagram: how sure the answers are, against how many of them are right. */
import { makeSvg } from "../common/elements.js";
import { count as whole, percent, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const SIDE = 240, LEFT = 44, TOP = 8, BELOW = 40;  // of the plot, and the room for its axes; units of the drawing
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const along = (share) => LEFT + share * SIDE;
const up = (share) => TOP + (1 - share) * SIDE;

function axes() {
  const line = (x1, y1, x2, y2, name) => makeSvg("line", { x1, y1, x2, y2, class: name });
  return [
    ...TICKS.flatMap((tick) => [
      line(along(0), up(tick), along(1), up(tick), "rule"), line(along(tick), up(0), along(tick), up(1), "rule"),
      makeSvg("text", { x: LEFT - 6, y: up(tick) + 4, "text-anchor": "end" }, `${100 * tick}`),
      makeSvg("text", { x: along(tick), y: up(0) + 16, "text-anchor": "middle" }, `${100 * tick}`)]),
    line(along(0), up(0), along(1), up(1), "diagonal"),
    makeSvg("text", { x: along(0.5), y: up(0) + 34, "text-anchor": "middle" }, t`confidence, %`),
    makeSvg("text", { transform: `translate(11 ${up(0.5)}) rotate(-90)`, "text-anchor": "middle" }, t`correct, %`),
  ];
}

const words = ({ right, count, confidence }) =>
  t`${whole(count)} digits, ${percent(confidence)} confidence on average: ${percent(right / count)} correct`;

/** A bin's dot, larger for more digits, with its interval. */
function dot(bin, say) {
  const [x, y] = [along(bin.confidence), up(bin.right / bin.count)];
  const radius = 2.5 + Math.log10(bin.count);
  const group = makeSvg("g", { class: "bin", tabindex: 0, role: "img", "aria-label": words(bin) },
    makeSvg("line", { x1: x, x2: x, y1: up(bin.low), y2: up(bin.high), class: "interval" }),
    makeSvg("circle", { cx: x, cy: y, r: 10, class: "reach" }), makeSvg("circle", { cx: x, cy: y, r: radius }));
  for (const event of ["pointerenter", "focus", "pointerdown"]) group.addEventListener(event, () => say(bin));
  return group;
}

export function mount({ element }) {
  const save = offerCsv(element, "reliability");
  const value = element.querySelector(".reliability-value");
  const say = (bin) => { value.textContent = words(bin); };

  /** @param {(import("./results.js").Tested & {name: string}) | null} tested */
  subscribe("tested", (tested) => {
    const picture = makeSvg("svg", { viewBox: `0 0 ${LEFT + SIDE + 12} ${TOP + SIDE + BELOW}`, role: "group",
      "aria-label": t`Share of correct answers by confidence` }, ...axes(),
      ...(tested?.bins ?? []).map((bin) => dot(bin, say)));
    element.querySelector(".reliability").replaceChildren(picture);
    value.textContent = tested
      ? t`On average, confidence and accuracy are ${percent(tested.calibrationError, 2)} apart. Point at a dot for its values.` : "";
    save(tested?.name, tested && [["count", "confidence", "right", "accuracy", "low", "high"],
      ...tested.bins.map(({ count, confidence, right, low, high }) => [count, confidence.toFixed(6), right,
        (right / count).toFixed(6), low, high])]);
  });
}
