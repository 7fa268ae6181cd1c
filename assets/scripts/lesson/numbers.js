/** Step 1: a picture is numbers. */
import { inkColors, paint } from "../common/colors.js";
import { make } from "../common/elements.js";
import { Loupe } from "./loupe.js";
import { publish } from "../common/bus.js";

const COUNT = 60_000;  // training digits of MNIST
const MAGNIFIED = 10;  // pixels of the pad's picture for each of the image's

/** An image as a data URL for the pad. */
function pictureOf(image) {
  const [small, large] = [make("canvas"), make("canvas")];
  paint(small, 28, 28, inkColors, (index) => image[index]);
  large.width = large.height = 28 * MAGNIFIED;
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, large.width, large.height);
  return large.toDataURL();
}

export function build(element, { source, repaint }) {
  const find = (selector) => element.querySelector(selector);
  const loupe = new Loupe(find(".lesson-loupe"), repaint);
  const [index, random, lay, trouble] = ["#lesson-index", "#lesson-random", "#lesson-lay", ".lesson-trouble"].map(find);
  const [drawing, sample] = ["drawing", "sample"].map((value) => find(`[value="${value}"]`));

  drawing.addEventListener("change", () => source.prefer(true));
  sample.addEventListener("change", () => source.prefer(false));
  function fetch(number) {
    source.prefersDrawing = false;
    source.fetch(number);
  }
  index.addEventListener("input", () => fetch(Number(index.value)));
  random.addEventListener("click", () => {
    index.value = Math.floor(Math.random() * COUNT);
    fetch(Number(index.value));
  });
  lay.addEventListener("click", () => publish("picture", pictureOf(source.image)));

  return {
    show({ image, caption }) {
      drawing.disabled = !source.drawing;
      (source.showsDrawing ? drawing : sample).checked = true;
      lay.disabled = source.showsDrawing;
      trouble.textContent = source.trouble;
      loupe.show(image, caption, String);
    },
  };
}
