/**
 * The trained networks side by side: their results, their answers to the drawing, and their buttons.
 */
import { download, make } from "../common/elements.js";
import { count, local, number, percent, percentProbable, t, translated } from "../common/language.js";
import { makeOneStop } from "../common/one-stop.js";
import { bytes } from "../common/bytes.js";

export const TRY_AGAIN = t`The server can't be reached. Please try again.`;
export const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];  // Okabe & Ito's, for all kinds of eyes

/**
 * @typedef {object} Run
 * @property {string} name  the server's name for it, which can't be guessed
 * @property {string} title
 * @property {number} epochs
 * @property {string} color
 * @property {string} state  queued, running, done, stopped, failed
 * @property {ReturnType<typeof pointOf>[]} points
 * @property {object} figures  the results
 * @property {object | null} filters  of the first layer, the latest
 */

/** How far a training has come, as the server sends it, with the names of `Point` in model/learning/live.py. */
export const pointOf = ([epoch, share, loss, accuracy, validationLoss, validationAccuracy, seconds]) =>
  ({ epoch, share, loss, accuracy, validationLoss, validationAccuracy, seconds });

export const isOver = ({ state }) => !["queued", "running"].includes(state);
const isKept = ({ state }) => state === "done" || state === "stopped";
/** Whether it was stopped before there was anything to keep. */
export const isEmpty = ({ state, points }) => state === "stopped" && !points.length;

/** A short description of a network. */
export function title({ convolutions, filters, kernel_size: kernel, stride, padding, pooling, dense_units: dense }) {
  const size = `${kernel} × ${kernel}${stride > 1 ? ` / ${stride}` : ""}${padding === "same" ? " same" : ""}`;
  const layers = convolutions === 1 && filters === 1 ? t`1 filter of ${size}`
    : t`${convolutions > 1 ? `${convolutions} × ${filters}` : filters} filters of ${size}`;
  return [layers, pooling ? t`pool ${pooling}` : t`no pooling`,
    dense ? t`dense ${dense}` : t`no hidden layer`].join(", ");
}

/** The result so far, in words. */
export function outcome({ state, points, figures: { accuracy, low, high, before, after, digits } }) {
  if (before) {
    return [t`your drawings ${percent(before.own)} → ${percent(after.own)} (${digits} in training)`,
      t`MNIST test digits ${percent(before.mnist_test)} → ${percent(after.mnist_test)}`].join(", ");
  }
  if (accuracy !== undefined) {
    return t`${percent(accuracy)} of the test digits (95 %: ${percent(low)} to ${percent(high)})`;
  }
  if (state === "queued") return t`in line`;
  return points.length ? t`${percent(points.at(-1).validationAccuracy)} of held-out digits so far` : "…";
}

const GUESSING = 0.2;  // accuracy; the most frequent digit alone gives 0.11

const inLine = (ahead) =>
  (ahead === 1 ? t`In line: one training ahead of yours.` : t`In line: ${ahead} trainings ahead of yours.`);

/** The progress, in words. @param {Run} run @param {import("../common/messages.js").Progress} progress */
export function progressOf(run, { state, ahead, reason, left }) {
  const { epoch, share } = run.points.at(-1) ?? { epoch: 0, share: 0 };
  if (state === "queued") return ahead ? inLine(ahead) : t`In line.`;
  if (state === "running" && share === 1) return t`Trained. Reading the test digits…`;
  if (state === "running" && !share) return t`Getting ready…`;
  if (state === "running") {
    return [t`Epoch ${Math.min(Math.floor(epoch) + 1, run.epochs)} of ${run.epochs}`,
      t`${percent(run.points.at(-1).validationAccuracy)} of held-out digits`, t`about ${left} s left`].join(" · ");
  }
  if (state === "failed") return translated(reason);
  if (isEmpty(run)) return t`Stopped before it had learned anything. ${translated(reason)}`;
  if (state === "done" && run.figures.accuracy < GUESSING) {
    return t`It has learned nothing: ${percent(run.figures.accuracy)} of the test digits is no better than guessing. Try a smaller learning rate.`;
  }
  return state === "stopped" ? t`Stopped; what it had learned is kept: ${outcome(run)}. ${translated(reason)}`
    : t`Done: ${outcome(run)}. ${translated(reason)}`;
}

