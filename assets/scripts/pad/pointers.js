/**
 * Drawing with mouse, finger or pen. One pointer draws at a time. A pen wins over a finger or palm that rests on the pad,
 * and so does a second finger, once it moves.
 */
import { GRID, RESTING } from "../common/drawing.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("./pad.js").Pad} pad
 * @returns {{isDown: boolean, lift: () => void, handle: (event: PointerEvent, box: DOMRect) => void}}  `lift` ends the
 *   stroke, so that the pointer draws no more until it is pressed again; `handle` does what an earlier event on the
 *   canvas, in this box, should have done
 */
export function drawWithPointers(canvas, pad) {
  let drawing = null;  // the id and the type of the pointer that draws
  const others = new Map();  // by the id of each other finger on the pad: where it touched
  const isDrawing = ({ pointerId }) => drawing?.pointerId === pointerId;

  function begin({ pointerId, pointerType }, place) {
    const isOther = drawing && drawing.pointerId !== pointerId;
    if (isOther && drawing.pointerType === "touch" && pointerType !== "mouse") pad.penAway();
    drawing = { pointerId, pointerType };
    others.delete(pointerId);
    pad.penDown(...place);
  }

  function end(event) {
    others.delete(event.pointerId);
    if (isDrawing(event)) drawing = null;
  }

  /** Whether a pointer that is pressed draws from now on: the release of the one before may have been lost. */
  const isNext = (event) => !drawing || isDrawing(event)
    || (event.isPrimary && event.pointerType !== drawing.pointerType && event.pointerType !== "touch");

  const handlers = {
    pointerdown(event, box) {
      if (event.button !== 0) return;
      if (isNext(event)) begin(event, placeIn(box, event));
      else others.set(event.pointerId, placeIn(box, event));
    },
    pointermove(event, box) {
      if (!event.buttons) end(event);
      const touched = others.get(event.pointerId);
      const mayRest = drawing?.pointerType === "touch" && pad.drawing.isResting;
      if (touched && mayRest && isFar(touched, placeIn(box, event))) begin(event, touched);
      if (!isDrawing(event)) return;
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
  canvas.addEventListener("pointerdown", (event) => {
    if (isDrawing(event)) canvas.setPointerCapture(event.pointerId);
  });
  // Older Safari versions scroll with the finger in spite of `touch-action: none`.
  canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
  return { handle, lift() { drawing = null; }, get isDown() { return drawing !== null; } };
}

const isFar = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]) >= RESTING;

/** @returns {[number, number]}  where on the grid an event is, on a canvas in this box */
function placeIn(box, { clientX, clientY }) {
  const along = (at, start, length) => Math.round(Math.min(Math.max((at - start) / length, 0), 1) * GRID);
  return [along(clientX, box.left, box.width), along(clientY, box.top, box.height)];
}
