/**
 * The pad: what is drawn on it, and the way of the drawing to the server and of its reading back.
 *
 * Strokes are kept as [x0, y0, x1, y1, …] on a grid of 0 to 1000, y down, and never know the pen's width. While the
 * pen is down they are sent as fast as answers come back, one request at a time, and the newest strokes always win.
 */
import { t, translated } from "./language.js";
import { fromAddress } from "./link.js";
import { publish, subscribe } from "./reading.js";
import { Surface } from "./surface.js";

const GRID = 1000;
const STEP = 25;  // of the grid, an arrow key's
const RETRY = 1500;  // milliseconds, when the server can't be reached
const LONG = 3000;  // milliseconds without an answer, after which one is told

const clamp = (value) => Math.min(Math.max(value, 0), GRID);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function mount({ element, props, server, watch }) {
  const pad = element.closest("#pad");
  const canvas = element.querySelector("canvas");
  const surface = new Surface(canvas);
  const [undoButton, clearButton] = ["#undo", "#clear"].map((id) => element.querySelector(id));
  let strokes = [];
  let picture = null;  // a data URL: an example or an upload lies on the pad in place of strokes
  let chosen = null;  // the name of the network that reads; the server's first one until another is chosen
  const wanted = { layers: false, atlas: false };  // whether all layers' maps, and the atlas, are on the screen
  let blank = null;  // its reading of an empty pad, once the server has sent it

  // What has changed since the last answer: answers to anything older are dropped.
  let version = 0, isAsking = false;
  const isBlank = () => !strokes.length && !picture;

  async function changed() {
    version += 1;
    pad.dataset.pending = "true";
    element.querySelector(".pad-hint").hidden = !isBlank();
    undoButton.disabled = clearButton.disabled = isBlank();
    publish("drawing", isBlank() ? null : drawing());
    if (isBlank() && blank && !wanted.layers) answer(version, blank);
    if (!isBlank() && !blank) publish("trouble", { sentence: t`The network is still being loaded: the answer comes in a moment.` });
    if (isAsking) return;
    isAsking = true;
    while (pad.dataset.pending === "true") await ask();
    isAsking = false;
  }

  const drawing = () => ({ network: chosen, ...(picture ? { image: picture } : { strokes }) });

  async function ask() {
    const asked = version;
    const network = chosen;
    const waiting = setTimeout(() => publish("trouble",
      { sentence: t`The server is busy just now. Your drawing is kept; its answer will come.` }), LONG);
    try {
      const message = await server.read({ ...wanted, ...drawing() });
      if (network !== chosen) return;
      if (message.gone) await choose(null);
      else answer(asked, message);
    } catch {
      publish("trouble", { sentence: t`The server can't be reached. Your drawing is kept; trying again.` });
      await pause(RETRY);
    } finally {
      clearTimeout(waiting);
    }
  }

  function answer(asked, message) {
    if (asked !== version) return void (message.error || isBlank() || publish("reading", message));
    if (message.error) publish("trouble", { sentence: translated(message.error) });
    else publish("reading", message);
    pad.dataset.pending = "false";
  }

  function redraw() {
    surface.clear();
    for (const stroke of strokes) surface.stroke(stroke);
  }

  function clear() {
    strokes = [];
    picture = null;
    redraw();
    changed();
  }

  function undo() {
    picture = null;
    strokes.pop();
    redraw();
    changed();
  }

  function show(source) {
    strokes = [];
    picture = source;
    surface.picture(source);
  }

  function lay(source) {
    show(source);
    changed();
  }

  // Mouse, finger, pen

  let pointer = null;

  /** @returns {[number, number]} where on the grid */
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const along = (at, start, length) => Math.round(clamp(((at - start) / length) * GRID));
    return [along(event.clientX, box.left, box.width), along(event.clientY, box.top, box.height)];
  }

  function penDown(x, y) {
    if (picture) clear();
    strokes.push([x, y]);
    surface.stroke(strokes.at(-1));
    changed();
  }

  function penMoves(places) {
    const stroke = strokes.at(-1);
    const drawn = stroke.length;
    for (const [x, y] of places) {
      if (x !== stroke.at(-2) || y !== stroke.at(-1)) stroke.push(x, y);
    }
    if (stroke.length === drawn) return;
    surface.stroke(stroke.slice(drawn - 2));
    changed();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    penDown(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    // All the places since the last frame, where the browser keeps them: fast strokes stay round.
    const events = event.getCoalescedEvents?.() ?? [];
    penMoves((events.length ? events : [event]).map(place));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(end, (event) => { if (event.pointerId === pointer) pointer = null; });
  }
  // Older Safari scrolls with the finger in spite of `touch-action: none`.
  canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });

  // Keyboard

  const cursor = { x: GRID / 2, y: GRID / 2, isDown: false };
  const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  function moveCursor([right, down]) {
    cursor.x = clamp(cursor.x + right);
    cursor.y = clamp(cursor.y + down);
    if (cursor.isDown) penMoves([[cursor.x, cursor.y]]);
  }

  function liftOrLower() {
    cursor.isDown = !cursor.isDown;
    if (cursor.isDown) penDown(cursor.x, cursor.y);
  }

  const KEYS = { " ": liftOrLower, z: undo, c: clear };

  canvas.addEventListener("keydown", (event) => {
    const act = ARROWS[event.key] ? () => moveCursor(ARROWS[event.key]) : KEYS[event.key.toLowerCase()];
    const isCommand = event.metaKey || event.altKey || (event.ctrlKey && event.key.toLowerCase() !== "z");
    if (!act || isCommand || pointer !== null) return;
    event.preventDefault();
    if (act === undo || act === clear) cursor.isDown = false;
    act();
    surface.cursor(cursor);
  });
  canvas.addEventListener("blur", () => {
    cursor.isDown = false;
    surface.cursor(null);
  });

  // Buttons, examples, pictures sent by the server

  undoButton.addEventListener("click", undo);
  clearButton.addEventListener("click", clear);
  element.querySelector(".pad-examples").addEventListener("click", (event) => {
    const example = event.target.closest("[data-src]");
    if (example) lay(example.dataset.src);
  });
  subscribe("picture", lay);
  watch("value", () => {
    const { source, reading, error } = props.value || {};
    if (error) publish("trouble", { sentence: translated(error) });
    if (!source) return;
    lay(source);
    if (!chosen) answer(version, reading);  // else the network it was read by is not the one chosen
  });

  surface.onResize(() => (picture ? surface.picture(picture) : redraw()));

  let asked = null;

  /** Read with the network of this name, once the server has told of it. */
  async function choose(name) {
    asked = name;
    try {
      const network = await server.network(name);
      if (name !== asked) return;
      chosen = network.choice;
      blank = network.blank;
      publish("network", network);
      changed();
    } catch {
      await pause(RETRY);
      if (name === asked) await choose(name);
    }
  }
  subscribe("choice", choose);
  for (const part of ["layers", "atlas"]) {
    subscribe(part, (isWanted) => {
      wanted[part] = isWanted;
      if (isWanted) changed();
    });
  }
  pad.dataset.pending = "true";
  strokes = fromAddress(location);
  redraw();
  window.addEventListener("hashchange", () => {
    const shared = fromAddress(location);
    if (!shared.length) return;  // some other part of the address: the drawing stays
    strokes = shared;
    picture = null;
    redraw();
    changed();
  });
  choose(null);
}
