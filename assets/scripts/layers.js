/** Every layer of the network in order, its maps live, and the choice of the pixel that the close-up explains. */
import { parameter } from "./address.js";
import { mapColors, signedColors } from "./colors.js";
import { make } from "./elements.js";
import { count, local, sizes, t, translated } from "./language.js";
import { explain, fieldOnImage, patchBelow, unpacked, Values } from "./network.js";
import { bytes, publish, subscribe } from "./reading.js";
import { Tiles } from "./tiles.js";

const SETTLED = 80;  // milliseconds without a new reading before the exact values are computed anew

const shapeOf = ([rows, columns, count]) => (rows === 1 && columns === 1 ? [count] : [rows, columns, count]);

const same = (one, other) => ["index", "row", "column", "channel"].every((name) => one[name] === other[name]);

/** The place that a link names as `layer.channel.row.column`; null if the network has none such. */
export function placeIn(text, layers) {
  const [name, ...numbers] = (text ?? "").split(".");
  const index = layers.findIndex((layer) => layer.name === name);
  const [channel, row, column] = numbers.map(Number);
  const [rows, columns, channels] = layers[index]?.output ?? [0, 0, 0];
  const isIn = (value, count) => Number.isInteger(value) && value >= 0 && value < count;
  return isIn(row, rows) && isIn(column, columns) && isIn(channel, channels) ? { index, row, column, channel } : null;
}

/** A layer's place on the page: its name and figures, and a canvas with all its maps. */
class Section {
  constructor(layer, index, parent, choose) {
    this.layer = layer;
    const part = (name, text, tag = "span") => make(tag, { class: `layer-${name}`, text });
    this.high = part("high", "");
    const head = make("header", {}, part("name", layer.name, "h3"), part("kind", translated(layer.kind)),
      part("shape", sizes(shapeOf(layer.output))),
      part("parameters", layer.parameters ? t`${count(layer.parameters)} parameters` : ""),
      part("formula", translated(layer.formula), "p"), this.high);
    this.tiles = new Tiles(layer.output, layer.isSigned ? signedColors : mapColors, `${layer.name}, ${translated(layer.kind)}`);
    this.tiles.onPlace((place, how) => choose({ index, ...place }, how));
    this.element = make("section", { class: "layer", data: { layer: layer.name } }, head, this.tiles.element);
    parent.append(this.element);
  }

  show(message) {
    this.message = message;
    if (this.isNear) this.paint();
  }

  paint() {
    if (!this.message) return;
    const high = local(`${Number(this.message.high.toPrecision(3))}`);
    this.high.textContent = this.layer.isSigned ? `−${high} … ${high}` : `0 … ${high}`;
    this.tiles.paint(bytes(this.message.values));
  }
}

export function mount({ element, server }) {
  const find = (selector) => element.querySelector(selector);
  const list = find(".layers-list");
  const zoom = find(".layers-zoom input");
  let layers = [], sections = [], values = null, place = null, image = null;
  let network = null, shown = null, isOpen = false, isLinked = false, settling = 0;

  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const section = sections.find((section) => section.element === target);
      if (!section) continue;
      section.isNear = isIntersecting;
      if (isIntersecting) section.paint();
    }
  }, { rootMargin: "300px" });

  function fit() {
    const width = list.clientWidth;
    if (width) sections.forEach(({ tiles }) => tiles.fit(width, Number(zoom.value)));
    mark();
  }
  zoom.addEventListener("input", fit);
  new ResizeObserver(fit).observe(list);

  let held = null;  // the pixel that was clicked: pointing at others shows nothing until it is let go

  function choose(wanted, how) {
    if (held && how === "pointed") return;
    const isAgain = how === "pressed" && held && same(held, wanted);
    held = isAgain || how === "pointed" ? null : wanted;
    list.classList.toggle("layers-held", Boolean(held));
    publish("place", wanted);
  }

  async function open() {
    if (!isOpen || !network || shown === network) return;
    shown = network;
    const message = await server.anatomy(network.choice).catch(() => null);
    if (!message) shown = null;  // the server can't be reached: tried again when the tab or the network is chosen anew
    if (!message || shown !== network) return;
    near.disconnect();
    list.replaceChildren();
    find(".layers-trouble").hidden = !message.trouble;
    find(".layers-trouble").textContent = translated(message.trouble ?? "");
    layers = message.layers.map(unpacked);
    sections = layers.map((layer, index) => new Section(layer, index, list, choose));
    sections.forEach(({ element }) => near.observe(element));
    values = null;
    held = null;
    const linked = isLinked ? null : placeIn(parameter(location, "value"), layers);
    isLinked = true;
    if (linked) choose(linked, "reached");
    else publish("place", null);
    fit();
    publish("layers", true);  // the pad asks for this network's maps from now on
  }

  // The pad is asked for all maps only while they are on the screen.
  new IntersectionObserver((entries) => {
    const wasOpen = isOpen;
    isOpen = entries.at(-1).isIntersecting;
    if (isOpen === wasOpen) return;
    if (isOpen && shown === network) publish("layers", true);
    else if (!isOpen) publish("layers", false);
    open();
  }).observe(element);

  subscribe("network", (latest) => {
    network = latest;
    open();
  });

  subscribe("reading", (reading) => {
    image = bytes(reading.image.values);
    values = null;
    if (reading.layers?.length === sections.length) sections.forEach((section, index) => section.show(reading.layers[index]));
    clearTimeout(settling);
    if (place) settling = setTimeout(closeUp, SETTLED);
  });

  subscribe("place", (latest) => {
    place = latest;
    mark();
    closeUp();
  });

  /** Light up the pixel, and the patch of the layer below that it is computed from. */
  function mark() {
    sections.forEach(({ tiles }) => tiles.mark(null));
    if (!place) return;
    const layer = layers[place.index];
    sections[place.index].tiles.mark({ top: place.row, left: place.column, height: 1, width: 1 }, place.channel);
    if (place.index === 0) return;
    const takesAll = ["convolution", "dense", "softmax", "flatten"].includes(layer.kind);
    sections[place.index - 1].tiles.mark(patchBelow(layer, place), takesAll ? null : place.channel);
  }

  function closeUp() {
    if (!place || !image) return publish("closeup", null);
    const layer = layers[place.index];
    values ??= new Values(layers, image);
    const explanation = values.knows(place.index) ? explain(values, place.index, place) : null;
    publish("closeup", { layers, layer, place, explanation, image, field: fieldOnImage(layers, place.index, place) });
  }
}
