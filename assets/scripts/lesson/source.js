/** The picture the lesson works with: the drawing on the pad, or an MNIST training digit while the pad is blank. */
import { t, translated } from "../common/language.js";
import { persistently, UNREACHED } from "../common/waiting.js";
import { subscribe } from "../common/bus.js";
import { bytes } from "../common/bytes.js";

const FIRST = 7777;
const NOTHING = new Uint8Array(28 * 28);

export class Source {
  /** @param {(index: number) => Promise<object>} ask  for a training digit @param {() => void} changed */
  constructor(ask, changed) {
    Object.assign(this, { ask, changed, drawing: null, sample: null, wanted: FIRST, prefersDrawing: true,
      trouble: "" });
    let last = null;
    subscribe("reading", ({ state, image }) => {
      if (last && image.every((ink, at) => ink === last[at])) return;  // the same drawing, read by another network
      last = image;
      this.drawing = state === "blank" ? null : image;
      this.prefersDrawing = true;
      this.changed();
    });
  }

  get showsDrawing() {
    return this.prefersDrawing && this.drawing !== null;
  }

  /** @returns {Uint8Array}  28 x 28, ink 255 */
  get image() {
    return (this.showsDrawing ? this.drawing : this.sample?.image) ?? NOTHING;
  }

  get caption() {
    if (this.showsDrawing) return t`your drawing`;
    return this.sample ? t`Digit ${this.sample.label} from MNIST, no. ${this.sample.index}` : "";
  }

  prefer(isDrawing) {
    this.prefersDrawing = isDrawing;
    this.changed();
  }

  /** Fetch a training digit; the latest request wins. */
  async fetch(index = this.wanted) {
    this.wanted = index;
    const found = await persistently(() => this.ask(index), () => this.tell(UNREACHED));
    if (index !== this.wanted) return;
    if (!found.error) this.sample = { ...found, image: bytes(found.values) };
    this.tell(translated(found.error ?? ""));
  }

  tell(trouble) {
    this.trouble = trouble;
    this.changed();
  }
}
