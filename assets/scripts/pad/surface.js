/** The pad's canvas: strokes and pictures at the screen's resolution. */
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
    const { context } = this;
    const scale = this.canvas.width / GRID;
    context.strokeStyle = getComputedStyle(this.canvas).color;
    context.lineWidth = PEN * this.canvas.width;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(stroke[0] * scale, stroke[1] * scale);
    for (let i = 2; i < stroke.length; i += 2) context.lineTo(stroke[i] * scale, stroke[i + 1] * scale);
    if (stroke.length === 2) context.lineTo(stroke[0] * scale, stroke[1] * scale);
    context.stroke();
  }

  /** Show a picture on the whole pad, in its own proportions. */
  async picture(source) {
    const image = new Image();
    image.src = this.shown = source;
    const isWhole = await image.decode().then(() => true, () => false);
    if (this.shown !== source) return;  // meanwhile the pad was cleared, or drawn on
    this.clear();
    if (!isWhole) return;  // the server can't decode it either, and sends a sentence
    const side = this.canvas.width;
    const scale = side / Math.max(image.width, image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    this.context.imageSmoothingEnabled = scale < 4;  // a small image shows its pixels
    this.context.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
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
