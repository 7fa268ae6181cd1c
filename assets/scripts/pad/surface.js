/** The paper: strokes and pictures on a canvas as sharp as the screen. */
import { GRID } from "../common/drawing.js";
import { make } from "../common/elements.js";

const PEN = 0.06;  // of the side; only for the eye, the server draws with MNIST's own pen

export class Surface {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.mark = make("span", { class: "pad-cursor", hidden: true });
    canvas.after(this.mark);
  }

  /** Keep a canvas pixel for each pixel of the screen; `redraw` after each change, which empties the canvas. */
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

  /** A picture over the whole pad, in its own proportions. */
  async picture(source) {
    const image = new Image();
    image.src = this.shown = source;
    const isWhole = await image.decode().then(() => true, () => false);
    if (this.shown !== source) return;  // cleared meanwhile, or drawn on
    this.clear();
    if (!isWhole) return;  // the server, which can't read it either, says so
    const side = this.canvas.width;
    const scale = side / Math.max(image.width, image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    this.context.imageSmoothingEnabled = scale < 4;  // an image of 28 x 28 is shown as the pixels it is
    this.context.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
  }

  /** @param {{x: number, y: number, isDown: boolean} | null} cursor  where the keyboard's pen is */
  cursor(cursor) {
    this.mark.hidden = !cursor;
    if (!cursor) return;
    this.mark.style.left = `${(100 * cursor.x) / GRID}%`;
    this.mark.style.top = `${(100 * cursor.y) / GRID}%`;
    this.mark.classList.toggle("pad-cursor-down", cursor.isDown);
  }
}
