/** The close-up of one value: the numbers it is computed from, and how. */
import { arithmeticOf, paragraph, plain, whereabouts } from "./explanations.js";
import { imageCanvas } from "../common/colors.js";
import { copyAddress } from "../common/copying.js";
import { make } from "../common/elements.js";
import { t } from "../common/language.js";
import { fieldOnImage } from "../reading/arithmetic.js";
import { publish, subscribe } from "../common/bus.js";
import { bytes } from "../common/bytes.js";

const RESTING = 200;  // milliseconds on a filter before the digits that excite it are requested
const SPOKEN = 500;  // milliseconds on a pixel before its value is announced
const STRIDE = 90;  // milliseconds on each pixel while the window slides

class CloseUp {
  constructor(element, server) {
    Object.assign(this, { server, network: null, current: null });
    this.panel = element.closest("#arithmetic");
    for (const name of ["title", "value", "body", "hint", "exciting", "buttons", "animate", "link", "spoken"]) {
      this[name] = element.querySelector(`.closeup-${name}`);
    }
    this.excited = { filter: null, digits: [] };  // the filter whose exciting digits are already here
    this.animate.addEventListener("click", () => (this.sliding ? this.stop() : this.start()));
    this.link.addEventListener("click", () => this.copy());
  }

  /** @param {object | null} closeup  the pixel, its layer and its explanation */
  look(closeup) {
    this.current = closeup;
    clearTimeout(this.resting);
    clearTimeout(this.speaking);
    this.exciting.hidden = true;
    this.buttons.hidden = !closeup;
    this.animate.hidden = closeup?.layer.output[0] === 1;
    if (closeup) this.show();
    else this.empty();
  }

  empty() {
    this.stop();
    for (const name of ["layer", "row", "column", "channel", "value"]) delete this.panel.dataset[name];
    this.title.textContent = t`Where a value comes from`;
    this.value.textContent = "";
    this.body.replaceChildren(this.hint);
  }

  show() {
    const { layer, place, explanation } = this.current;
    const { row, column, channel } = place;
    this.title.textContent = `${layer.name}: ${whereabouts(layer, place)}`;
    Object.assign(this.panel.dataset, { layer: layer.name, row, column, channel });
    if (explanation) return this.explain(layer, explanation);
    delete this.panel.dataset.value;
    this.value.textContent = "";
    this.body.replaceChildren(
      paragraph(t`The calculation can't be shown: this layer, or one below it, is of a kind that is not supported.`));
  }

  explain(layer, explanation) {
    this.panel.dataset.value = explanation.value;
    this.value.textContent = plain(explanation.value);
    const isOneMap = layer.input[0] > 1;
    if (layer.kind === "convolution") this.resting = setTimeout(() => this.excite(), RESTING);
    this.body.replaceChildren(...(isOneMap ? [make("div", { class: "seen" }, this.field(), this.exciting)] : []),
      ...arithmeticOf(explanation, this.current, () => this.show()));
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.spoken.textContent = `${this.title.textContent}: ${this.value.textContent}`;
    }, SPOKEN);
  }

  /** The image, with a frame around the pixel's receptive field. */
  field() {
    const { image, field } = this.current;
    return make("figure", { class: "field" }, make("figcaption", {}, t`what it sees of the image`),
      framed(image, field));
  }

  /** Show the digits that excite the filter most, once the pointer rests on it. */
  async excite() {
    const { layer, place, layers } = this.current;
    const filter = JSON.stringify([layer.name, place.channel]);
    if (filter !== this.excited.filter) {
      try {
        const digits = await this.server.exciting(
          { network: this.network?.choice, layer: layer.name, channel: place.channel });
        this.excited = { filter, digits };
      } catch {
        return;  // the server can't be reached: the next pixel asks again
      }
    }
    const { current } = this;
    if (current?.layers !== layers || filter !== JSON.stringify([current.layer.name, current.place.channel])) return;
    const images = excitingDigits(this.excited.digits, { layers, index: layers.indexOf(layer) });
    this.exciting.hidden = !images.length;
    this.exciting.querySelector("div").replaceChildren(...images);
  }

  /** Slide over the whole map, from its first pixel. */
  start() {
    this.animate.textContent = t`Stop`;
    publish("place", { ...this.current.place, row: 0, column: 0 });
    this.sliding = setInterval(() => this.slide(), STRIDE);
  }

  slide() {
    const { layer, place } = this.current;
    const [rows, columns] = layer.output;
    const next = place.row * columns + place.column + 1;
    if (next >= rows * columns) return this.stop();
    publish("place", { ...place, row: Math.floor(next / columns), column: next % columns });
  }

  stop() {
    clearInterval(this.sliding);
    this.sliding = null;
    this.animate.textContent = t`Slide the window`;
  }

  /** Copy the address of this pixel, with the drawing. */
  copy() {
    const { layer, place } = this.current;
    const value = [layer.name, place.channel, place.row, place.column].join(".");
    copyAddress(this.link, { tab: "layers", value });
  }
}

/** The digits that excite a filter most, each with the patch that excites it. */
function excitingDigits(digits, { layers, index }) {
  return digits.map(({ label, values, row, column }) => {
    const figure = framed(bytes(values), fieldOnImage(layers, index, { row, column }));
    figure.title = t`A training digit labeled ${label}`;
    return figure;
  });
}

/** An image of 28 x 28 with a box on it. */
function framed(pixels, box) {
  const frame = make("span", { class: "field-frame" });
  for (const [side, length] of Object.entries(box)) frame.style.setProperty(`--${side}`, `${(100 * length) / 28}%`);
  return make("div", { class: "field-box" }, imageCanvas(pixels, { class: "field-image" }), frame);
}

export function mount({ element, server }) {
  const closeup = new CloseUp(element, server);
  subscribe("network", (network) => {
    closeup.network = network;
    closeup.excited.filter = null;
  });
  subscribe("closeup", (latest) => closeup.look(latest));
}
