/** All feature maps of one layer on one canvas, as crisp pixels, with a frame around the pixel pointed at. */
import { hasModifier, make } from "./elements.js";
import { t } from "./language.js";

/** How far keys move: rows down, columns to the right, maps onward. */
const STEPS = { ArrowUp: [-1, 0, 0], ArrowDown: [1, 0, 0], ArrowLeft: [0, -1, 0], ArrowRight: [0, 1, 0],
  PageUp: [0, 0, -1], PageDown: [0, 0, 1] };

/** How much larger the pixels of small maps should be drawn than those of large maps, so that one can point at them. */
function magnification(rows, columns, channels) {
  if (rows === 1 && columns === 1) return channels > 256 ? 1 : 5;
  return rows <= 6 ? 3 : rows <= 12 ? 2 : 1;
}

/** The arrangement of one layer's maps on a canvas. Lengths are in pixels of the maps. */
export class Layout {
  /** @param {number[]} shape  rows, columns, channels */
  constructor([rows, columns, channels]) {
    Object.assign(this, { rows, columns, channels });
    this.isFlat = rows === 1 && columns === 1;
    this.gap = this.isFlat ? 0 : 1;  // between two maps
    this.magnification = magnification(rows, columns, channels);
    this.place = { row: 0, column: 0, channel: 0 };
  }

  /** The keys that move, in words. */
  get keys() {
    if (this.isFlat) return t`Arrow keys move from value to value.`;
    return this.channels === 1 ? t`Arrow keys move from pixel to pixel.`
      : t`Arrow keys move from pixel to pixel, Page Up and Page Down from map to map.`;
  }

  /** Arrange the maps in rows no wider than `width` screen pixels, `scale` screen pixels for each of theirs. */
  arrange(width, scale) {
    this.scale = scale;
    const step = this.columns + this.gap;
    this.perRow = Math.max(1, Math.min(this.channels, Math.floor((width / this.scale + this.gap) / step)));
    this.width = this.perRow * step - this.gap;
    this.height = Math.ceil(this.channels / this.perRow) * (this.rows + this.gap) - this.gap;
  }

  /** The position of a map's top-left pixel on the canvas. */
  corner(channel) {
    return [(channel % this.perRow) * (this.columns + this.gap),
      Math.floor(channel / this.perRow) * (this.rows + this.gap)];
  }

  /** The place at a pixel of the canvas; null between the maps. */
  at(x, y) {
    const [across, down] = [this.columns + this.gap, this.rows + this.gap];
    const channel = Math.floor(y / down) * this.perRow + Math.floor(x / across);
    const [row, column] = [y % down, x % across];
    const isOn = x >= 0 && y >= 0 && row < this.rows && column < this.columns && channel < this.channels;
    return isOn && Math.floor(x / across) < this.perRow ? { row, column, channel } : null;
  }

  /** The place that a key moves to from the current one; null for other keys. */
  moved(key) {
    if (!(key in STEPS)) return null;
    const { row, column, channel } = this.place;
    const [down, right, onward] = STEPS[key];
    const skipped = onward + (this.isFlat ? down * this.perRow + right : 0);  // if flat, all its values are in a row
    const within = (value, count) => Math.min(Math.max(value, 0), count - 1);
    return { row: within(row + down, this.rows), column: within(column + right, this.columns),
      channel: within(channel + skipped, this.channels) };
  }
}

let described = 0;  // canvases with a description, whose ids are numbered

/** The maps on a canvas, with the frames on a second canvas above it. */
export class Tiles extends Layout {
  /**
   * @param {number[]} shape  rows, columns, channels @param {Uint32Array} colors @param {string} label
   * @param {string} [more]  on the keys
   */
  constructor(shape, colors, label, more = "") {
    super(shape);
    this.colors = colors;
    const description = make("span", { id: `tiles-keys-${described++}`, hidden: true, text: `${this.keys} ${more}` });
    // An application: screen readers leave the arrow keys to it.
    this.canvas = make("canvas", { tabIndex: 0, role: "application", "aria-label": label,
      "aria-describedby": description.id });
    this.frames = make("canvas", { class: "tiles-frames" });
    this.element = make("div", { class: "tiles" }, this.canvas, this.frames, description);
  }

  /** Rearrange the maps in rows no wider than `width` screen pixels. */
  fit(width, scale) {
    this.arrange(width, scale);
    this.canvas.width = this.width;
    this.canvas.height = this.height;
    this.canvas.style.width = `${this.canvas.width * this.scale}px`;
    this.frames.width = this.canvas.width * this.scale;
    this.frames.height = this.canvas.height * this.scale;
    this.pixels = null;
    if (this.levels) this.paint(this.levels);
  }

  /** @param {Uint8Array} levels  row by row, channels last */
  paint(levels) {
    this.levels = levels;
    if (!this.scale) return;
    const context = this.canvas.getContext("2d");
    this.pixels ??= context.createImageData(this.canvas.width, this.canvas.height);
    const packed = new Uint32Array(this.pixels.data.buffer);
    const { rows, columns, channels, colors } = this;
    for (let channel = 0; channel < channels; channel++) {
      const [left, top] = this.corner(channel);
      for (let row = 0; row < rows; row++) {
        const start = (top + row) * this.canvas.width + left;
        for (let column = 0; column < columns; column++) {
          packed[start + column] = colors[levels[(row * columns + column) * channels + channel]];
        }
      }
    }
    context.putImageData(this.pixels, 0, 0);
  }

  /** Frame a box on one map, or on all of them; none if `box` is null. */
  mark(box, channel = null) {
    const context = this.frames.getContext("2d");
    context.clearRect(0, 0, this.frames.width, this.frames.height);
    if (!box || !this.scale) return;
    context.strokeStyle = getComputedStyle(this.element).getPropertyValue("--frame");
    context.lineWidth = 2;
    const channels = channel === null ? Array.from({ length: this.channels }, (_, index) => index) : [channel];
    for (const index of channels) {
      const [left, top] = this.corner(index);
      const [x, y] = [(left + box.left) * this.scale, (top + box.top) * this.scale];
      context.strokeRect(x, y, box.width * this.scale, box.height * this.scale);
    }
  }

  /**
   * Call `listener` with the place that is pointed at, tapped, or moved to with the keyboard, and with how: "pointed",
   * "pressed" or "reached". Keys continue from there, unless the listener returns false.
   */
  onPlace(listener) {
    const go = (place, how) => {
      const before = this.place;
      this.place = place;
      if (listener(place, how) === false) this.place = before;
    };
    const point = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const x = Math.floor((event.clientX - box.left) / this.scale);
      const y = Math.floor((event.clientY - box.top) / this.scale);
      const place = this.at(x, y);
      if (place) go(place, event.type === "pointerdown" ? "pressed" : event.buttons ? "reached" : "pointed");
    };
    this.canvas.addEventListener("pointermove", point);
    this.canvas.addEventListener("pointerdown", point);
    this.canvas.addEventListener("keydown", (event) => {
      const place = this.moved(event.key);
      if (!place || event.shiftKey || hasModifier(event)) return;
      event.preventDefault();
      go(place, "reached");
    });
    this.canvas.addEventListener("focus", () => {
      if (this.canvas.matches(":focus-visible")) go(this.place, "reached");
    });
  }
}
