/** The Results tab: asks for what is known of the chosen network while the tab is open, and shows its figures. */
import { make } from "../common/elements.js";
import { count as whole, percent, t, translated } from "../common/language.js";
import { publish } from "../common/bus.js";
import { onNetworkVisible } from "../common/waiting.js";

const NO_RECORD = t`No training record was found: these figures were computed just now.`;

/** A share of 10,000 digits in percent: two decimals are exact. */
const fine = (share) => percent(share, 2);

/** 2203.6 -> "37 min" */
export const duration = (seconds) => (seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);

/**
 * The figures of the test as [name, value, value in words, label, more].
 * @param {object | null} tested  a `Tested` of messages.js; only its `test`, if the record has that; nothing yet
 * @returns {[string, number | undefined, string, string, string?][]}
 */
export function testFigures(tested) {
  const { test, refused, calibrationError } = tested ?? {};
  const accuracy = test && test.right / test.count;
  const interval = test && t`95 % interval ${fine(test.low)} to ${fine(test.high)}`;
  const wrong = test && test.count - test.right;
  const figure = (name, value, words, ...what) => [name, value, value === undefined ? "…" : words(value), ...what];
  return [
    figure("test_accuracy", accuracy, fine, t`of ${whole(test?.count ?? 10_000)} test digits read correctly`, interval),
    figure("mistakes", wrong, whole, t`mistakes`),
    figure("refused", refused, whole, t`not answered: no clear digit`),
    figure("calibration_error", calibrationError, fine, t`calibration error`)];
}

/** The same from the training's record, as far as it has them. @param {import("../common/messages.js").Recorded} recorded */
export function trainingFigures({ facts, curves }) {
  const epochs = curves.loss?.length ?? curves.accuracy?.length;
  return [["parameters", facts.parameters, whole, t`parameters`],
    ["train_count", facts.train_count, whole, t`training digits`],
    ["epochs", epochs, whole, t`epochs`],
    ["validation_accuracy", facts.validation_accuracy, fine,
      t`of ${whole(facts.validation_count ?? 0)} validation digits`],
    ["seconds", facts.seconds, duration,
      t`to train on ${facts.hardware ? translated(facts.hardware) : t`an unknown computer`}`],
    ["seed", facts.seed, String, t`seed`]]
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value, words, what]) => [name, value, words(value), what]);
}

function figure([name, value, words, what, more]) {
  const parts = [["dd", words], ["dt", what], ["dt", more]].filter(([, text]) => text);
  return make("div", { data: { figure: name, ...(value === undefined ? {} : { value }) } },
    ...parts.map(([tag, text]) => make(tag, { text })));
}

export function mount({ element, server }) {
  const [status, figures] = ["status", "figures"].map((name) => element.querySelector(`.results-${name}`));

  async function load({ choice }, isLatest) {
    delete figures.dataset.network;
    publish("tested", null);
    const recorded = await server.recorded(choice);
    if (!isLatest()) return;
    publish("recorded", recorded);
    show(recorded, recorded.test && { test: recorded.test });
    status.textContent = t`Reading 10,000 test digits…`;
    const tested = await server.tested(choice);
    if (!isLatest()) return;
    status.textContent = translated(tested.error ?? "") || (recorded.hasRecord ? "" : NO_RECORD);
    if (tested.error) return;
    show(recorded, tested);
    figures.dataset.network = recorded.name;
    publish("tested", { ...tested, name: recorded.name, choice });
  }

  function show(recorded, tested) {
    figures.replaceChildren(...[...testFigures(tested), ...trainingFigures(recorded)].map(figure));
  }

  // The whole tab's visibility, not this part's: at the end of the tab, this part is off the screen.
  onNetworkVisible(element.closest("#tab-results"), load,
    (sentence) => { if (sentence) status.textContent = sentence; });
}
