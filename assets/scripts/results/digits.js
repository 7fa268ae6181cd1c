/** The accuracy for each digit with its interval, on a scale that begins just below the lowest one. */
import { make } from "../common/elements.js";
import { count as whole, percent, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";

const STEPS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];  // how far below 1 the scale may begin

/**
 * The start of the scale: the nearest step below all intervals.
 * @param {import("../common/messages.js").Share[]} digits
 */
export function startOf(digits) {
  const lowest = Math.min(...digits.map(({ low }) => low));
  return 1 - (STEPS.find((step) => 1 - step <= lowest) ?? 1);
}

export function mount({ element }) {
  const save = offerCsv(element, "digits");
  const list = element.querySelector(".shares");
  const ends = element.querySelectorAll(".shares-axis span");

  subscribe("tested", (tested) => {
    const digits = tested?.digits ?? [];
    const start = startOf(digits);
    const place = (share) => `${(100 * (share - start)) / (1 - start)}%`;
    list.replaceChildren(...digits.map(({ right, count, low, high }, digit) => {
      const row = make("li", { class: "share", title: t`${digit}: between ${percent(low, 2)} and ${percent(high, 2)}`,
        data: { digit, value: right / count } }, make("b", { text: digit }),
      make("span", { class: "share-track" }, make("i", { class: "share-interval" }), make("i", { class: "share-dot" })),
      make("span", { class: "share-words", text: percent(right / count, 2) }),
      make("span", { class: "share-count", text: t`${whole(right)} of ${whole(count)}` }));
      for (const [name, share] of [["share", right / count], ["low", low], ["high", high]]) {
        row.style.setProperty(`--${name}`, place(share));
      }
      return row;
    }));
    [ends[0].textContent, ends[1].textContent] = digits.length ? [percent(start), "100 %"] : ["", ""];
    save(tested?.name, tested && [["digit", "count", "right", "accuracy", "low", "high"],
      ...digits.map(({ right, count, low, high }, digit) =>
        [digit, count, right, (right / count).toFixed(6), low, high])]);
  });
}
