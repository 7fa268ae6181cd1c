/** Line charts as SVG. They are drawn in screen pixels and again when their size changes, so text keeps its size. */
import { make, makeSvg } from "./elements.js";
import { local, t } from "./language.js";

const TOP = 0.8, RIGHT = 1.2, BELOW = 1.8, TITLE = 1.4, DIGIT = 0.62;  // margins, in font sizes
const LEVELS = 6;  // on the y axis, where it is long enough

/**
 * @typedef {object} Series
 * @property {string} [label]  in the legend and in the values at the pointer; without one, the series is in neither
 * @property {string} color  a CSS color
 * @property {boolean} [isDashed]
 * @property {[number, number][]} points  x and y, x rising
 */

/** The round step that divides a span into about `count` parts. */
function stepOf(span, count) {
  const power = 10 ** Math.floor(Math.log10(span / count));
  return [1, 2, 5, 10].map((part) => part * power).find((step) => step >= span / count);
}

const exact = (value) => Number(value.toPrecision(12));  // 3 * 0.1 as 0.3

/** Round numbers from `low` to `high`, about `count` of them. */
export function ticks(low, high, count) {
  const step = stepOf(high - low || 1, count);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => exact((first + i) * step));
}

/** The range of some values, widened to round numbers. @returns {[number, number]} */
export function roundRange(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = stepOf(high - low || Math.abs(high) || 1, LEVELS);
  return [exact(Math.floor(low / step) * step), exact(Math.ceil(high / step) * step)];
}

/** Functions from x and y to screen pixels within a box; values outside the ranges are drawn at its edge. */
export function scales({ left, top, width, height }, [first, last], [low, high]) {
  const share = (value, from, to) => (Math.min(Math.max(value, from), to) - from) / (to - from || 1);
  return {
    x: (value) => left + share(value, first, last) * width,
    y: (value) => top + (1 - share(value, low, high)) * height,
  };
}

/** The point whose x is nearest. @param {[number, number][]} points  at least one */
export const nearest = (points, at) =>
  points.reduce((best, point) => (Math.abs(point[0] - at) < Math.abs(best[0] - at) ? point : best));

/** A share on an axis, in percent but without the sign: 0.95 as 95. */
export const percentTick = (share) => local(`${exact(100 * share)}`);

export class Chart {
  /**
   * @param {HTMLElement} figure
   * @param {object} words
   * @param {string} words.title
   * @param {string} [words.name]  the accessible name; by default title, epochs and range of the values
   * @param {(y: number) => string} words.text  a value in words
   * @param {(y: number) => string} [words.tick]  a value on the y axis
   * @param {string} [words.xTitle]
   * @param {(x: number) => string} [words.xTick]  by default x is an epoch
   */
  constructor(figure, words) {
    this.figure = figure;
    this.words = { xTitle: t`epoch`, tick: (y) => local(`${y}`), ...words };
    this.legend = make("span", { class: "chart-legend" });
    this.value = make("output");
    this.picture = makeSvg("svg", {});
    figure.classList.add("chart");
    figure.append(make("figcaption", {}, make("b", { text: words.title }), this.legend, this.value), this.picture);
    new ResizeObserver(() => this.draw()).observe(this.picture);
    for (const event of ["pointermove", "pointerdown"]) {
      this.picture.addEventListener(event, ({ clientX }) => this.point(clientX));
    }
    this.picture.addEventListener("pointerleave", () => { this.value.textContent = ""; });
  }

  /**
   * @param {Series[]} series
   * @param {object} [view]
   * @param {[number, number]} [view.x] @param {[number, number]} [view.y]  ranges; by default those of the points
   * @param {number} [view.marker]  an x to mark on every series
   * @param {(x: Function, y: Function) => SVGElement[]} [view.extra]  more to draw, with the scales at hand
   */
  paint(series, { x, y, marker, extra } = {}) {
    const points = series.flatMap(({ points }) => points);
    const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
    Object.assign(this, { series, marker, extra, x: x ?? [Math.min(...xs), Math.max(...xs)], y: y ?? roundRange(ys) });
    this.legend.replaceChildren(...this.legendOf(series.filter(({ label }) => label)));
    this.picture.setAttribute("role", extra ? "group" : "img");
    this.picture.setAttribute("aria-label", this.words.name ?? this.nameOf(ys));
    this.draw();
  }

