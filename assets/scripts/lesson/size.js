/** Step 4: how many positions the kernel has, and so how large the map is. */
import { count, sizes, t } from "../common/language.js";
import { slide } from "./arithmetic.js";
import { chosenOf } from "./parts.js";

const PACE = 120;  // milliseconds at each position

/** A grid of cells on a canvas, as sharp as the screen allows. */
class Cells {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  clear(side, cell) {
    const sharpness = devicePixelRatio;
    this.cell = cell;
    this.canvas.width = this.canvas.height = side * cell * sharpness;
    this.canvas.style.width = this.canvas.style.height = `${side * cell}px`;
    this.context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
  }

  fill(row, column, color) {
    this.context.fillStyle = color;
    this.context.fillRect(column * this.cell, row * this.cell, this.cell - 1, this.cell - 1);
  }

  frame(row, column, side, color) {
    this.context.strokeStyle = color;
    this.context.lineWidth = 3;
    this.context.strokeRect(column * this.cell, row * this.cell, side * this.cell - 1, side * this.cell - 1);
  }
}

/** The formula with the numbers filled in. */
export function formula({ input: size, kernel, stride, padding }, { output: side }) {
  return padding === "same" ? `same: ⌈${size} / ${stride}⌉ = ${side}`
    : `valid: ⌊(${size} + 2·0 − ${kernel}) / ${stride}⌋ + 1 = ${side}`;
}

/** The pixels the kernel does not reach, or the padding it has. */
export function leftOver({ before, after, unseen }) {
  if (unseen === 1) return t`The kernel never reaches the last row and column (hollow).`;
  if (unseen) return t`The kernel never reaches the last ${unseen} rows and columns (hollow).`;
  if (!before && !after) return t`The kernel reaches every pixel.`;
  if (before !== after) return t`Padding: ${before} at the left and top, ${after} at the right and bottom.`;
  return before === 1
    ? t`Padding: 1 row and column of zeros on each side.`
    : t`Padding: ${before} rows and columns of zeros on each side.`;
}

export function build(element, { repaint }) {
  const find = (selector) => element.querySelector(selector);
  const [input, output] = [".lesson-input", ".lesson-output"].map((selector) => new Cells(find(selector)));
  const [position, button] = ["#lesson-position", "#lesson-slide"].map(find);
  const slider = (name) => find(`[name="${name}"]`);
  let sliding = 0;

  function settings() {
    const [size, kernel, stride] = ["input", "kernel", "stride"].map((name) => Number(slider(name).value));
    return { input: size, kernel, stride, padding: chosenOf(element, "lesson-padding") };
  }

  function stop() {
    clearInterval(sliding);
    sliding = 0;
    button.textContent = t`Slide the kernel`;
  }
  button.addEventListener("click", () => {
    if (sliding) return stop();
    button.textContent = t`Stop`;
    if (position.value === position.max) position.value = 0;
    sliding = setInterval(() => {
      if (position.value === position.max) return stop();
      position.value = Number(position.value) + 1;
      repaint();
    }, PACE);
  });
  element.addEventListener("input", repaint);

  function drawInput(chosen, found, row, column) {
    const style = getComputedStyle(element);
    const color = (name) => style.getPropertyValue(name);
    const { before, after, unseen } = found;
    const whole = before + chosen.input + after;
    input.clear(whole, Math.floor(parseFloat(style.getPropertyValue("--lesson-cells")) / whole));
    for (let y = 0; y < whole; y++) {
      for (let x = 0; x < whole; x++) {
        const isOn = Math.min(y, x) >= before && Math.max(y, x) < before + chosen.input;
        const isSeen = Math.max(y, x) < whole - unseen;
        input.fill(y, x, !isOn ? color("--lesson-padding") : isSeen ? color("--faint") : color("--track"));
      }
    }
    const [top, left] = [row * chosen.stride, column * chosen.stride];
    for (let y = 0; y < chosen.kernel; y++) {
      for (let x = 0; x < chosen.kernel; x++) input.fill(top + y, left + x, color("--accent"));
    }
    input.frame(top, left, chosen.kernel, color("--text"));
    return color;
  }

  return {
    stop,
    show() {
      const chosen = settings();
      const found = slide(chosen);
      const side = found.output;
      for (const name of ["input", "kernel", "stride"]) slider(name).previousElementSibling.textContent = chosen[name];
      position.max = side * side - 1;
      const at = Number(position.value);
      const [row, column] = [Math.floor(at / side), at % side];
      const color = drawInput(chosen, found, row, column);
      output.clear(side, input.cell);
      for (let index = 0; index < side * side; index++) {
        output.fill(Math.floor(index / side), index % side, color(index <= at ? "--accent" : "--track"));
      }
      output.frame(row, column, 1, color("--text"));
      const result = find(".lesson-size");
      result.textContent = formula(chosen, found);
      result.dataset.value = side;
      find(".lesson-at").textContent = t`${count(at + 1)} of ${count(side * side)}`;
      find(".lesson-input-name").textContent = t`image, ${sizes([chosen.input, chosen.input])}`;
      find(".lesson-output-name").textContent = t`map, ${sizes([side, side])}`;
      input.canvas.setAttribute("aria-label",
        t`An image of ${chosen.input} by ${chosen.input} pixels with the kernel at position ${at + 1}`);
      output.canvas.setAttribute("aria-label", t`A map of ${side} by ${side} pixels, ${at + 1} of them filled`);
      find(".lesson-left-over").textContent = leftOver(found);
    },
  };
}
