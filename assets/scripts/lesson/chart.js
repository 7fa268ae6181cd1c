/** Curves over epochs, with a line at one of them; drawn in screen pixels, so that the letters keep their size. */
import { t } from "../common/language.js";

// Room around the curves for their scale and title, and for each curve's name; in letters.
const [LEFT, RIGHT, TOP, BOTTOM, NAME] = [3.9, 0.5, 2.2, 1.5, 6.8];

const label = (x, y, text, anchor, name = "") =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" class="${name}">${text}</text>`;
const axis = (way) => `<path class="axis" d="${way}"/>`;

/** Where on the picture an epoch, counted from 0, and a value are. */
export function scales({ width, height, letter }, epochs, low, high) {
  const across = width - (LEFT + RIGHT) * letter;
  const down = height - (TOP + BOTTOM) * letter;
  return {
    x: (index) => LEFT * letter + (across * index) / Math.max(epochs - 1, 1),
    y: (value) => TOP * letter + (down * (high - value)) / (high - low || 1),
  };
}

/**
 * @param {SVGElement} svg @param {string} title
 * @param {{name: string, label: string, values: number[]}[]} curves  each with one number for each epoch
 * @param {(value: number) => string} text @param {number} epoch  counted from 1
 */
export function drawChart(svg, title, curves, text, epoch) {
  const letter = parseFloat(getComputedStyle(svg).fontSize);
  const { clientWidth: width, clientHeight: height } = svg;
  const all = curves.flatMap(({ values }) => values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const last = curves[0].values.length - 1;
  const { x, y } = scales({ width, height, letter }, last + 1, low, high);
  const way = (values) => values.map((value, index) => `${index ? "L" : "M"}${x(index)} ${y(value)}`).join("");

  const grid = [low, high].map((value) => axis(`M${x(0)} ${y(value)}H${x(last)}`)
    + label(x(0) - letter / 3, y(value) + letter / 3, text(value), "end"));
  const lines = curves.map(({ name, values }) => `<path class="curve-${name}" d="${way(values)}"/>`
    + `<circle class="curve-${name}" cx="${x(epoch - 1)}" cy="${y(values[epoch - 1])}" r="5"/>`);
  const names = curves.map(({ name, label: words }, index) =>
    label(x(last) - NAME * letter * (curves.length - 1 - index), letter, words, "end", `name-${name}`));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t`${title} over ${last + 1} epochs, between ${text(low)} and ${text(high)}`);
  svg.innerHTML = [label(0, letter, title, "start", "title"), ...grid, axis(`M${x(epoch - 1)} ${y(high)}V${y(low)}`),
    ...lines, label(x(0), height - letter / 4, 1, "start"), label(x(last), height - letter / 4, last + 1, "end"),
    ...names].join("");
}
