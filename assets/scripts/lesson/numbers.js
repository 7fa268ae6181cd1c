/** Step 1: a picture is numbers. */
import { imageCanvas } from "../common/colors.js";
import { Loupe } from "./loupe.js";
import { publish } from "../common/bus.js";

const COUNT = 60_000;  // training digits of MNIST

export function build(element, { find, source, repaint }) {
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
  lay.addEventListener("click", () =>
    publish("picture", { picture: imageCanvas(source.image).toDataURL(), pixels: source.image }));

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
