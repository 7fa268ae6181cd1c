/** Building blocks of the steps: pictures with crisp pixels, rows of values, tables of numbers. */
import { make } from "../common/elements.js";
import { t } from "../common/language.js";
import { Tiles } from "../common/tiles.js";

export const mapLevel = (value, largest) => Math.round((255 * Math.max(value, 0)) / (largest || 1));
export const largestOf = (values) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

/** Row and column of the largest value of a map with this many columns. */
export function placeOfLargest(values, columns) {
  const at = values.indexOf(Math.max(...values));
  return { row: Math.floor(at / columns), column: at % columns, channel: 0 };
}

/** One image or map in a figure; the style's `--lesson-pixel` is the size of its pixels. */
export class Picture {
  /** @param {HTMLElement} figure @param {Uint32Array} colors @param {string} label */
  constructor(figure, colors, label) {
    Object.assign(this, { figure, colors, label, listener: () => {} });
    this.caption = figure.querySelector("figcaption");
  }

  /** @param {(index: number) => number} level  0 to 255, row by row @param {number} times  enlargement */
  paint(rows, columns, level, times = 1) {
    this.fit(rows, columns, times * parseFloat(getComputedStyle(this.figure).getPropertyValue("--lesson-pixel")));
    this.tiles.paint(Uint8Array.from({ length: rows * columns }, (_, index) => level(index)));
  }

  fit(rows, columns, pixel) {
    const { tiles } = this;
    if (tiles?.rows === rows && tiles.columns === columns && this.pixel === pixel) return;
    this.pixel = pixel;
    this.tiles = new Tiles([rows, columns, 1], this.colors, this.label);
    this.tiles.canvas.setAttribute("aria-label",
      t`${this.label}, ${rows} by ${columns} pixels. Arrow keys move from pixel to pixel.`);
    this.tiles.onPlace((place) => this.listener(place));
    this.tiles.fit(0, 1);  // its scale is now the magnification that small maps get anyway
    this.tiles.fit(0, pixel / this.tiles.scale);
    tiles?.element.remove();
    this.caption.after(this.tiles.element);
  }

  mark(box) {
    this.tiles.mark(box);
    if (box?.height === 1) this.tiles.place = { row: box.top, column: box.left, channel: 0 };
  }

  onPlace(listener) {
    this.listener = listener;
  }
}

/** Values in one row, wrapped at the page's width. */
export class Strip {
  constructor(figure, length, colors, label, pixel) {
    Object.assign(this, { figure, pixel });
    this.tiles = new Tiles([1, 1, length], colors, label);
    this.tiles.canvas.setAttribute("aria-label", t`${label}. Arrow keys move from one to the next.`);
    figure.append(this.tiles.element);
  }

  /** @param {Uint8Array} levels */
  paint(levels) {
    const width = this.figure.clientWidth;
    if (width !== this.width) {
      this.width = width;
      this.tiles.fit(width, 1);
      this.tiles.fit(width, this.pixel / this.tiles.scale);
    }
    this.tiles.paint(levels);
  }

  mark(index) {
    this.tiles.mark({ top: 0, left: 0, height: 1, width: 1 }, index);
  }

  onIndex(listener) {
    this.tiles.onPlace(({ channel }) => listener(channel));
  }
}

const LOOKS = {
  ink(cell, value) {
    const shade = Math.round(255 * value);
    cell.style.background = `rgb(${shade},${shade},${shade})`;
    cell.style.color = shade > 117 ? "#000" : "#fff";  // whichever has more contrast
  },
  signed(cell, value) {
    cell.style.setProperty("--tint", `${Math.round(60 * Math.abs(value))}%`);
    cell.classList.toggle("cell-negative", value < 0);
  },
};

/**
 * Fill a table with numbers.
 * @param {ArrayLike<number>} shares  of each cell's color: 0 to 1 for ink, −1 to 1 for signed values
 * @param {string[]} texts @param {number} columns @param {"ink" | "signed"} look
 */
export function fillTable(table, shares, texts, columns, look) {
  table.classList.add("grid");
  table.style.setProperty("--columns", columns);
  while (table.children.length > texts.length) table.lastChild.remove();
  while (table.children.length < texts.length) table.append(make("span"));
  [...table.children].forEach((cell, index) => {
    cell.className = "cell";
    cell.textContent = texts[index];
    LOOKS[look](cell, shares[index]);
  });
}

/** The value of the checked radio button with this name. */
export const chosenOf = (element, name) => element.querySelector(`input[name="${name}"]:checked`).value;
