/** The page's address as a QR code, large enough for a class to scan, and the HTML that embeds the pad elsewhere. */
import { inkColors, paint } from "../common/colors.js";
import { t } from "../common/language.js";
import { withDrawing } from "../common/link.js";
import { persistently, UNREACHED } from "../common/waiting.js";

const LONGEST_ADDRESS = 800;  // letters: phones still scan such a code from a projector's screen
const QUIET = 4;  // white modules around the code, as its standard requires
const HERE_ALONE = ["127.0.0.1", "localhost", "[::1]"];
const ALONE = [
  t`This address opens only on this computer.`,
  t`To let others in, start the page with --host 0.0.0.0 and open it at this computer's name or IP address.`,
].join(" ");
const WITHOUT = t`Without the drawing, which is too long for a QR code.`;

/** @param {HTMLCanvasElement} canvas @param {string[]} rows  of modules, "1" for black */
function paintCode(canvas, rows) {
  const side = rows.length + 2 * QUIET;
  const moduleAt = (index) => rows[Math.floor(index / side) - QUIET]?.[(index % side) - QUIET];
  paint(canvas, side, side, inkColors, (index) => (moduleAt(index) === "1" ? 0 : 255));
}

/** The address to scan, and a note on it. @returns {{url: string, note: string}} */
export function scanned(location, strokes) {
  const whole = withDrawing(location, strokes);
  const isLong = whole.length > LONGEST_ADDRESS;
  const notes = [isLong ? WITHOUT : "", HERE_ALONE.includes(location.hostname) ? ALONE : ""];
  return { url: isLong ? withDrawing(location) : whole, note: notes.filter(Boolean).join(" ") };
}

/** The HTML of a frame with the pad and its answer. */
export const frame = ({ origin, pathname }) =>
  `<iframe src="${origin}${pathname}?view=pad" width="400" height="640" style="border: 0"></iframe>`;

/** Show both in the dialog of this part of the page. @param {number[][]} [strokes]  on the pad */
export async function showCode(element, server, strokes) {
  const [dialog, canvas, text, note, html] =
    [".code", ".code-picture", ".code-address", ".code-note", ".code-frame"]
      .map((selector) => element.querySelector(selector));
  const { url, note: words } = scanned(location, strokes);
  text.textContent = url;
  note.textContent = words;
  html.value = frame(location);
  html.onfocus = () => html.select();
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };  // outside of the dialog
  canvas.hidden = true;
  dialog.showModal();
  const { rows } = await persistently(() => server.code(url), () => { note.textContent = UNREACHED; });
  if (text.textContent !== url) return;  // opened again meanwhile
  note.textContent = words;
  paintCode(canvas, rows);
  canvas.hidden = false;
}
