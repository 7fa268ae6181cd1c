/** Corrections: a drawing that was misread is added to the visitor's own digits with its right label. */
import { make } from "../common/elements.js";
import { t } from "../common/language.js";
import { makeOneStop } from "../common/one-stop.js";
import { add } from "./own.js";
import { subscribe } from "../common/bus.js";
import { openTab } from "../shell/gradio.js";

export function mount({ element }) {
  const correction = element.querySelector(".correction");
  const words = element.querySelector(".correction-words");
  const ask = words.textContent;
  let drawing = null, count = 0;
  makeOneStop(element.querySelector(".correction-digits"));

  subscribe("own", (digits) => { count = digits.length; });
  subscribe("drawing", (latest) => {
    drawing = latest;
    correction.hidden = !drawing;
    if (words.textContent !== ask) words.textContent = ask;  // else each point drawn would announce it
  });
  element.addEventListener("click", ({ target }) => {
    if (target.matches(".correction-teach")) return openTab("train");
    const label = target.dataset.label;
    if (label === undefined || !drawing) return;
    const { strokes, image } = drawing;
    add([{ label: Number(label), ...(image ? { image } : { strokes: structuredClone(strokes) }) }]);
    const link = make("button", { class: "correction-teach", type: "button", text: t`Train on them` });
    words.replaceChildren(t`Saved as ${label} (${count} so far).`, " ", link);
  });
}
