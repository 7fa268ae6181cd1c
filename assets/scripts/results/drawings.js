/** The tables of results on drawn digits, if they were measured with the chosen network. */
import { make } from "../common/elements.js";
import { t, translated } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const MEASURED = t`Digits by people the network has never seen, each drawn in eight ways.`;
const NOT_MEASURED = t`Not measured for this network.`;

/** The second table split by kind of row, each with its head: manner of drawing, digit, writer. */
export function split([head, ...rows]) {
  const kinds = ["digit", "writer"];
  const kindOf = ([name]) => kinds.find((kind) => name.startsWith(`${kind} `)) ?? "manner";
  return ["manner", ...kinds].map((kind) => [[kind, ...head.slice(1)], ...rows.filter((row) => kindOf(row) === kind)
    .map(([name, ...figures]) => [name.replace(`${kind} `, ""), ...figures])]).filter(({ length }) => length > 1);
}

function table([head, ...rows]) {
  const inWords = (text) => translated(text).replace(/\((.+)\)$/, (_, worst) => `(${translated(worst)})`);
  const tableRow = (tag, cells) => make("tr", {}, ...cells.map((cell) => make(tag, { text: inWords(cell) })));
  return make("table", {}, make("tbody", {}, tableRow("th", head), ...rows.map((row) => tableRow("td", row))));
}

export function mount({ element }) {
  const save = offerCsv(element, "drawings");

  /** @param {import("../common/messages.js").Recorded} recorded */
  subscribe("recorded", ({ name, drawings }) => {
    element.querySelector(".results-hint").textContent = drawings.length ? MEASURED : NOT_MEASURED;
    const [figures, ...groups] = drawings;
    element.querySelector(".measured").replaceChildren(
      ...(figures ? [figures, ...groups.flatMap(split)].map(table) : []));
    save(name, drawings.length ? [["what", "of", "figure"], ...drawings.flatMap(([, ...rows]) => rows)
      .map((row) => [row[0], row.length > 2 ? row[1].replaceAll(",", "") : "", row.at(-1)])] : null);
  });
}
