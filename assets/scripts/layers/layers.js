/** All layers of the network in order, with live maps, and the choice of the pixel that the close-up explains. */
import { mapColors, signedColors } from "../common/colors.js";
import { make } from "../common/elements.js";
import { count, local, sizes, t, translated } from "../common/language.js";
import { parameter } from "../common/link.js";
import { makeOneStop } from "../common/one-stop.js";
import { explain, fieldOnImage, patchBelow } from "../reading/arithmetic.js";
import * as reader from "../reading/reader.js";
import { publish, subscribe } from "../common/bus.js";
import { Tiles } from "../common/tiles.js";
import { onVisible } from "../common/waiting.js";

const SETTLED = 80;  // milliseconds without a new reading before the pixel is explained again

const shapeOf = ([rows, columns, count]) => (rows === 1 && columns === 1 ? [count] : [rows, columns, count]);

const same = (one, other) => ["index", "row", "column", "channel"].every((name) => one[name] === other[name]);

/** The place that a link names as `layer.channel.row.column`; null if the network has no such place. */
export function placeIn(text, layers) {
  const [name, ...numbers] = (text ?? "").split(".");
  const index = layers.findIndex((layer) => layer.name === name);
  const [channel, row, column] = numbers.map(Number);
  const [rows, columns, channels] = layers[index]?.output ?? [0, 0, 0];
  const isIn = (value, count) => Number.isInteger(value) && value >= 0 && value < count;
  return isIn(row, rows) && isIn(column, columns) && isIn(channel, channels) ? { index, row, column, channel } : null;
}

/** The layer's kind in words; empty if its name says as much: relu_1. */
const kindOf = ({ name, kind }) =>
  (name.replace(/_\d+$/, "") === translated(kind).toLowerCase() ? "" : translated(kind));

/** The layer's name, kind and size, to be spoken. @param {import("../reading/forward.js").Layer} layer */
export function spokenName(layer) {
  const [rows, columns, channels] = layer.output;
  const label = [layer.name, kindOf(layer)].filter(Boolean).join(", ");
  if (rows === 1 && columns === 1) return channels === 1 ? t`${label}: 1 value` : t`${label}: ${channels} values`;
  return channels === 1 ? t`${label}: 1 map of ${rows} by ${columns}`
    : t`${label}: ${channels} maps of ${rows} by ${columns}`;
}

/** One layer on the page: its name and figures, and a canvas with all its maps. */
class Section {
  /** @param {() => void} moved  called when it comes on the screen, or leaves it */
  constructor(layer, index, parent, choose, moved) {
    this.layer = layer;
    this.index = index;
    const part = (name, text, tag = "span") => make(tag, { class: `layer-${name}`, text });
    this.high = part("high", "");
    const head = make("header", {}, part("name", layer.name, "h3"), part("kind", kindOf(layer)),
      part("shape", sizes(shapeOf(layer.output))),
      part("parameters", layer.parameters ? t`${count(layer.parameters)} parameters` : ""),
      part("formula", translated(layer.formula), "p"), this.high);
    this.tiles = new Tiles(layer.output, layer.isSigned ? signedColors : mapColors,
      spokenName(layer), t`Shift with Page Up or Page Down moves to the layer above or below.`);
    this.tiles.onPlace((place, how) => choose({ index, ...place }, how));
    this.element = make("section", { class: "layer", data: { layer: layer.name } }, head, this.tiles.element);
    parent.append(this.element);
    onVisible(this.element, (isNear) => {
      this.isNear = isNear;
      moved();
    }, "300px");
  }

  /** @param {{high: number, values: Uint8Array}} maps */
  paint({ high: highest, values }) {
    const high = local(`${Number(highest.toPrecision(3))}`);
    this.high.textContent = this.layer.isSigned ? `−${high} … ${high}` : `0 … ${high}`;
    this.tiles.paint(values);
  }
}

class Layers {
  constructor(element) {
    Object.assign(this, { sections: [], layers: [], network: null, place: null, isOpen: false, isLinked: false });
    this.image = null;  // of the drawing whose maps are painted; null until the first are there
    this.values = new Map();  // of the layers of this image that have been explained, by index
    this.held = null;  // the pixel that was clicked: pointing at others has no effect until it is released
    [this.list, this.trouble, this.zoom] = [".layers-list", ".layers-trouble", ".layers-zoom input"].map(
      (part) => element.querySelector(part));
    this.zoom.addEventListener("input", () => this.fit());
    this.renewStop = makeOneStop(this.list, { items: "canvas[tabindex]",
      stepOf: ({ key, shiftKey }) => (shiftKey ? { PageUp: -1, PageDown: 1 }[key] : undefined) });
    new ResizeObserver(() => this.fit()).observe(this.list);
    onVisible(element, (isVisible) => {
      this.isOpen = isVisible;
      this.layOut();
      this.want();
    });
  }

