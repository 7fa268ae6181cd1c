/** The training's curves: Gradio's own plots draw them; this asks for those of the chosen network. */
import { language, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const AUGMENTED =
  t`Training digits were distorted differently in each epoch, so they are harder to read than the validation digits.`;

export function mount({ element, props }) {
  const hint = element.querySelector(".results-hint");
  const save = offerCsv(element, "curves");

  /** @param {import("./results.js").Recorded & {choice: string | null}} recorded */
  subscribe("recorded", ({ name, curves, isAugmented, choice }) => {
    const names = Object.keys(curves);
    document.querySelector("#results-plots").dataset.curves = names.join(" ");  // the style hides a plot without any
    props.value = { network: choice, language };  // the server listens to its change, and answers with the plots
    hint.textContent = !names.length ? t`Its training was not recorded.`
      : isAugmented ? AUGMENTED : t`Point at a curve for its values.`;
    save(name, names.length ? [["epoch", ...names],
      ...curves[names[0]].map((_, epoch) => [epoch + 1, ...names.map((column) => curves[column][epoch])])] : null);
  });
}