const COLUMNS = {
  [t`network`]: ({ title }) => title,
  [t`digits`]: ({ figures: { choices } }) => choices && count(choices.digits),
  [t`epochs`]: ({ points, epochs }) => t`${local(`${Number((points.at(-1)?.epoch ?? 0).toFixed(1))}`)} of ${epochs}`,
  [t`learning rate`]: ({ figures: { choices } }) => choices && local(`${choices.learning_rate}`),
  [t`batch size`]: ({ figures: { choices } }) => choices?.batch_size,
  [t`dropout`]: ({ figures: { choices } }) => choices && local(`${choices.dropout}`),
  [t`parameters`]: ({ figures: { parameters } }) => parameters && count(parameters),
  [t`seconds`]: ({ points }) => points.length ? number(points.at(-1).seconds, 1) : undefined,
  [t`held-out`]: ({ points }) => points.length ? percent(points.at(-1).validationAccuracy) : undefined,
  [t`test`]: ({ figures: { accuracy } }) => accuracy && percent(accuracy),
};

/** A table of all runs. @param {HTMLTableElement} table @param {Run[]} runs */
export function compare(table, runs) {
  const tableRow = (tag, cells) => make("tr", {}, ...cells.map((text) => make(tag, { text: text ?? "–" })));
  const rows = runs.map((run) => {
    const row = tableRow("td", Object.values(COLUMNS).map((value) => value(run)));
    row.firstChild.prepend(make("i", { class: "run-color", style: `background: ${run.color}` }));
    return row;
  });
  table.replaceChildren(tableRow("th", Object.keys(COLUMNS)), ...rows);
}

const bar = (digit) => make("span", { class: "mini-bar", data: { digit } }, make("i"), make("b", { text: digit }));

/** A run's card. */
export class Card {
  /** @param {Run} run @param {(what: string) => void} act  called when a button is pressed */
  constructor(run, act) {
    this.run = run;
    const button = (what, text) =>
      make("button", { type: "button", text, data: { what }, onclick: () => act(what) });
    this.buttons = make("div", { class: "run-buttons", role: "toolbar", "aria-label": run.title },
      button("use", t`Use it on Draw and Layers`), button("keras", t`Save .keras`), button("page", t`Save as a page`),
      button("script", t`Keras script`), button("command", t`Command`), button("forget", t`Remove`));
    this.renewStop = makeOneStop(this.buttons, { items: "button:not([hidden])" });
    this.bars = Array.from({ length: 10 }, (_, digit) => bar(digit));
    this.answer = make("b", { class: "run-answer" });
    this.outcome = make("p", { class: "run-outcome" });
    this.said = make("code", { class: "run-said", hidden: true });
    this.element = make("article", { class: "run", data: { run: run.name } },
      make("header", {}, make("i", { class: "run-color", style: `background: ${run.color}` }),
        make("h3", { text: run.title })),
      make("div", { class: "run-answers" }, this.answer, ...this.bars), this.outcome, this.buttons, this.said);
    this.show();
  }

  show() {
    const { run } = this;
    this.element.dataset.state = run.state;
    this.outcome.textContent = outcome(run);
    for (const button of this.buttons.children) {
      const { what } = button.dataset;
      button.hidden = what === "forget" ? !isOver(run)
        : !isKept(run) || (!run.figures.choices && ["script", "command"].includes(what));
    }
    this.renewStop();
  }

  /** @param {number[] | undefined} probabilities  undefined if there is nothing to read */
  reads(probabilities) {
    const digit = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : null;
    this.element.dataset.digit = digit ?? "";
    this.answer.textContent = digit === null ? "" : `${digit}  ${percentProbable(probabilities[digit])}`;
    this.bars.forEach((bar, index) => {
      bar.style.setProperty("--probability", probabilities?.[index] ?? 0);
      bar.classList.toggle("mini-bar-chosen", index === digit);
    });
  }

  /** Save the file that the server made of the run; show a text to copy, or why there is none. */
  deliver({ name, file, text, error }) {
    if (file) return download(name, bytes(file));
    this.said.textContent = text ?? translated(error);
    this.said.hidden = false;
  }
}
