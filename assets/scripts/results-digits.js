/** The share of each digit that is read right, with its interval, on a scale that begins where the worst one lies. */
import { count as whole, percent, t } from "./language.js";
import { subscribe } from "./reading.js";
import { offerCsv } from "./results-csv.js";

const STEPS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];  // how far below 1 the scale may begin

function text(tag, name, words) {
  const part = document.createElement(tag);
  part.className = name;
  part.textContent = words;
  return part;
}

/** Where the scale begins: the nearest step below all of the intervals. @param {import("./results.js").Share[]} digits */
export function startOf(digits) {
  const lowest = Math.min(...digits.map(({ low }) => low));
  return 1 - (STEPS.find((step) => 1 - step <= lowest) ?? 1);
}

export function mount({ element }) {
  const save = offerCsv(element, "digits");
  const list = element.querySelector(".shares");
  const ends = element.querySelectorAll(".shares-axis span");

  /** @param {(import("./results.js").Tested & {name: string}) | null} tested */
  subscribe("tested", (tested) => {
    const digits = tested?.digits ?? [];
    const start = startOf(digits);
    const place = (share) => `${(100 * (share - start)) / (1 - start)}%`;
    list.replaceChildren(...digits.map(({ right, count, low, high }, digit) => {
      const row = text("li", "share", "");
      const track = text("span", "share-track", "");
      track.append(text("i", "share-interval", ""), text("i", "share-dot", ""));
      row.dataset.digit = digit;
      row.dataset.value = right / count;
      row.title = t`${digit}: between ${percent(low, 2)} and ${percent(high, 2)}`;
      for (const [name, share] of [["share", right / count], ["low", low], ["high", high]]) row.style.setProperty(`--${name}`, place(share));
      row.append(text("b", "", digit), track, text("span", "share-words", percent(right / count, 2)),
        text("span", "share-count", t`${whole(right)} of ${whole(count)}`));
      return row;
    }));
    [ends[0].textContent, ends[1].textContent] = digits.length ? [percent(start), "100 %"] : ["", ""];
    save(tested?.name, tested && [["digit", "count", "right", "accuracy", "low", "high"],
      ...digits.map(({ right, count, low, high }, digit) => [digit, count, right, (right / count).toFixed(6), low, high])]);
  });
}
