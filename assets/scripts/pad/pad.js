/** The pad: drawing with mouse, finger, pen or keyboard, and showing examples and pictures. */
import { levelsOf } from "../common/canvas.js";
import { Drawing, GRID } from "../common/drawing.js";
import { t, translated } from "../common/language.js";
import { fromAddress } from "../common/link.js";
import { makeOneStop } from "../common/one-stop.js";
import { drawWithKeys } from "./keyboard.js";
import { PadReader } from "./reader.js";
import { publish, subscribe } from "../common/bus.js";
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
    this.pointer = null;  // the id of the one that draws
    this.buttons[0].addEventListener("click", () => this.undo());
    this.buttons[1].addEventListener("click", () => this.clear());
    this.replay = drawWithPointer(canvas, this);
    drawWithKeys(canvas, this);
    this.surface.onResize(() => this.redraw());
  }

  get isHeld() {
    return this.pointer !== null;
  }

  /** The drawing has changed: read it. */
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

  /** The drawing was replaced: a pen that is down must not continue its stroke. */
  replaced() {
    this.pointer = null;
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

  /** @param {[number, number][]} places  since the previous call */
  penMoves(places) {
    const added = this.drawing.extend(places);
    if (!added) return;
    this.surface.stroke(added);
    this.changed();
  }
}

/**
 * Draw with mouse, finger or pen.
 * @param {HTMLCanvasElement} canvas
 * @param {Pad} pad
 * @returns {(event: PointerEvent, box: DOMRect) => void}  does the same for an earlier event on the canvas in this box
 */
function drawWithPointer(canvas, pad) {
  const end = ({ pointerId }) => { if (pointerId === pad.pointer) pad.pointer = null; };
  const handlers = {
    pointerdown(event, box) {
      if (pad.isHeld || event.button !== 0) return;
      pad.pointer = event.pointerId;
      pad.penDown(...placeIn(box, event));
    },
    pointermove(event, box) {
      if (event.pointerId !== pad.pointer) return;
      // All places since the last frame, if the browser keeps them: fast strokes stay round.
      const events = event.getCoalescedEvents?.() ?? [];
      pad.penMoves((events.length ? events : [event]).map((one) => placeIn(box, one)));
    },
    pointerup: end,
    pointercancel: end,
    lostpointercapture: end,
  };
  const handle = (event, box) => handlers[event.type](event, box);

  for (const type of Object.keys(handlers)) {
    canvas.addEventListener(type, (event) => handle(event, canvas.getBoundingClientRect()));
  }
  canvas.addEventListener("pointerdown", ({ pointerId }) => {
    if (pointerId === pad.pointer) canvas.setPointerCapture(pointerId);
  });
  // Older Safari versions scroll with the finger in spite of `touch-action: none`.
  canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
  return handle;
}

/** @returns {[number, number]}  where on the grid an event is, on a canvas in this box */
function placeIn(box, { clientX, clientY }) {
  const along = (at, start, length) => Math.round(Math.min(Math.max((at - start) / length, 0), 1) * GRID);
  return [along(clientX, box.left, box.width), along(clientY, box.top, box.height)];
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

  pad.drawing.clear(fromAddress(location));
  pad.redraw();
  pad.enable();
  window.addEventListener("hashchange", () => {
    const shared = fromAddress(location);
    if (shared.length) pad.clear(shared);  // otherwise the address has no drawing: keep the one on the pad
  });
  for (const { event, box } of early) pad.replay(event, box);
  reader.choose(null);
}
