/** Tables as CSV files, made in the browser. */
import { download } from "../common/elements.js";
import { t, translated } from "../common/language.js";

/** A cell in quotes where it must be (RFC 4180). */
function cell(value) {
  const text = String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {(string | number | boolean | null)[][]} rows  the head first */
export function csv(rows) {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/**
 * What a part's CSV button saves.
 * @param {HTMLElement} element  the part's
 * @param {string} what  the file's name after the network's
 * @returns {(name: string, rows: any[][] | null) => void}  tells it of the network's name and the table; null for none
 */
export function offerCsv(element, what) {
  const button = element.querySelector(".results-csv");
  button.setAttribute("aria-label", t`Save ${translated(what)} as a CSV file`);
  let file = null;
  button.addEventListener("click", () => {
    download(`${file.name}-${what}.csv`.replace(/[^\w.-]+/g, "-"), csv(file.rows), "text/csv");
  });
  return (name, rows) => {
    file = rows && { name, rows };
    button.disabled = !rows;
  };
}
