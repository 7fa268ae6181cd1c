/** What a page that holds the pad in a frame is told: `{type: "reading", state, digit, probabilities, strokes}`. */
import { subscribe } from "../common/bus.js";

export function tellParent() {
  if (window.parent === window) return;
  let drawing = null;
  subscribe("drawing", (latest) => { drawing = latest; });
  subscribe("reading", ({ state, digit, probabilities }) => {
    const reading = { type: "reading", state, digit, probabilities: [...probabilities],
      strokes: drawing?.strokes ?? [] };
    window.parent.postMessage(reading, "*");  // whoever holds the pad: what is drawn on it is drawn on their page
  });
}
