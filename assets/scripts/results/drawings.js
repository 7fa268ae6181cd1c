/** The tables of results on drawn digits, if they were measured with the chosen network. */
import { make } from "../common/elements.js";
import { t, translated } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const MEASURED = t`Digits by people the network has never seen, each drawn in eight ways.`;
const NOT_MEASURED = t`Not measured for this network.`;

/** Columns of the CSV file: what was measured, of how many, and the figure. */
export function csvRows([[, ...figures], ...groups]) {
  const named = groups.flatMap(([[kind], ...rows]) => rows.map(([name, figure]) =>
    [kind === "manner" ? name : `${kind} ${name}`, "", figure]));
  return [["what", "of", "figure"], ...figures.map(([what, of, figure]) => [what, of.replaceAll(",", ""), figure]), ...named];
}

function table([head, ...rows]) {
  const inWords = (text) => translated(text).replace(/\((.+)\)$/, (_, worst) => `(${translated(worst)})`);
  const tableRow = (tag, cells) => make("tr", {}, ...cells.map((cell) => make(tag, { text: inWords(cell) })));
  return make("table", {}, make("tbody", {}, tableRow("th", head), ...rows.map((row) => tableRow("td", row))));
}

export function mount({ element }) {
  const save = offerCsv(element, "drawings");

  subscribe("recorded", ({ name, drawings }) => {
    element.querySelector(".results-hint").textContent = drawings.length ? MEASURED : NOT_MEASURED;
    element.querySelector(".measured").replaceChildren(...drawings.map(table));
    save(name, drawings.length ? csvRows(drawings) : null);
  });
}
