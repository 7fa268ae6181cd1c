/** The pad: what is drawn on it with mouse, finger, pen or keyboard, and the examples and pictures laid on it. */
import { Drawing, GRID } from "../common/drawing.js";
import { translated } from "../common/language.js";
import { fromAddress } from "../common/link.js";
import { offerExamples } from "./examples.js";
import { drawWithKeys } from "./keyboard.js";
import { PadReader } from "./reader.js";
import { publish, subscribe } from "../common/bus.js";
import { Surface } from "./surface.js";

export class Pad {
  /** @param {HTMLElement} element @param {object} server  see `PadReader` */
  constructor(element, server) {
    const canvas = element.querySelector("canvas");
    this.hint = element.querySelector(".pad-hint");
    this.buttons = ["undo", "clear"].map((name) => element.querySelector(`#${name}`));
    this.drawing = new Drawing();
    this.reader = new PadReader(server, this.drawing, element.closest("#pad").dataset);
    this.surface = new Surface(canvas);
    this.pointer = null;  // that holds the pen
    this.buttons[0].addEventListener("click", () => this.undo());
    this.buttons[1].addEventListener("click", () => this.clear());
    drawWithPointer(canvas, this);
    drawWithKeys(canvas, this);
    this.surface.onResize(() => this.redraw());
  }

  get isHeld() {
    return this.pointer !== null;
  }

  /** What lies on it has changed. */
  changed() {
    this.enable();
    this.reader.read();
  }

  enable() {
    const { isBlank } = this.drawing;
    this.hint.hidden = !isBlank;
    for (const button of this.buttons) button.disabled = isBlank;
  }

  redraw() {
    const { picture, strokes } = this.drawing;
    if (picture) return void this.surface.picture(picture);
    this.surface.clear();
    for (const stroke of strokes) this.surface.stroke(stroke);
  }

  /** Something else lies on it: a pen that is down must not draw on. */
  replaced() {
    this.pointer = null;
    this.redraw();
    this.changed();
  }

  /** @param {number[][]} strokes  to be there in place of what is */
  clear(strokes = []) {
    this.drawing.clear(strokes);
    this.replaced();
  }

  undo() {
    this.drawing.undo();
    this.replaced();
  }

  /** @param {string} picture  its data URL */
  lay(picture) {
    this.drawing.lay(picture);
    this.replaced();
  }

  penDown(x, y) {
    if (this.drawing.picture) this.surface.clear();
    this.drawing.begin(x, y);
    this.surface.stroke([x, y]);
    this.changed();
  }

  /** @param {[number, number][]} places  since the last ones */
  penMoves(places) {
    const added = this.drawing.extend(places);
    if (!added) return;
    this.surface.stroke(added);
    this.changed();
  }
}

/** Drawing with mouse, finger or pen. @param {HTMLCanvasElement} canvas @param {Pad} pad */
function drawWithPointer(canvas, pad) {
  /** @returns {[number, number]} where on the grid */
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const along = (at, start, length) => Math.round(Math.min(Math.max((at - start) / length, 0), 1) * GRID);
    return [along(event.clientX, box.left, box.width), along(event.clientY, box.top, box.height)];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (pad.isHeld || event.button !== 0) return;
    pad.pointer = event.pointerId;
    canvas.setPointerCapture(pad.pointer);
    pad.penDown(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pad.pointer) return;
    // All the places since the last frame, where the browser keeps them: fast strokes stay round.
    const events = event.getCoalescedEvents?.() ?? [];
    pad.penMoves((events.length ? events : [event]).map(place));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(end, (event) => { if (event.pointerId === pad.pointer) pad.pointer = null; });
  }
  // Older Safari scrolls with the finger in spite of `touch-action: none`.
  canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
}

export function mount({ element, props, server, watch }) {
  const pad = new Pad(element, server);
  const { reader } = pad;
  const lay = (picture) => pad.lay(picture);
  offerExamples(element.querySelector(".pad-examples"), lay);
  subscribe("picture", lay);
  watch("value", () => {  // an upload
    if (!props.value) return;
    const { source, reading, error } = props.value;
    props.value = null;  // so that the same picture can be opened again
    if (error) publish("trouble", { sentence: translated(error) });
    if (!source) return;
    lay(source);
    reader.take(reading);
  });
  subscribe("choice", (name) => reader.choose(name));
  for (const part of ["layers", "atlas", "maps"]) subscribe(part, (isWanted) => reader.want(part, isWanted));

  pad.drawing.clear(fromAddress(location));
  pad.redraw();
  pad.enable();
  window.addEventListener("hashchange", () => {
    const shared = fromAddress(location);
    if (shared.length) pad.clear(shared);  // else it is some other part of the address: the drawing stays
  });
  reader.choose(null);
}
