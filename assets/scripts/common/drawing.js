/** The drawing on the pad: strokes, which have no pen width, or a picture instead. */

export const GRID = 1000;  // x and y of a stroke's points are 0 to this, y down

export class Drawing {
  constructor() {
    this.clear();
  }

  /** @param {number[][]} strokes  each [x0, y0, x1, y1, …] */
  clear(strokes = []) {
    this.strokes = strokes;
    this.stroke = null;  // the one being drawn
    this.picture = null;  // a data URL: an example or an upload
    this.pixels = null;  // of a picture that is an image in MNIST's form: 28 x 28, ink 255
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

  lay(picture, pixels = null) {
    this.clear();
    Object.assign(this, { picture, pixels });
  }

  undo() {
    this.picture = this.pixels = this.stroke = null;
    this.strokes.pop();
  }

  /** Begin a stroke. It has one point until the pen moves. */
  begin(x, y) {
    if (this.picture) this.clear();
    this.strokes.push(this.stroke = [x, y]);
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
