/** Step 2: pixels from 0 to 255 become numbers from 0 to 1. */
import { number } from "../common/language.js";
import { Loupe } from "./loupe.js";
import { chosenOf } from "./parts.js";

const scaled = (pixel, digits) => number(pixel / 255, digits);
const division = (pixel) => `${pixel} / 255 = ${scaled(pixel, 3)}`;

export function build(element, { find, repaint }) {
  const loupe = new Loupe(find(".lesson-loupe"), repaint);
  const slider = find("#lesson-pixel-value");

  function divide() {
    const pixel = Number(slider.value);
    find(".lesson-swatch").style.background = `rgb(${pixel},${pixel},${pixel})`;
    find(".lesson-division").textContent = division(pixel);
  }
  slider.addEventListener("input", divide);
  element.addEventListener("change", repaint);
  divide();

  return {
    show({ image, caption }) {
      const isScaled = chosenOf(element, "lesson-scale") === "1";
      loupe.show(image, caption, (pixel) => (isScaled ? scaled(pixel, 2) : `${pixel}`), division);
    },
  };
}
