/** An image next to the numbers of a small part of it. */
import { inkColors } from "../common/colors.js";
import { t } from "../common/language.js";
import { fillTable, Picture } from "./parts.js";

const [SIDE, WINDOW] = [28, 7];
const START = { row: 14, column: 14 };

export class Loupe {
  /** @param {HTMLElement} element @param {() => void} moved  called when another pixel is pointed at */
  constructor(element, moved) {
    this.picture = new Picture(element.querySelector('[data-picture="image"]'), inkColors, t`The image`);
    [this.name, this.table, this.output] =
      [".lesson-window-name", ".lesson-table", ".lesson-value"].map((selector) => element.querySelector(selector));
    this.place = START;
    this.picture.onPlace((place) => { this.place = place; moved(); });
  }

  /** The top left corner of the window around the pixel, kept inside the image. */
  get corner() {
    const start = (at) => Math.min(Math.max(at - (WINDOW >> 1), 0), SIDE - WINDOW);
    return { top: start(this.place.row), left: start(this.place.column) };
  }

  /**
   * @param {Uint8Array} image @param {(pixel: number) => string} text  of a pixel's number
   * @param {(pixel: number) => string} fact  about the one pointed at
   */
  show(image, caption, text, fact = text) {
    const { row, column } = this.place;
    const { top, left } = this.corner;
    this.picture.paint(image);
    this.picture.caption.textContent = caption;
    this.picture.mark({ top, left, height: WINDOW, width: WINDOW }, this.place);
    const pixels = Array.from({ length: WINDOW * WINDOW }, (_, index) =>
      image[(top + Math.floor(index / WINDOW)) * SIDE + left + (index % WINDOW)]);
    fillTable(this.table, pixels.map((pixel) => pixel / 255), pixels.map(text), WINDOW, "ink");
    this.table.children[(row - top) * WINDOW + column - left].classList.add("cell-won");
    this.name.textContent = t`rows ${top} to ${top + WINDOW - 1}, columns ${left} to ${left + WINDOW - 1}`;
    this.output.textContent = t`row ${row}, column ${column}: ${fact(image[row * SIDE + column])}`;
  }
}
