/** Drawing strokes and pictures on a square canvas. */
import { GRID } from "./drawing.js";

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} stroke  [x0, y0, x1, y1, …]; a single point is a dot
 * @param {number} pen  its width, as a share of the canvas's
 */
export function drawStroke(context, stroke, pen, color) {
  const scale = context.canvas.width / GRID;
  Object.assign(context, { strokeStyle: color, lineWidth: pen * context.canvas.width, lineCap: "round",
    lineJoin: "round" });
  context.beginPath();
  for (let i = 0; i < stroke.length; i += 2) context.lineTo(stroke[i] * scale, stroke[i + 1] * scale);
  // Not every browser paints a line of length 0.
  if (stroke.length === 2) context.arc(stroke[0] * scale, stroke[1] * scale, 0.01, 0, 2 * Math.PI);
  context.stroke();
}

/** The image at an address; null if it can't be decoded. @returns {Promise<HTMLImageElement | null>} */
export function decoded(source) {
  const image = new Image();
  image.src = source;
  return image.decode().then(() => image, () => null);
}

/** Draw an image on the whole canvas, in its own proportions. */
export function drawPicture(context, image) {
  const side = context.canvas.width;
  const scale = side / Math.max(image.width, image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  context.imageSmoothingEnabled = scale < 4;  // a small image shows its pixels
  context.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
}

/** The red levels of an image's pixels, row by row: all there is in a gray one. @param {HTMLImageElement} image */
export function levelsOf(image) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  return Uint8Array.from(context.getImageData(0, 0, width, height).data.filter((_, index) => index % 4 === 0));
}
