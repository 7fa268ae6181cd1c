/** The message to a page that embeds the pad in a frame: `{type: "reading", state, digit, probabilities, strokes}`. */
import { subscribe } from "../common/bus.js";

export function tellParent() {
  if (window.parent === window) return;
  let drawing = null;
  subscribe("drawing", (latest) => { drawing = latest; });
  subscribe("reading", ({ state, digit, probabilities }) => {
    const reading = { type: "reading", state, digit, probabilities: [...probabilities],
      strokes: drawing?.strokes ?? [] };
    window.parent.postMessage(reading, "*");  // to any site: the drawing was made on its page
  });
}