  nameOf(values) {
    const { title, text } = this.words;
    if (!values.length) return title;
    const [low, high] = [Math.min(...values), Math.max(...values)].map(text);
    const epochs = this.x[1];
    return epochs === 1 ? t`${title} over 1 epoch, between ${low} and ${high}`
      : t`${title} over ${epochs} epochs, between ${low} and ${high}`;
  }

  /** Each label once, with its line; in the text's color where several series share a label. */
  legendOf(series) {
    return [...new Map(series.map(({ label, isDashed }) => [label, isDashed]))].map(([label, isDashed]) => {
      const colors = new Set(series.filter((other) => other.label === label).map(({ color }) => color));
      const key = make("i", { style: `border-top-style: ${isDashed ? "dashed" : "solid"}` });
      if (colors.size === 1) [key.style.color] = colors;
      return make("span", {}, key, label);
    });
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.picture;
    if (!width || !height || !this.series) return;
    const size = parseFloat(getComputedStyle(this.picture).fontSize);
    const box = { top: TOP * size, height: height - (TOP + BELOW + TITLE) * size };
    const levels = ticks(...this.y, Math.min(LEVELS, box.height / (2 * size)));
    const texts = levels.map(this.words.tick);
    box.left = (0.8 + DIGIT * Math.max(...texts.map(({ length }) => length))) * size;
    box.width = width - box.left - RIGHT * size;
    const scale = { ...scales(box, this.x, this.y), box, size };
    this.box = box;
    this.picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.picture.replaceChildren(...this.axes(scale, levels, texts), ...this.series.flatMap((one) => curve(one, scale)),
      ...this.marks(scale), ...(this.extra?.(scale.x, scale.y) ?? []));
  }

  axes({ x, y, box, size }, levels, texts) {
    const { xTitle, xTick } = this.words;
    const [left, right, bottom] = [box.left, box.left + box.width, box.top + box.height];
    const write = (x, y, anchor, text) => makeSvg("text", { x, y, "text-anchor": anchor }, text);
    const places = ticks(...this.x, Math.min(15, box.width / (3 * size)))
      .filter((place) => xTick || Number.isInteger(place));
    return [
      ...levels.flatMap((level, index) => [
        makeSvg("line", { class: "chart-grid", x1: left, x2: right, y1: y(level), y2: y(level) }),
        write(left - size / 2, y(level) + 0.35 * size, "end", texts[index])]),
      ...places.map((place) => write(x(place), bottom + 1.4 * size, "middle", xTick ? xTick(place) : `${place}`)),
      write(left + box.width / 2, bottom + 2.9 * size, "middle", xTitle)];
  }

  marks({ x, y, box }) {
    if (this.marker === undefined) return [];
    const at = x(this.marker);
    const dot = ({ color, points }) => circle(x, y, nearest(points, this.marker), color, 5);
    return [makeSvg("line", { class: "chart-grid", x1: at, x2: at, y1: box.top, y2: box.top + box.height }),
      ...this.series.filter(({ points }) => points.length).map(dot)];
  }

  /** Write the values nearest the pointer. */
  point(clientX) {
    const series = this.series?.filter(({ label, points }) => label && points.length) ?? [];
    if (!series.length || !this.box) return;
    const share = (clientX - this.picture.getBoundingClientRect().left - this.box.left) / this.box.width;
    const found = series.map(({ points }) => nearest(points, this.x[0] + share * (this.x[1] - this.x[0])));
    this.value.textContent = [`${this.words.xTitle} ${local(`${Number(found[0][0].toFixed(1))}`)}`,
      ...series.map(({ label }, index) => `${label} ${this.words.text(found[index][1])}`)].join(" · ");
  }
}

const circle = (x, y, [at, value], color, r) =>
  makeSvg("circle", { cx: x(at), cy: y(value), r, style: `fill: ${color}` });

/** A series as a line; as a dot where it has but one point. */
function curve({ label, color, isDashed, points }, { x, y }) {
  const line = makeSvg("polyline", { class: "curve", style: `stroke: ${color}`,
    "stroke-dasharray": isDashed ? "5 3" : "none", "data-label": label ?? "", "data-points": points.length,
    points: points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ") });
  return points.length === 1 ? [line, circle(x, y, points[0], color, 3)] : [line];
}
