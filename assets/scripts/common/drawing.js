/** The drawing on the pad: strokes, which have no pen width, or a picture instead. */

export const GRID = 1000;  // x and y of a stroke's points are 0 to this, y down
const KEPT = 20;  // drawings that Undo can bring back
/** On the grid: a finger that stays this close to where it touched the pad may be a resting palm. */
export const RESTING = 20;

export class Drawing {
  constructor() {
    this.replaced = [];  // earlier drawings, which were cleared or gave way to others
    this.set({});
  }

  set({ strokes = [], picture = null, pixels = null }) {
    this.strokes = strokes;
    this.stroke = null;  // the one being drawn
    this.picture = picture;  // a data URL: an example or an upload
    this.pixels = pixels && Uint8Array.from(pixels);  // of a picture that is an image in MNIST's form: 28 x 28, ink 255
  }

  /** What `set` takes. */
  get contents() {
    const { strokes, picture, pixels } = this;
    return { strokes, picture, pixels: pixels && [...pixels] };
  }

  /** Replace the drawing by another one, which Undo takes back. */
  replace(other) {
    if (!this.isBlank) this.replaced = [...this.replaced, this.contents].slice(-KEPT);
    this.set(other);
  }

  /** @param {number[][]} strokes  each [x0, y0, x1, y1, …] */
  clear(strokes = []) {
    this.replace({ strokes });
  }

  get isBlank() {
    return !this.strokes.length && !this.picture;
  }

  /** Whether it is a picture whose digit must first be found, which only the server does. */
  get isPicture() {
    return this.picture !== null && !this.pixels;
  }

  /** The drawing as the server takes it. */
  get message() {
    return this.picture ? { image: this.picture } : { strokes: this.strokes };
  }

  /** Whether the stroke that is being drawn may be a resting palm. */
  get isResting() {
    return this.stroke?.every((number, at) => Math.abs(number - this.stroke[at % 2]) < RESTING) ?? false;
  }

  get canUndo() {
    return !this.isBlank || this.replaced.length > 0;
  }

  lay(picture, pixels = null) {
    this.replace({ picture, pixels });
  }

  /** Take back the last stroke, or what replaced an earlier drawing. */
  undo() {
    this.stroke = null;
    if (!this.strokes.pop()) this.set(this.replaced.pop() ?? {});
  }

  /** Begin a stroke. It has one point until the pen moves. */
  begin(x, y) {
    if (this.picture) this.clear();
    this.strokes.push(this.stroke = [x, y]);
  }

  /** Drop the stroke that is being drawn. */
  discard() {
    if (this.stroke) this.strokes.pop();
    this.stroke = null;
  }

  /**
   * Extend the stroke that is being drawn.
   * @param {[number, number][]} places
   * @returns {number[] | null}  the new points, after the last one before them; null if the pen has not moved or there
   *   is no stroke any more
   */
  extend(places) {
    const { stroke } = this;
    if (!stroke) return null;
    const drawn = stroke.length;
    for (const [x, y] of places) {
      if (x !== stroke.at(-2) || y !== stroke.at(-1)) stroke.push(x, y);
    }
    return stroke.length === drawn ? null : stroke.slice(drawn - 2);
  }
}
