/** The first layer: each filter next to its feature map of the drawing. */
import { mapColors, onPixel, paint, signedColors, signedLevel } from "../common/colors.js";
import { make } from "../common/elements.js";
import { number, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { floats } from "../common/bytes.js";
import { onVisible } from "../common/waiting.js";

const SHOWN_FILTERS = 64;  // more would be too small to see
const NO_MAPS = { shape: [1, 1, 0], high: 0, values: null };
const columnsFor = (count) => (count <= 16 ? 4 : count <= 32 ? 7 : 8);

/** Canvases of one kind, in the cells of a grid that has each filter's map next to it. */
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

class FirstLayer {
  constructor(element) {
    this.find = (selector) => element.querySelector(selector);
    this.title = this.find("h2").textContent;
    this.value = this.find(".value");  // of the pixel pointed at, in words
    this.maps = [];
    this.responses = null;  // the levels of the maps; null while nothing is drawn
  }

  /** @param {import("../common/messages.js").Network} network */
  show({ filters }) {
    this.find("h2").textContent = filters ? this.title : t`This network has no convolution on the image`;
    if (!filters) return this.empty();
    const shown = Math.min(filters.shape[0], SHOWN_FILTERS);
    this.find(".layer-grid").style.setProperty("--pairs", columnsFor(shown));
    this.find(".filter-low").textContent = number(-filters.largest);
    this.find(".filter-high").textContent = `+${number(filters.largest)}`;
    this.showFilters(canvases(this.find("#filters"), shown, "filter", 0), filters);
    this.maps = canvases(this.find("#feature-maps"), shown, "map", 1);
    this.maps.forEach((canvas, filter) => onPixel(canvas, (row, column) => this.tellMap(filter, row, column)));
  }

  empty() {
    this.maps = [];
    for (const name of ["#filters", "#feature-maps", ".filter-low", ".filter-high", ".map-high"]) {
      this.find(name).replaceChildren();
    }
  }

  showFilters(pictures, { shape: [, rows, columns], values, largest }) {
    const weights = floats(values);
    pictures.forEach((canvas, filter) => {
      const at = (index) => weights[filter * rows * columns + index];
      paint(canvas, rows, columns, signedColors, (index) => signedLevel(at(index), largest));
      onPixel(canvas, (row, column) => {
        this.value.textContent = row === null ? ""
          : t`filter ${filter + 1}, row ${row}, column ${column}: ${number(at(row * columns + column), 3)}`;
      });
    });
  }

  tellMap(filter, row, column) {
    if (row === null || !this.responses) {
      this.value.textContent = "";
      return;
    }
    const [, columns, count] = this.shape;
    const level = this.responses[(row * columns + column) * count + filter];
    this.value.textContent = t`map ${filter + 1}, row ${row}, column ${column}: ${number((level * this.high) / 255)}`;
  }

  /** @param {import("../common/messages.js").Reading} reading */
  paint({ state, maps }) {
    // Of a blank drawing, the biases alone, scaled to full brightness, would mislead.
    const { shape, high, values } = state === "blank" || !maps ? NO_MAPS : maps;
    const [rows, columns, count] = shape;
    Object.assign(this, { shape, high, responses: values });
    this.maps.forEach((canvas, filter) =>
      paint(canvas, rows, columns, mapColors, (index) => values?.[index * count + filter] ?? 0));
    this.find(".map-high").textContent = values ? number(high) : "";
  }
}

export function mount({ element }) {
  const layer = new FirstLayer(element);

  // Only while on the screen: on a phone the maps are below the pad.
  let latest = null, isInSight = true;
  subscribe("network", (network) => {
    latest = null;
    layer.show(network);
  });
  subscribe("reading", (reading) => {
    latest = reading;
    if (isInSight) layer.paint(latest);
  });
  onVisible(element, (isVisible) => {
    isInSight = isVisible;
    if (isVisible && latest) layer.paint(latest);
  });
}
