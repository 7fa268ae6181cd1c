/** The networks trained here, side by side: their curves, their answers to the drawing, and their buttons. */
import { paint, signedColors, signedLevel } from "../common/colors.js";
import { Chart, percentTick } from "../common/chart.js";
import { make } from "../common/elements.js";
import { local, percent, t } from "../common/language.js";
import { publish, subscribe } from "../common/bus.js";
import { floats } from "../common/bytes.js";
import { remember } from "../common/session.js";
import { onVisible } from "../common/waiting.js";
import { openTab } from "../shell/gradio.js";
import { Card, COLORS, compare, TRY_AGAIN } from "./runs.js";

const inShort = (value) => local(`${Number(value.toPrecision(2))}`);

/** @typedef {import("./runs.js").Run} Run */

export class Board {
  /** @param {HTMLElement} element @param {object} server  its functions `answers`, `forget` and `take` */
  constructor(element, server) {
    Object.assign(this, { server, runs: [], cards: [], drawing: null, isVisible: false, isAsking: false,
      isAskedAgain: false });
    this.find = (selector) => element.querySelector(selector);
    this.accuracy = new Chart(this.find('[data-curve="accuracy"]'),
      { title: t`Accuracy`, text: percent, tick: (share) => `${percentTick(share)}\u00a0%` });
    this.loss = new Chart(this.find('[data-curve="loss"]'), { title: t`Loss`, text: inShort });
    onVisible(element, (isVisible) => {
      this.isVisible = isVisible;
      publish("sending", { element, isSending: isVisible });
      this.ask();
    });
    subscribe("network", ({ choice }) => { this.chosen = choice; });
  }

  /** Add a run. There is room for one per color; the oldest is removed. @param {Run} run */
  keep(run) {
    const free = COLORS.find((color) => !this.runs.some((other) => other.color === color));
    if (!free) return this.drop(this.runs[0]), this.keep(run);
    this.runs.push(Object.assign(run, { color: free, points: [], figures: {}, state: "queued", filters: null }));
    this.layOut();
  }

  /** Scroll to the curves if they are out of sight, as on a phone. */
  reveal() {
    this.find(".train-live").scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  /** @param {Run} run */
  drop(run) {
    this.runs = this.runs.filter((other) => other !== run);
    if (this.chosen === run.name) publish("choice", null);
    this.server.forget(run.name).catch(() => {});  // the server drops it after an hour anyway
    this.layOut();
  }

  layOut() {
    this.cards = this.runs.map((run) => new Card(run, (what) => this.act(what, run)));
    this.find(".train-runs").replaceChildren(...this.cards.map((card) => card.element));
    for (const part of [".train-runs", ".train-live", ".train-compare"]) this.find(part).hidden = !this.runs.length;
    remember("runs", this.runs.map(({ name, title, epochs }) => ({ name, title, epochs })));
    this.show();
    this.ask();
  }

  /** Show the progress of all runs. */
  show() {
    this.cards.forEach((card) => card.show());
    compare(this.find(".train-compare table"), this.runs);
    this.drawCurves();
    this.drawFilters();
  }

  drawCurves() {
    const series = (training, heldOut) => this.runs.flatMap(({ color, points }) => [
      { label: t`training`, color, isDashed: true, points: points.map((point) => [point.epoch, point[training]]) },
      { label: t`held-out`, color, isDashed: false, points: points.map((point) => [point.epoch, point[heldOut]]) }]);
    const values = (...fields) =>
      this.runs.flatMap(({ points }) => points.flatMap((point) => fields.map((field) => point[field])));
    const lowest = Math.min(0.95, ...values("validationAccuracy", "accuracy"));
    const x = [0, Math.max(1, ...values("epoch"))];
    this.accuracy.paint(series("accuracy", "validationAccuracy"),
      { x, y: [Math.max(0, Math.floor(10 * lowest) / 10), 1] });
    this.loss.paint(series("loss", "validationLoss"),
      { x, y: [0, Math.max(0.2, ...values("validationLoss"))] });
  }

  drawFilters() {
    const latest = this.runs.findLast(({ filters }) => filters);
    this.find(".train-filters").hidden = !latest;
    if (!latest) return;
    this.find(".train-filters figcaption").textContent = t`The first layer's filters: ${latest.title}`;
    paintFilters(this.find(".train-filters div"), latest.filters);
  }

  /** @param {string} what  the button pressed on the card of `run` */
  async act(what, run) {
    if (what === "forget") return this.drop(run);
    if (what === "use") {
      publish("offer", { name: run.name, label: t`yours: ${run.title}` });
      publish("choice", run.name);
      return openTab("draw");
    }
    const card = this.cards[this.runs.indexOf(run)];
    card.deliver(await this.server.take({ name: run.name, what }).catch(() => ({ error: TRY_AGAIN })));
  }

  /** @param {object | null} drawing  on the pad, for all networks to read */
  read(drawing) {
    this.drawing = drawing;
    this.ask();
  }

  /** Ask for each network's answer to the drawing: one question at a time, and again if anything has changed since. */
  async ask() {
    if (!this.isVisible || !this.runs.length) return;
    this.isAskedAgain = true;
    if (this.isAsking) return;
    this.isAsking = true;
    while (this.isAskedAgain) {
      this.isAskedAgain = false;
      const names = this.runs.map(({ name }) => name);
      const answers = this.drawing ? await this.server.answers({ ...this.drawing, names }).catch(() => null) : {};
      if (answers) this.cards.forEach((card) => card.reads(answers[card.run.name]));
    }
    this.isAsking = false;
  }
}

/** The first layer's filters, each a small picture. */
function paintFilters(parent, { shape: [count, rows, columns], values, largest }) {
  const weights = floats(values);
  if (parent.children.length !== count) {
    parent.replaceChildren(...Array.from({ length: count }, () => make("canvas", { class: "train-filter" })));
  }
  [...parent.children].forEach((canvas, filter) => paint(canvas, rows, columns, signedColors,
    (index) => signedLevel(weights[filter * rows * columns + index], largest)));
}
