/** The preprocessing of the drawing: its ink, fitted to 20 x 20, centered in 28 x 28. */
import { inkColors, onPixel, paint } from "../common/colors.js";
import { t } from "../common/language.js";
import { subscribe } from "../common/bus.js";

export function mount({ element }) {
  const [crop, fitted, image] = ["crop", "fitted", "image"].map((name) => element.querySelector(`.step-${name}`));
  const value = element.querySelector(".value");
  let pixels = new Uint8Array(28 * 28);

  subscribe("reading", (reading) => {
    pixels = reading.image;
    const [top, left] = reading.corner;
    const [rows, columns] = reading.fitted;
    paint(image, 28, 28, inkColors, (index) => pixels[index]);
    paint(fitted, rows, columns, inkColors,
      (index) => pixels[28 * (top + Math.floor(index / columns)) + left + (index % columns)]);
    const ink = reading.crop?.values ?? new Uint8Array(1);
    const [height, width] = reading.crop?.shape ?? [1, 1];
    paint(crop, height, width, inkColors, (index) => ink[index]);
  });
  onPixel(image, (row, column) => {
    value.textContent = row === null ? "" : t`row ${row}, column ${column}: ${pixels[28 * row + column]} of 255`;
  });
}
