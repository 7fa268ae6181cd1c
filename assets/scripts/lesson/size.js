/** Step 4: how many positions the kernel has, and so how large the map is. */
import { count, sizes, t } from "../common/language.js";
import { slide } from "./arithmetic.js";
import { chosenOf, write } from "./parts.js";

const PACE = 120;  // milliseconds at each position

/**
 * Draw a square grid of cells on a canvas, as sharp as the screen allows.
 * @param {HTMLCanvasElement} canvas @param {number} side  in cells @param {number} cell  pixels of its side
 * @param {(row: number, column: number) => string} colorAt
 * @param {{row: number, column: number, side: number, color: string}} frame  around some of the cells
 */
function drawCells(canvas, side, cell, colorAt, frame) {
  const context = canvas.getContext("2d");
  canvas.width = canvas.height = side * cell * devicePixelRatio;
  canvas.style.width = canvas.style.height = `${side * cell}px`;
  context.scale(devicePixelRatio, devicePixelRatio);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      context.fillStyle = colorAt(row, column);
      context.fillRect(column * cell, row * cell, cell - 1, cell - 1);
    }
  }
  context.strokeStyle = frame.color;
  context.lineWidth = 3;
  context.strokeRect(frame.column * cell, frame.row * cell, frame.side * cell - 1, frame.side * cell - 1);
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

export function build(element, { find, repaint }) {
  const [input, output, position, button] =
    [".lesson-input", ".lesson-output", "#lesson-position", "#lesson-slide"].map(find);
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

  /** Draw the image with its padding and the kernel, and the map up to the kernel's position. */
  function draw({ input: size, kernel, stride }, { output: side, before, after, unseen }, at) {
    const style = getComputedStyle(element);
    const color = (name) => style.getPropertyValue(name);
    const whole = before + size + after;
    const cell = Math.floor(parseFloat(color("--lesson-cells")) / whole);
    const [row, column] = [Math.floor(at / side), at % side];
    const [top, left] = [row * stride, column * stride];
    drawCells(input, whole, cell, (y, x) => {
      if (y >= top && y < top + kernel && x >= left && x < left + kernel) return color("--accent");
      if (Math.min(y, x) < before || Math.max(y, x) >= before + size) return color("--lesson-padding");
      return color(Math.max(y, x) < whole - unseen ? "--faint" : "--track");
    }, { row: top, column: left, side: kernel, color: color("--text") });
    drawCells(output, side, cell, (y, x) => color(y * side + x <= at ? "--accent" : "--track"),
      { row, column, side: 1, color: color("--text") });
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
      draw(chosen, found, at);
      write(find(".lesson-size"), formula(chosen, found), { value: side });
      find(".lesson-at").textContent = t`${count(at + 1)} of ${count(side * side)}`;
      find(".lesson-input-name").textContent = t`image, ${sizes([chosen.input, chosen.input])}`;
      find(".lesson-output-name").textContent = t`map, ${sizes([side, side])}`;
      input.setAttribute("aria-label",
        t`An image of ${chosen.input} by ${chosen.input} pixels with the kernel at position ${at + 1}`);
      output.setAttribute("aria-label", t`A map of ${side} by ${side} pixels, ${at + 1} of them filled`);
      find(".lesson-left-over").textContent = leftOver(found);
    },
  };
}
