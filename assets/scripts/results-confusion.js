/** The confusion matrix: a grid of buttons, one for each right digit and digit read, and the digits in one of them. */
import { t } from "./language.js";
import { subscribe } from "./reading.js";
import { offerCsv } from "./results-csv.js";
import { Gallery } from "./results-gallery.js";
import { percent, whole } from "./results-numbers.js";

const DIGITS = [...Array(10).keys()];
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function text(tag, words, attributes = {}) {
  const part = document.createElement(tag);
  part.textContent = words;
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
  return part;
}

/** 100 buttons in rows by right digit, with the digits at their heads. */
function buildGrid(grid) {
  const row = (...parts) => {
    const line = text("div", "", { role: "row", class: "confusion-row" });
    line.append(...parts);
    grid.append(line);
  };
  row(text("span", ""), ...DIGITS.map((digit) => text("span", digit, { role: "columnheader" })));
  for (const right of DIGITS) {
    row(text("span", right, { role: "rowheader" }), ...DIGITS.map((read) => text("button", "", {
      type: "button", role: "gridcell", class: "confusion-cell", tabindex: right || read ? -1 : 0, "data-right": right,
      "data-read": read, disabled: "" })));
  }
  return [...grid.querySelectorAll("button")];
}

export function mount({ element, server }) {
  const save = offerCsv(element, "confusion");
  const grid = element.querySelector(".confusion-grid");
  const cells = buildGrid(grid);
  const cellAt = (right, read) => cells[10 * right + read];
  const gallery = new Gallery(element.querySelector(".confusion-digits"), server.digits, t`No digit is in this cell.`);
  let tested = null;

  /** Mistakes are colored by their count, on a scale of their own; right answers by their share, pale. */
  function show() {
    const counts = tested?.confusion;
    const most = Math.max(1, ...(counts ?? []).flatMap((row, right) => row.filter((_, read) => read !== right)));
    for (const cell of cells) {
      const [right, read] = [Number(cell.dataset.right), Number(cell.dataset.read)];
      const count = counts?.[right][read] ?? 0;
      const isRight = right === read;
      const all = counts ? counts[right].reduce((sum, part) => sum + part, 0) : 0;
      cell.disabled = !counts;
      cell.dataset.count = counts ? count : "";
      cell.textContent = count ? whole(count) : (counts ? "·" : "");
      cell.classList.toggle("confusion-none", !count);
      cell.classList.toggle("confusion-agrees", isRight);
      cell.style.setProperty("--part", `${isRight ? (100 * count) / (all || 1) : (100 * Math.log1p(count)) / Math.log1p(most)}%`);
      cell.setAttribute("aria-label", t`${whole(count)} of ${whole(all)} digits ${right} read as ${read}`);
      cell.title = all ? t`${whole(count)} of ${whole(all)} digits ${right} read as ${read}: ${percent(count / all)}` : "";
    }
  }

  function choose(cell) {
    cells.forEach((other) => other.setAttribute("aria-selected", other === cell));
    if (!cell) return gallery.clear("");
    const [right, read, count] = ["right", "read", "count"].map((name) => Number(cell.dataset[name]));
    gallery.ask({ network: tested.choice, right, read }, right === read
      ? t`${whole(count)} × ${right} read right, the least sure first` : t`${whole(count)} × ${right} read as ${read}`);
  }

  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("button");
    if (cell) choose(cell);
  });
  grid.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest("button");
    if (!step || !cell) return;
    event.preventDefault();
    const [right, read] = [Number(cell.dataset.right) + step[0], Number(cell.dataset.read) + step[1]];
    if (DIGITS.includes(right) && DIGITS.includes(read)) cellAt(right, read).focus();
  });
  grid.addEventListener("focusin", (event) => {  // the Tab key comes back to where one was
    cells.forEach((cell) => { cell.tabIndex = cell === event.target ? 0 : -1; });
  });

  /** The commonest mistake is open from the start. */
  function commonest() {
    const wrong = cells.filter((cell) => cell.dataset.right !== cell.dataset.read);
    const cell = wrong.reduce((most, next) => (Number(next.dataset.count) > Number(most.dataset.count) ? next : most));
    return Number(cell.dataset.count) ? cell : null;
  }

  /** @param {(import("./results.js").Tested & {name: string, choice: string | null}) | null} latest */
  subscribe("tested", (latest) => {
    tested = latest;
    show();
    choose(tested ? commonest() : null);
    save(tested?.name, tested && [["right \\ read", ...DIGITS], ...tested.confusion.map((row, right) => [right, ...row])]);
  });
}
