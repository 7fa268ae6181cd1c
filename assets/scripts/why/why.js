/** The evidence for a digit, alone or against another, over the drawing. */
import { mapColors, paint, signedColors } from "../common/colors.js";
import { t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { bytes } from "../common/bytes.js";
import { whenSettled } from "../common/waiting.js";

const SIGNED = ["contributions", "occlusion"];  // maps for and against a digit; page/parts/message.py lists them too
const VEIL = 0.22;  // opacity of full ink
// The drawing as a veil over the evidence: dark on the scale that is white in the middle, light on the other.
const [darkVeil, lightVeil] = [0x000000, 0xffffff].map((color) =>
  Uint32Array.from({ length: 256 }, (_, level) => ((Math.round(level * VEIL) << 24) | color) >>> 0));

/**
 * Where a map's strongest evidence is, in words.
 * @param {Uint8Array} levels  28 x 28 @param {number} none  the level of no evidence
 */
export function strongest(levels, none) {
  const strengths = levels.map((level) => Math.abs(level - none));
  const at = strengths.indexOf(Math.max(...strengths));
  if (!strengths[at]) return "";
  const [row, column] = [Math.floor(at / 28), at % 28];
  return levels[at] < none ? t`Strongest against it at row ${row}, column ${column}.`
    : t`Strongest at row ${row}, column ${column}.`;
}

export function mount({ element, server }) {
  const find = (selector) => element.querySelector(selector);
  const figures = [...element.querySelectorAll("[data-evidence]")]
    .map((figure) => ({ kind: figure.dataset.evidence, name: figure.querySelector("b").textContent,
      picture: figure.querySelector(".over"), canvases: figure.querySelectorAll("canvas") }));
  let asked = { digit: null, other: null };

  /** @param {import("../common/messages.js").Evidence | null} evidence */
  function show(evidence) {
    const title = !evidence ? t`Why this digit?`
      : evidence.other === null ? t`Why ${evidence.digit}?` : t`Why ${evidence.digit} and not ${evidence.other}?`;
    find(".why-title").textContent = title;
    const ink = evidence ? bytes(evidence.image.values) : new Uint8Array(28 * 28);
    for (const { kind, name, picture, canvases: [canvas, over] } of figures) {
      const map = evidence?.maps[kind];
      const levels = map && bytes(map.values);
      const none = SIGNED.includes(kind) ? 127 : 0;
      picture.setAttribute("aria-label", [name, title, levels ? strongest(levels, none) : ""].join(" "));
      paint(canvas, 28, 28, none ? signedColors : mapColors, (index) => levels?.[index] ?? none);
      paint(over, 28, 28, none ? darkVeil : lightVeil, (index) => ink[index]);
    }
  }

  const changed = whenSettled(element, (drawing) => server.why({ ...drawing, ...asked }), (evidence) => {
    if (!evidence?.error) show(evidence);
  });
  subscribe("asked", (latest) => { asked = latest; changed(); });
  show(null);
}
