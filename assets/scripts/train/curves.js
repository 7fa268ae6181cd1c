/** Curves that grow while they are looked at. Gradio's own plots are built anew for each value, and would flicker. */
import { make, makeSvg } from "../common/elements.js";

const WIDTH = 300, HEIGHT = 150, LEFT = 42, BOTTOM = 20, TOP = 6, RIGHT = 6;

/**
 * @typedef {object} Curve
 * @property {string} label
 * @property {string} color
 * @property {boolean} isDashed
 * @property {[number, number][]} points  x and y, x rising
 */

/** Round numbers from `low` to `high`, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * power).find((step) => step >= rough);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 },
    (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Where on the picture an x, of at most `most`, and a y are. */
export function scales(most, [low, high]) {
  return {
    x: (value) => LEFT + (value / most) * (WIDTH - LEFT - RIGHT),
    y: (value) => TOP + (1 - (Math.min(Math.max(value, low), high) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM),
  };
}

/** The point whose x is nearest. @param {[number, number][]} points  at least one */
export const nearest = (points, at) =>
  points.reduce((best, point) => (Math.abs(point[0] - at) < Math.abs(best[0] - at) ? point : best));

export class Curves {
  /** @param {HTMLElement} parent @param {string} title @param {(y: number) => string} words  a value in words */
  constructor(parent, title, words) {
    this.words = words;
    this.picture = makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
    this.value = make("output");
    parent.append(make("figcaption", {}, title, this.value), this.picture);
    this.picture.addEventListener("pointermove", (event) => this.tell(event));
    this.picture.addEventListener("pointerleave", () => { this.value.textContent = ""; });
  }

  /** @param {Curve[]} curves @param {[number, number]} between  lowest and highest y */
  paint(curves, [low, high]) {
    this.curves = curves;
    this.most = Math.max(1, ...curves.flatMap(({ points }) => points.map(([x]) => x)));
    const { x, y } = scales(this.most, [low, high]);
    const axes = ticks(low, high, 4).flatMap((value) => [
      makeSvg("line", { class: "curves-grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
      makeSvg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, this.words(value))]);
    const below = ticks(0, this.most, 5).filter(Number.isInteger).map((value) =>
      makeSvg("text", { x: x(value), y: HEIGHT - 5, "text-anchor": "middle" }, `${value}`));
    const lines = curves.map(({ label, color, isDashed, points }) => makeSvg("polyline", { class: "curve",
      stroke: color, "stroke-dasharray": isDashed ? "4 3" : "none", "data-label": label, "data-points": points.length,
      points: points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ") }));
    this.picture.replaceChildren(...axes, ...below, ...lines);
  }

  /** The values at the pointer. */
  tell(event) {
    const box = this.picture.getBoundingClientRect();
    const at = (((event.clientX - box.left) / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT) * this.most;
    const found = this.curves.filter(({ points }) => points.length);
    this.value.textContent = found
      .map(({ label, points }) => `${label} ${this.words(nearest(points, at)[1])}`).join(" · ");
  }
}
