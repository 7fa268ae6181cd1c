/** The first layer: each filter beside the feature map it makes of the drawing. */
import { gradient, mapColors, onPixel, paint, signedColors } from "./colors.js";
import { make } from "./elements.js";
import { number, t } from "./language.js";
import { bytes, floats, subscribe } from "./reading.js";

const MOST = 64;  // filters shown; more would be too small to see
const columnsFor = (count) => (count <= 16 ? 4 : count <= 32 ? 7 : 8);

/** Canvases of one kind, in the grid's cells: beside each filter its map. */
function canvases(parent, count, kind, offset) {
  const columns = columnsFor(count);
  parent.replaceChildren(...Array.from({ length: count }, (_, index) => {
    const canvas = make("canvas", { class: kind, role: "img",
      "aria-label": kind === "filter" ? t`Filter ${index + 1}` : t`Feature map ${index + 1}` });
    canvas.style.gridArea = `${Math.floor(index / columns) + 1} / ${2 * (index % columns) + 1 + offset}`;
    return canvas;
  }));
  return [...parent.children];
}

export function mount({ element }) {
  const find = (selector) => element.querySelector(selector);
  const value = find(".value");
  let weights, weightShape, filters = [], maps = [], responses, mapShape, high = 0;

  find(".scale-signed").style.background = gradient(signedColors);
  find(".scale-map").style.background = gradient(mapColors);

  subscribe("network", (network) => {
    if (!network.filters) {
      find("h2").textContent = t`This network has no convolution on the image`;
      return;
    }
    weights = floats(network.filters.values);
    weightShape = network.filters.shape;
    const [count, rows, columns] = weightShape;
    const { largest } = network.filters;
    const shown = Math.min(count, MOST);
    find(".layer-grid").style.setProperty("--pairs", columnsFor(shown));
    find(".filter-low").textContent = number(-largest);
    find(".filter-high").textContent = `+${number(largest)}`;
    filters = canvases(find("#filters"), shown, "filter", 0);
    maps = canvases(find("#feature-maps"), shown, "map", 1);
    filters.forEach((canvas, filter) => {
      const at = (index) => weights[filter * rows * columns + index];
      paint(canvas, rows, columns, signedColors, (index) => Math.round(127.5 + (127.5 * at(index)) / largest));
      onPixel(canvas, (row, column) => {
        value.textContent = row === null ? ""
          : t`filter ${filter + 1}, row ${row}, column ${column}: ${number(at(row * columns + column), 3)}`;
      });
    });
    maps.forEach((canvas, filter) => onPixel(canvas, (row, column) => {
      if (row === null || !responses) {
        value.textContent = "";
        return;
      }
      const level = responses[(row * mapShape[1] + column) * mapShape[2] + filter];
      value.textContent = t`map ${filter + 1}, row ${row}, column ${column}: ${number((level * high) / 255)}`;
    }));
  });

  function paintMaps() {
    const { state, maps: message } = latest;
    mapShape = message.shape;
    const [rows, columns, count] = mapShape;
    if (state === "blank") {  // nothing is drawn: the biases alone, made as bright as can be, would mislead
      responses = null;
      maps.forEach((canvas) => paint(canvas, rows, columns, mapColors, () => 0));
      find(".map-high").textContent = "";
      return;
    }
    responses = bytes(message.values);
    high = message.high;
    maps.forEach((canvas, filter) => paint(canvas, rows, columns, mapColors, (index) => responses[index * count + filter]));
    find(".map-high").textContent = number(high);
  }

  // Only in sight: on a phone the maps are below the pad, and they take most of a frame to paint.
  let latest = null, isInSight = true;
  subscribe("reading", (reading) => {
    if (!reading.maps) return;
    latest = reading;
    if (isInSight) paintMaps();
  });
  new IntersectionObserver((entries) => {
    isInSight = entries.at(-1).isIntersecting;
    if (isInSight && latest) paintMaps();
  }).observe(element);
}
