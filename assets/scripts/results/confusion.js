/** The confusion matrix: a grid of buttons, one per right digit and digit read, and the test digits of one cell. */
import { make } from "../common/elements.js";
import { count as whole, percent, t } from "../common/language.js";
import { arrowsIn, makeOneStop } from "../common/one-stop.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";
import { Gallery } from "./gallery.js";

const DIGITS = [...Array(10).keys()];

/** 100 buttons in rows by right digit, with digits as row and column headers. */
function buildGrid(grid) {
  const row = (...parts) => make("div", { class: "confusion-row", role: "row" }, ...parts);
  const cell = (right, read) => make("button", { class: "confusion-cell", type: "button", role: "gridcell",
    disabled: true, data: { right, read } });
  grid.append(row(make("span"), ...DIGITS.map((digit) => make("span", { role: "columnheader", text: digit }))),
    ...DIGITS.map((right) =>
      row(make("span", { role: "rowheader", text: right }), ...DIGITS.map((read) => cell(right, read)))));
  return [...grid.querySelectorAll("button")];
}

/**
 * The strength of a cell's color, 0 to 1: for mistakes by their count, for right answers by their share of the digit.
 * @param {number[][]} counts  by right digit and digit read
 */
export function strength(counts, right, read) {
  const count = counts[right][read];
  if (right === read) return count / (counts[right].reduce((sum, part) => sum + part, 0) || 1);
  const most = Math.max(1, ...counts.flatMap((row, digit) => row.filter((_, other) => other !== digit)));
  return Math.log1p(count) / Math.log1p(most);
}

/** The most common mistake, `[right, read]`; null if there is none. @param {number[][]} counts */
export function commonest(counts) {
  const mistakes = DIGITS.flatMap((right) => DIGITS.filter((read) => read !== right).map((read) => [right, read]));
  const at = ([right, read]) => counts[right][read];
  const found = mistakes.reduce((most, next) => (at(next) > at(most) ? next : most));
  return at(found) ? found : null;
}

export function mount({ element, server }) {
  const save = offerCsv(element, "confusion");
  const grid = element.querySelector(".confusion-grid");
  const cells = buildGrid(grid);
  const gallery =
    new Gallery(element.querySelector(".confusion-digits"), server.digits, t`There are no digits in this cell.`);
  let tested = null;

  function show() {
    const counts = tested?.confusion;
    for (const cell of cells) {
      const [right, read] = [Number(cell.dataset.right), Number(cell.dataset.read)];
      const count = counts?.[right][read] ?? 0;
      const all = counts ? counts[right].reduce((sum, part) => sum + part, 0) : 0;
      cell.disabled = !counts;
      cell.dataset.count = counts ? count : "";
      cell.textContent = count ? whole(count) : (counts ? "·" : "");
      cell.classList.toggle("confusion-none", !count);
      cell.classList.toggle("confusion-agrees", right === read);
      cell.style.setProperty("--part", `${counts ? 100 * strength(counts, right, read) : 0}%`);
      cell.setAttribute("aria-label", t`Digit ${right}: ${whole(count)} of ${whole(all)} read as ${read}`);
      cell.title = all
        ? t`Digit ${right}: ${whole(count)} of ${whole(all)} read as ${read}, ${percent(count / all, 2)}` : "";
    }
  }

  function choose(cell) {
    cells.forEach((other) => other.setAttribute("aria-selected", other === cell));
    if (!cell) return gallery.clear("");
    const [right, read, count] = ["right", "read", "count"].map((name) => Number(cell.dataset[name]));
    gallery.ask({ network: tested.choice, right, read }, right === read
      ? t`${right} read correctly: ${whole(count)}, least confident first`
      : t`${right} read as ${read}: ${whole(count)}`);
  }

  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("button");
    if (cell) choose(cell);
  });
  makeOneStop(grid, { stepOf: arrowsIn(() => DIGITS.length) });

  subscribe("tested", (latest) => {
    tested = latest;
    show();
    const open = tested && commonest(tested.confusion);
    choose(open ? cells[10 * open[0] + open[1]] : null);
    save(tested?.name, tested && [["right \\ read", ...DIGITS],
      ...tested.confusion.map((row, right) => [right, ...row])]);
  });
}
