/** Corrections: a drawing that was misread is added to the visitor's own digits with its right label. */
import { make } from "../common/elements.js";
import { t } from "../common/language.js";
import { makeOneStop } from "../common/one-stop.js";
import { add, remove } from "./own.js";
import { subscribe } from "../common/bus.js";
import { openTab } from "../shell/gradio.js";

export function mount({ element }) {
  const correction = element.querySelector(".correction");
  const words = element.querySelector(".correction-words");
  const ask = words.textContent;
  let drawing = null, own = [];
  makeOneStop(element.querySelector(".correction-digits"));

  /** Remove the drawing from the visitor's own digits, if it is one of them. */
  function forget() {
    const key = JSON.stringify(contents(drawing));
    const index = own.findIndex((digit) => JSON.stringify(contents(digit)) === key);
    if (index >= 0) remove(index);
  }

  subscribe("own", (digits) => { own = digits; });
  subscribe("drawing", (latest) => {
    drawing = latest;
    correction.hidden = !drawing;
    if (words.textContent !== ask) words.textContent = ask;  // else each point drawn would announce it
  });
  element.addEventListener("click", ({ target }) => {
    if (target.matches(".correction-teach")) return openTab("train");
    const label = target.dataset.label, isUndo = target.matches(".correction-undo");
    if (!drawing || (label === undefined && !isUndo)) return;
    forget();
    if (isUndo) return void (words.textContent = ask);
    add([{ label: Number(label), ...structuredClone(contents(drawing)) }]);
    const button = (name, text) => make("button", { class: name, type: "button", text });
    words.replaceChildren(t`Saved as ${label} (${own.length} so far).`, " ",
      button("correction-teach", t`Train on them`), " ", button("correction-undo", t`Undo`));
  });
}

const contents = ({ strokes, image }) => (image ? { image } : { strokes });
