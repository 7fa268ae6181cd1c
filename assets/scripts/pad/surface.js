/** The pad's canvas: strokes and pictures at the screen's resolution. */
import { decoded, drawPicture, drawStroke } from "../common/canvas.js";
import { GRID } from "../common/drawing.js";
import { make } from "../common/elements.js";

const PEN = 0.06;  // of the side; only what the visitor sees: the server draws with MNIST's pen

export class Surface {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.mark = make("span", { class: "pad-cursor", hidden: true });
    canvas.after(this.mark);
  }

  /** Match the canvas to the screen's pixels; call `redraw` after each change, which clears the canvas. */
  onResize(redraw) {
    const fit = () => {
      const side = Math.round(this.canvas.getBoundingClientRect().width * devicePixelRatio);
      if (!side || side === this.canvas.width) return;
      this.canvas.width = this.canvas.height = side;
      redraw();
    };
    new ResizeObserver(fit).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    fit();
  }

  clear() {
    this.shown = null;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** @param {number[]} stroke  [x0, y0, x1, y1, …]; a single point is a dot */
  stroke(stroke) {
    drawStroke(this.context, stroke, PEN, getComputedStyle(this.canvas).color);
  }

  /** Show a picture on the whole pad, in its own proportions. */
  async picture(source) {
    this.shown = source;
    const image = await decoded(source);
    if (this.shown !== source) return;  // meanwhile the pad was cleared, or drawn on
    this.clear();
    if (image) drawPicture(this.context, image);  // otherwise, the server can't decode it either, and sends a sentence
  }

  /** @param {{x: number, y: number, isDown: boolean} | null} cursor  the keyboard's pen */
  cursor(cursor) {
    this.mark.hidden = !cursor;
    if (!cursor) return;
    this.mark.style.left = `${(100 * cursor.x) / GRID}%`;
    this.mark.style.top = `${(100 * cursor.y) / GRID}%`;
    this.mark.classList.toggle("pad-cursor-down", cursor.isDown);
  }
}
