/** All layers of the network in order, with live maps, and the choice of the pixel that the close-up explains. */
import { mapColors, signedColors } from "../common/colors.js";
import { make } from "../common/elements.js";
import { count, local, sizes, t, translated } from "../common/language.js";
import { parameter } from "../common/link.js";
import { explain, fieldOnImage, patchBelow, unpacked, Values } from "../reading/network.js";
import { publish, subscribe } from "../common/bus.js";
import { bytes } from "../common/bytes.js";
import { Tiles } from "../common/tiles.js";
import { onNetworkVisible, onVisible } from "../common/waiting.js";

const SETTLED = 80;  // milliseconds without a new reading before the exact values are recomputed

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

/**
 * The levels of a layer's values. A ReLU's follow from those of the layer below, whose level for zero is 127.
 * @param {{high: number, values?: string}[]} layers  all layers' in a reading @param {number} index
 */
export function levelsOf(layers, index) {
  if (layers[index].values !== undefined) return bytes(layers[index].values);
  const below = bytes(layers[index - 1].values);
  const most = below.reduce((found, level) => Math.max(found, level), 128) - 127;
  return below.map((level) => Math.round((Math.max(level - 127, 0) * 255) / most));
}

/** One layer on the page: its name and figures, and a canvas with all its maps. */
class Section {
  constructor(layer, index, parent, choose) {
    this.layer = layer;
    this.index = index;
    const part = (name, text, tag = "span") => make(tag, { class: `layer-${name}`, text });
    this.high = part("high", "");
    const head = make("header", {}, part("name", layer.name, "h3"), part("kind", translated(layer.kind)),
      part("shape", sizes(shapeOf(layer.output))),
      part("parameters", layer.parameters ? t`${count(layer.parameters)} parameters` : ""),
      part("formula", translated(layer.formula), "p"), this.high);
    this.tiles = new Tiles(layer.output, layer.isSigned ? signedColors : mapColors,
      `${layer.name}, ${translated(layer.kind)}`);
    this.tiles.onPlace((place, how) => choose({ index, ...place }, how));
    this.element = make("section", { class: "layer", data: { layer: layer.name } }, head, this.tiles.element);
    parent.append(this.element);
    onVisible(this.element, (isNear) => {  // only layers on the screen or near it are painted
      this.isNear = isNear;
      if (isNear) this.paint();
    }, "300px");
  }

  /** @param {{high: number, values?: string}[]} layers  all layers' in a reading */
  show(layers) {
    this.layers = layers;
    if (this.isNear) this.paint();
  }

  paint() {
    if (!this.layers) return;
    const high = local(`${Number(this.layers[this.index].high.toPrecision(3))}`);
    this.high.textContent = this.layer.isSigned ? `−${high} … ${high}` : `0 … ${high}`;
    this.tiles.paint(levelsOf(this.layers, this.index));
  }
}

class Layers {
  constructor(element, server) {
    Object.assign(this, { server, sections: [], layers: [], network: null, laidOut: null, place: null });
    this.image = this.values = null;  // of the drawing whose maps are painted; null until the first are there
    this.held = null;  // the pixel that was clicked: pointing at others has no effect until it is released
    this.isOpen = this.isLinked = false;
    [this.list, this.trouble, this.zoom] = [".layers-list", ".layers-trouble", ".layers-zoom input"].map(
      (part) => element.querySelector(part));
    this.zoom.addEventListener("input", () => this.fit());
    new ResizeObserver(() => this.fit()).observe(this.list);
    onVisible(element, (isVisible) => this.appear(isVisible));
    onNetworkVisible(element, (network, isLatest) => this.open(network, isLatest),
      () => this.tell(t`The server can't be reached; trying again.`));
  }

  fit() {
    const width = this.list.clientWidth;
    if (width) this.sections.forEach(({ tiles }) => tiles.fit(width, this.zoom.value * tiles.magnification));
    this.mark();
  }

  /** Set whether the tab is on the screen: the pad asks for all maps only while it is, once their layers are there. */
  appear(isOpen) {
    this.isOpen = isOpen;
    publish("layers", isOpen && this.laidOut === this.network);
  }

  /** Another network was chosen: while the tab is hidden, the previous one's layers are removed immediately. */
  change(network) {
    this.network = network;
    if (this.isOpen) return;
    publish("place", null);
    this.layOut({ layers: [] });
  }

  async open(network, isLatest) {
    const message = await this.server.anatomy(network.choice);
    if (!isLatest()) return;
    this.layOut(message);
    this.laidOut = network;
    this.begin();
    this.fit();
    this.appear(this.isOpen);
  }

  tell(trouble) {
    this.trouble.hidden = !trouble;
    this.trouble.textContent = trouble;
  }

  layOut({ layers, trouble }) {
    this.list.replaceChildren();
    this.list.setAttribute("aria-busy", layers.length > 0);
    this.image = this.values = null;
    this.tell(translated(trouble ?? ""));
    this.layers = layers.map(unpacked);
    this.sections = this.layers.map((layer, index) =>
      new Section(layer, index, this.list, (...chosen) => this.choose(...chosen)));
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
    // A reading without maps, or of a network whose layers are not laid out yet, leaves the painted maps as they are.
    const isCurrent = layers && this.laidOut === this.network && layers.length === this.sections.length;
    this.list.setAttribute("aria-busy", !isCurrent && this.sections.length > 0);
    if (!isCurrent) return;
    this.image = bytes(image.values);
    this.values = null;
    this.sections.forEach((section) => section.show(layers));
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

  closeUp() {
    const { place, image, layers } = this;
    if (!place || !image) return publish("closeup", null);
    this.values ??= new Values(layers, image);
    const explanation = this.values.knows(place.index) ? explain(this.values, place.index, place) : null;
    publish("closeup", { layers, layer: layers[place.index], place, explanation, image,
      field: fieldOnImage(layers, place.index, place) });
  }
}

export function mount({ element, server }) {
  const layers = new Layers(element, server);
  subscribe("network", (network) => layers.change(network));
  subscribe("reading", (reading) => layers.show(reading));
  subscribe("place", (place) => layers.pointAt(place));
}
