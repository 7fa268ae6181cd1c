/** The pad: drawing with mouse, finger, pen or keyboard, and showing examples and pictures. */
import { levelsOf } from "../common/canvas.js";
import { Drawing } from "../common/drawing.js";
import { t, translated } from "../common/language.js";
import { fromAddress } from "../common/link.js";
import { makeOneStop } from "../common/one-stop.js";
import { drawWithKeys } from "./keyboard.js";
import { drawWithPointers } from "./pointers.js";
import { PadReader } from "./reader.js";
import { publish, subscribe } from "../common/bus.js";
import { hasReturned, recall, remember } from "../common/session.js";
import { hasMoved } from "../shell/history.js";
import { Surface } from "./surface.js";

export class Pad {
  /** @param {HTMLElement} element @param {object} server  see `PadReader` @param {string} first  network's name */
  constructor(element, server, first) {
    const canvas = element.querySelector("canvas");
    this.hint = element.querySelector(".pad-hint");
    this.buttons = ["undo", "clear"].map((name) => element.querySelector(`#${name}`));
    this.drawing = new Drawing();
    this.reader = new PadReader(server, this.drawing, element.closest("#pad").dataset, first);
    this.surface = new Surface(canvas);
    this.buttons[0].addEventListener("click", () => this.undo());
    this.buttons[1].addEventListener("click", () => this.clear());
    this.pointers = drawWithPointers(canvas, this);
    drawWithKeys(canvas, this);
    this.surface.onResize(() => this.redraw());
  }

  get isHeld() {
    return this.pointers.isDown;
  }

  /** The drawing has changed: read it. */
  changed() {
    this.enable();
    this.reader.read();
  }

  enable() {
    const { isBlank, canUndo } = this.drawing;
    this.hint.hidden = !isBlank;
    this.buttons[0].disabled = !canUndo;
    this.buttons[1].disabled = isBlank;
  }

  redraw() {
    const { picture, strokes } = this.drawing;
    if (picture) return void this.surface.picture(picture);
    this.surface.clear();
    for (const stroke of strokes) this.surface.stroke(stroke);
  }

  /** The drawing was replaced: a pen that is down must not continue its stroke. */
  replaced() {
    this.pointers.lift();
    this.redraw();
    this.changed();
  }

  /** @param {number[][]} strokes  to replace the drawing */
  clear(strokes = []) {
    this.drawing.clear(strokes);
    this.replaced();
  }

  undo() {
    this.drawing.undo();
    this.replaced();
  }

  /**
   * Show a picture instead of strokes.
   * @param {string} picture  its data URL
   * @param {Uint8Array} [pixels]  its 28 x 28 pixels, if it is an image in MNIST's form
   */
  lay(picture, pixels) {
    this.drawing.lay(picture, pixels);
    this.replaced();
  }

  penDown(x, y) {
    if (this.drawing.picture) this.surface.clear();
    this.drawing.begin(x, y);
    this.surface.stroke([x, y]);
    this.changed();
  }

  /** Drop the stroke that is being drawn. */
  penAway() {
    this.drawing.discard();
    this.redraw();
  }

  /** @param {[number, number][]} places  since the previous call */
  penMoves(places) {
    const added = this.drawing.extend(places);
    if (!added) return;
    this.surface.stroke(added);
    this.changed();
  }
}

/** Say on the empty pad whether a drawing stays here: the browser reads, and no part sends it; or the server reads. */
function tellWhoReads(words, { reader, drawing }) {
  const sending = new Set();
  const tell = () => {
    words.textContent = reader.isLocal ? t`Your drawing stays on this device` : t`The server reads with this network`;
    words.hidden = !drawing.isBlank || reader.isLoading || !reader.network || (reader.isLocal && sending.size > 0);
  };
  subscribe("sending", ({ element, isSending }) => {
    if (isSending) sending.add(element);
    else sending.delete(element);
    tell();
  });
  for (const kind of ["reader", "network", "drawing"]) subscribe(kind, tell);
}

export function mount({ element, props, server, watch, early }) {
  const pad = new Pad(element, server, props.network);
  const { reader } = pad;
  const examples = element.querySelector(".pad-examples");
  makeOneStop(examples);
  examples.addEventListener("click", ({ target }) => {
    const example = target.closest("[data-src]");
    if (example) pad.lay(example.dataset.src, levelsOf(example.querySelector("img")));
  });
  subscribe("picture", ({ picture, pixels }) => pad.lay(picture, pixels));
  watch("value", () => {  // an upload
    if (!props.value) return;
    const { source, error } = props.value;
    props.value = null;  // so that the same picture can be uploaded again
    if (error) publish("trouble", { sentence: translated(error) });
    else pad.lay(source);
  });
  subscribe("choice", (name) => reader.choose(name));
  subscribe("layers", (names) => reader.want(names));
  tellWhoReads(element.querySelector(".pad-private"), pad);
  window.digits = { read: (drawing) => reader.readFor(drawing) };

  const kept = hasReturned() ? recall("drawing") : null;
  pad.drawing.set(kept ?? { strokes: fromAddress(location) });
  pad.redraw();
  pad.enable();
  const keep = () => {
    remember("drawing", null);  // if the storage has no room for this drawing, an older one must not come back
    remember("drawing", pad.drawing.contents);
  };
  window.addEventListener("pagehide", keep);
  // A phone's browser may end a hidden page without another event.
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  window.addEventListener("hashchange", () => {
    if (hasMoved()) return;  // Back and Forward between the page's own entries leave the drawing as it is
    const shared = fromAddress(location);
    if (shared.length) pad.clear(shared);  // otherwise the address has no drawing: keep the one on the pad
  });
  for (const { event, box } of early) pad.pointers.handle(event, box);
  if (!reader.latest) reader.choose(null);
}
