/** Saving tables as CSV files. */
import { download } from "../common/elements.js";
import { t, translated } from "../common/language.js";

/** A cell, in quotes where RFC 4180 requires them. */
function cell(value) {
  const text = String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {(string | number | boolean | null)[][]} rows  the head first */
export function csv(rows) {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/**
 * Connect a part's CSV button.
 * @param {HTMLElement} element  the part's
 * @param {string} what  the file's name after the network's
 * @returns {(name: string, rows: any[][] | null) => void}  sets the network's name and the table to save; null for none
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