  fit() {
    const width = this.list.clientWidth;
    if (width) this.sections.forEach(({ tiles }) => tiles.fit(width, this.zoom.value * tiles.magnification));
    this.mark();
  }

  /** Ask the pad for the maps of the layers that are on the screen. */
  want() {
    const near = this.isOpen ? this.sections.filter(({ isNear }) => isNear) : [];
    publish("layers", near.map(({ layer }) => layer.name));
  }

  /** Another network was chosen: its layers are laid out when the tab is on the screen. */
  change(network) {
    this.network = network;
    this.image = null;
    this.values.clear();
    this.sections = [];
    this.list.replaceChildren();
    publish("place", null);
    this.layOut();
  }

  layOut() {
    if (!this.isOpen || !this.network || this.sections.length) return;
    const { layers } = this.network;
    this.tell(layers.length ? t`The maps appear as soon as the network has been loaded.`
      : t`This network's layers do not form a chain, so they can't be shown one by one.`);
    this.list.setAttribute("aria-busy", layers.length > 0);
    this.layers = layers;
    this.sections = layers.map((layer, index) =>
      new Section(layer, index, this.list, (...chosen) => this.choose(...chosen), () => this.want()));
    this.renewStop();
    this.begin();
    this.fit();
  }

  tell(words) {
    this.trouble.hidden = !words;
    this.trouble.textContent = words;
  }

  /** Begin without a pixel; the first time, with the one that the page's address names. */
  begin() {
    this.held = null;
    const linked = this.isLinked ? null : placeIn(parameter(location, "value"), this.layers);
    this.isLinked = true;
    if (linked) this.choose(linked, "reached");
    else publish("place", null);
  }

  /** @returns {boolean} whether it is chosen: while a pixel is held, pointing at another one is ignored */
  choose(wanted, how) {
    if (this.held && how === "pointed") return false;
    const isAgain = how === "pressed" && this.held && same(this.held, wanted);
    this.held = isAgain || how === "pointed" ? null : wanted;
    this.list.classList.toggle("layers-held", Boolean(this.held));
    publish("place", wanted);
    return true;
  }

  /** @param {import("../common/messages.js").Reading} reading */
  show({ image, layers }) {
    const near = this.sections.filter(({ isNear }) => isNear);
    // A reading without these maps leaves the painted ones as they are.
    const isCurrent = near.length > 0 && near.every(({ layer }) => layers?.[layer.name]);
    this.list.setAttribute("aria-busy", !isCurrent && this.sections.length > 0);
    if (!isCurrent) return;
    this.tell("");
    this.image = image;
    this.values.clear();
    near.forEach((section) => section.paint(layers[section.layer.name]));
    clearTimeout(this.settling);
    if (this.place) this.settling = setTimeout(() => this.closeUp(), SETTLED);
  }

  pointAt(place) {
    this.place = place;
    this.mark();
    this.closeUp();
  }

  /** Mark the pixel, and the patch of the layer below that it is computed from. */
  mark() {
    const { place } = this;
    this.sections.forEach(({ tiles }) => tiles.mark(null));
    if (!place) return;
    const layer = this.layers[place.index];
    this.sections[place.index].tiles.mark({ top: place.row, left: place.column, height: 1, width: 1 }, place.channel);
    if (place.index === 0) return;
    const takesAll = ["convolution", "dense", "softmax", "flatten"].includes(layer.kind);
    this.sections[place.index - 1].tiles.mark(patchBelow(layer, place), takesAll ? null : place.channel);
  }

  async closeUp() {
    const { place, image, layers } = this;
    if (!place || !image) return publish("closeup", null);
    const values = await this.valuesOf(place.index).catch(() => null);
    if (place !== this.place || image !== this.image) return;
    publish("closeup", { layers, layer: values?.layer ?? layers[place.index], place, image,
      explanation: values && explain(values, place), field: fieldOnImage(layers, place.index, place) });
  }

  /** The values of a layer for the painted image; null if the browser can't run it, or one below it. */
  async valuesOf(index) {
    const { network, image } = this;
    if (!network.weights) return null;
    if (!this.values.has(index)) {
      const [values] = await reader.layerValues(network, image, [index]);
      if (image !== this.image) return null;
      this.values.set(index, values ?? null);
    }
    return this.values.get(index);
  }
}

export function mount({ element }) {
  const layers = new Layers(element);
  subscribe("network", (network) => layers.change(network));
  subscribe("reading", (reading) => layers.show(reading));
  subscribe("place", (place) => layers.pointAt(place));
}
