/** The map of digits: the drawing's place among MNIST's. */
import { imageCanvas } from "../common/colors.js";
import { t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { bytes, floats } from "../common/bytes.js";
import { onNetworkVisible, whenSettled } from "../common/waiting.js";

// Okabe & Ito's colors (2008), made for color-blind people, and two more. The digits are drawn as text, too.
const COLORS = [
  "#e69f00", "#56b4e9", "#009e73", "#d4c400", "#0072b2", "#d55e00", "#cc79a7", "#8a8f98", "#7a4fbf", "#8c564b"];
const MARGIN = 14;  // screen pixels around the outermost digits

/**
 * A function from the map's units to screen pixels, which fits the whole map into a square without distortion, y up.
 * @param {Float32Array} places  x, y of each digit @param {number} side  of the square
 * @returns {(x: number, y: number) => [number, number]}
 */
export function scaleOf(places, side) {
  const along = (axis) => Array.from({ length: places.length / 2 }, (_, index) => places[2 * index + axis]);
  const ends = [0, 1].map((axis) => [Math.min(...along(axis)), Math.max(...along(axis))]);
  const middle = ends.map(([low, high]) => (low + high) / 2);
  const factor = (side - 2 * MARGIN) / Math.max(...ends.map(([low, high]) => high - low));
  return (x, y) => [side / 2 + (x - middle[0]) * factor, side / 2 - (y - middle[1]) * factor];
}

export function mount({ element, server }) {
  const find = (selector) => element.querySelector(selector);
  const canvas = find(".atlas-map");
  let places = null, labels = null, drawing = null, scale = null;

  async function load({ choice }, isLatest) {
    const atlas = await server.atlas(choice);
    if (!isLatest()) return;
    const isThere = Boolean(atlas.places);
    places = isThere ? floats(atlas.places) : null;
    labels = isThere ? bytes(atlas.labels) : null;
    scale = null;
    find(".atlas-none").hidden = isThere;
    find(".atlas").hidden = !isThere;
    fit();
  }

  function fit() {
    const side = canvas.clientWidth;
    if (!places || !side) return;
    canvas.width = canvas.height = Math.round(side * devicePixelRatio);
    scale = scaleOf(places, side);
    draw();
  }

  function draw() {
    if (!scale) return;
    const context = canvas.getContext("2d");
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientWidth);
    context.font = "9px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    labels.forEach((label, index) => {
      context.fillStyle = COLORS[label];
      context.fillText(label, ...scale(places[2 * index], places[2 * index + 1]));
    });
    if (!drawing) return;
    const side = canvas.clientWidth;
    const [x, y] = scale(...drawing.place).map((at) => Math.min(Math.max(at, MARGIN / 2), side - MARGIN / 2));
    context.strokeStyle = getComputedStyle(element).color;
    context.lineWidth = 3;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.stroke();
  }

  function neighbors() {
    find(".neighbors").replaceChildren(...(drawing?.nearest ?? []).map(({ label, values }) => imageCanvas(bytes(values),
      { role: "img", title: t`labeled ${label}`, "aria-label": t`A training digit labeled ${label}` })));
  }

  new ResizeObserver(fit).observe(canvas);
  onNetworkVisible(element, load);
  whenSettled(element, (question) => server.place(question), (place) => {
    drawing = place?.place ? place : null;
    draw();
    neighbors();
  }, () => {});  // the map itself says if the server can't be reached
}
