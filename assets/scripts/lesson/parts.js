/** Building blocks of the steps: pictures with crisp pixels, rows of values, tables of numbers. */
import { signedColors, signedLevel, tint } from "../common/colors.js";
import { make } from "../common/elements.js";
import { t } from "../common/language.js";
import { Tiles } from "../common/tiles.js";

export const mapLevel = (value, largest) => Math.round((255 * Math.max(value, 0)) / (largest || 1));
export const largestOf = (values) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

/** The levels of values on the scale of the colors, which reaches to `largest`. */
function levelsOf(values, colors, largest) {
  const level = colors === signedColors ? signedLevel : mapLevel;
  return Uint8Array.from(values, (value) => level(value, largest));
}

/** Row and column of the largest value of a map with this many columns. */
export function placeOfLargest(values, columns) {
  const at = values.indexOf(Math.max(...values));
  return { row: Math.floor(at / columns), column: at % columns, channel: 0 };
}

/** One square image or map in a figure; the style's `--lesson-pixel` is the size of its pixels. */
export class Picture {
  /** @param {HTMLElement} figure @param {Uint32Array} colors @param {string} label */
  constructor(figure, colors, label) {
    Object.assign(this, { figure, colors, label, listener: () => {} });
    this.caption = figure.querySelector("figcaption");
  }

  /** @param {Uint8Array} levels  row by row @param {number} times  enlargement */
  paint(levels, times = 1) {
    this.fit(Math.sqrt(levels.length),
      times * parseFloat(getComputedStyle(this.figure).getPropertyValue("--lesson-pixel")));
    this.tiles.paint(levels);
  }

  paintValues(values, largest = largestOf(values), times = 1) {
    this.paint(levelsOf(values, this.colors, largest), times);
  }

  fit(side, pixel) {
    const { tiles } = this;
    if (tiles?.rows === side && this.pixel === pixel) return;
    this.pixel = pixel;
    this.tiles = new Tiles([side, side, 1], this.colors, t`${this.label}, ${side} by ${side} pixels`);
    this.tiles.onPlace((place) => this.listener(place));
    this.tiles.fit(0, pixel);
    tiles?.element.remove();
    this.caption.after(this.tiles.element);
  }

  /** @param {object} box @param {{row: number, column: number}} [place]  where the arrow keys continue */
  mark(box, place) {
    this.tiles.mark(box);
    if (place) this.tiles.place = { ...place, channel: 0 };
  }

  markPixel(place) {
    this.mark({ top: place.row, left: place.column, height: 1, width: 1 }, place);
  }

  onPlace(listener) {
    this.listener = listener;
  }
}

/** Values in one row, wrapped at the page's width. */
export class Strip {
  constructor(figure, length, colors, label, pixel) {
    Object.assign(this, { figure, colors, pixel });
    this.tiles = new Tiles([1, 1, length], colors, label);
    figure.append(this.tiles.element);
  }

  paintValues(values) {
    const width = this.figure.clientWidth;
    if (width !== this.width) {
      this.width = width;
      this.tiles.fit(width, this.pixel);
    }
    this.tiles.paint(levelsOf(values, this.colors, largestOf(values)));
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
  signed: tint,
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

/** Write a result, with its numbers as the element's data. */
export function write(output, text, data) {
  output.textContent = text;
  Object.assign(output.dataset, data);
}

/** The value of the checked radio button with this name. */
export const chosenOf = (element, name) => element.querySelector(`input[name="${name}"]:checked`).value;
