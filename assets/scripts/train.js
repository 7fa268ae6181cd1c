/**
 * Training a network of one's own: the form, the training while it goes, and the networks that came of it.
 *
 * @typedef {object} Progress  the server's answer on a training
 * @property {"queued" | "running" | "done" | "stopped" | "failed" | "gone"} state
 * @property {number} ahead  trainings to be done before it
 * @property {string} reason  why it ended, where it did not end by itself
 * @property {number[][]} points  those since the last question
 * @property {number | null} left  seconds
 * @property {object | null} filters  of the first layer, as they are now
 * @property {object} figures  what came of it
 */
import { paint, signedColors } from "./colors.js";
import { Curves } from "./curves.js";
import { make } from "./elements.js";
import { local, percent, t, translated } from "./language.js";
import { floats, publish, subscribe } from "./reading.js";
import { recall, remember, visitor } from "./session.js";
import { openTab } from "./tabs.js";
import { Form } from "./train-form.js";
import { Card, COLORS, compare, deliver, isEmpty, isOver, outcome } from "./train-runs.js";

const MOST = 4;  // runs to compare
const EVERY = 300;  // milliseconds between two questions after a training
const UNREACHED = t`The server can't be reached; trying again.`;
const EPOCH = 0, SHARE = 1, LOSS = 2, ACCURACY = 3, VALIDATION_LOSS = 4, VALIDATION_ACCURACY = 5;  // in a point

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a network is, in a few signs. */
export function title({ convolutions, filters, kernel_size: kernel, stride, padding, pooling, dense_units: dense }) {
  const size = `${kernel} × ${kernel}${stride > 1 ? ` / ${stride}` : ""}${padding === "same" ? " same" : ""}`;
  const layers = t`${convolutions > 1 ? `${convolutions} × ${filters}` : filters} filters of ${size}`;
  return [layers, pooling ? t`pool ${pooling}` : t`no pooling`, dense ? t`dense ${dense}` : t`no hidden layer`].join(", ");
}

const inLine = (ahead) => (ahead === 1 ? t`In line: one training before yours.` : t`In line: ${ahead} trainings before yours.`);

/** The first layer's filters, each a small picture. */
function paintFilters(parent, { shape: [count, rows, columns], values, largest }) {
  const weights = floats(values);
  if (parent.children.length !== count) {
    parent.replaceChildren(...Array.from({ length: count }, () => make("canvas", { class: "train-filter" })));
  }
  [...parent.children].forEach((canvas, filter) => paint(canvas, rows, columns, signedColors,
    (index) => Math.round(127.5 + (127.5 * weights[filter * rows * columns + index]) / largest)));
}

export function mount({ element, props, server }) {
  const find = (selector) => element.querySelector(selector);
  const status = find("#train-status"), progress = find(".train-progress");
  const startButton = find("#train-start"), stopButton = find("#train-stop");
  const curves = Object.fromEntries([["accuracy", (share) => local(`${Number((100 * share).toFixed(1))}\u00a0%`)], ["loss", (value) => local(`${Number(value.toPrecision(2))}`)]]
    .map(([name, words]) => [name, new Curves(find(`[data-curve="${name}"]`), name === "loss" ? t`Loss` : t`Accuracy`, words)]));
  /** @type {import("./train-runs.js").Run[]} */
  let runs = [];
  let cards = [], current = null, drawing = null, isPossible = false, isVisible = false;

  const form = new Form(element, props.settings, props.presets, (choices) => server.plan(choices), (possible) => {
    isPossible = possible;
    enable();
  });
  form.set(props.presets[0].choices);

  function enable() {
    startButton.disabled = !isPossible || Boolean(current);
    stopButton.disabled = !current;
    publish("training", Boolean(current));
  }

  function tell(state, sentence, { share = null, accuracy = "" } = {}) {
    Object.assign(status.dataset, { state, accuracy });
    status.textContent = sentence;
    progress.hidden = state !== "running";
    if (share !== null) progress.value = share;
  }

  // The runs

  function keep(run) {
    const free = COLORS.find((color) => !runs.some((other) => other.color === color));
    if (!free) return drop(runs[0]), keep(run);
    runs.push(Object.assign(run, { color: free, points: [], figures: {}, state: "queued", filters: null }));
    layOut();
  }

  function drop(run) {
    runs = runs.filter((other) => other !== run);
    server.forget(run.name).catch(() => {});  // it would be dropped after an hour anyway
    layOut();
  }

  function layOut() {
    cards = runs.map((run) => new Card(run, act));
    find(".train-runs").replaceChildren(...cards.map((card) => card.element));
    for (const part of [".train-runs", ".train-live", ".train-compare"]) find(part).hidden = !runs.length;
    remember("runs", runs.map(({ name, title, epochs }) => ({ name, title, epochs })));
    show();
    ask();
  }

  function show() {
    cards.forEach((card) => card.show());
    compare(find(".train-compare table"), runs);
    const lines = (training, validation) => runs.flatMap((run) => [[training, true], [validation, false]].map(
      ([at, isDashed]) => ({ label: isDashed ? t`training` : t`held-out`, color: run.color, isDashed,
        points: run.points.map((point) => [point[EPOCH], point[at]]) })));
    const values = (...places) => runs.flatMap(({ points }) => points.flatMap((point) => places.map((at) => point[at])));
    const lowest = Math.min(0.95, ...values(VALIDATION_ACCURACY, ACCURACY));
    curves.accuracy.paint(lines(ACCURACY, VALIDATION_ACCURACY), [Math.max(0, Math.floor(10 * lowest) / 10), 1]);
    curves.loss.paint(lines(LOSS, VALIDATION_LOSS), [0, Math.max(0.2, ...values(VALIDATION_LOSS))]);
    const shown = runs.findLast(({ filters }) => filters);
    find(".train-filters").hidden = !shown;
    if (!shown) return;
    find(".train-filters figcaption").textContent = t`The first layer's filters: ${shown.title}`;
    paintFilters(find(".train-filters div"), shown.filters);
  }

  async function act(what, run) {
    const card = cards[runs.indexOf(run)];
    if (what === "forget") return drop(run);
    if (what !== "use") {
      return deliver(await server.take({ name: run.name, what }).catch(() => ({ error: UNREACHED })), card);
    }
    publish("offer", { name: run.name, label: t`yours: ${run.title}` });
    publish("choice", run.name);
    openTab("draw");
  }

  // One drawing, read by all of them

  let isAsking = false, isAskedAgain = false;

  async function ask() {
    if (!isVisible || !runs.length) return;
    if (isAsking) return void (isAskedAgain = true);
    isAsking = true;
    do {
      isAskedAgain = false;
      const names = runs.map(({ name }) => name);
      const answers = drawing ? await server.answers({ ...drawing, names }).catch(() => null) : {};
      if (answers) cards.forEach((card) => card.reads(answers[card.run.name]));
    } while (isAskedAgain);
    isAsking = false;
  }
  subscribe("drawing", (latest) => {
    drawing = latest;
    ask();
  });
  new IntersectionObserver((entries) => {
    isVisible = entries.at(-1).isIntersecting;
    ask();
  }).observe(element);

  // A training

  /** Ask after a training until it is over. */
  async function follow(run) {
    current = run;
    enable();
    while (!isOver(run)) {
      try {
        hear(run, await server.progress({ name: run.name, since: run.points.length }));
      } catch {
        tell(run.state, UNREACHED);
      }
      if (!isOver(run)) await pause(EVERY);
    }
    current = null;
    enable();
  }

  /** @param {import("./train-runs.js").Run} run @param {Progress} message */
  function hear(run, message) {
    const { state, points, figures, filters } = message;
    if (state === "gone") {
      run.state = "failed";
      tell("failed", t`That training is no longer known here: the server has started anew.`);
      return drop(run);
    }
    run.points.push(...points);
    Object.assign(run, { state, figures, filters: filters ?? run.filters });
    tell(state, sentence(run, message), {
      share: run.points.at(-1)?.[SHARE] ?? 0, accuracy: figures.accuracy ?? run.points.at(-1)?.[VALIDATION_ACCURACY] ?? "" });
    if (state === "failed" || isEmpty(run)) return drop(run);
    show();
    ask();
  }

  function sentence(run, { state, ahead, reason, left }) {
    const [epoch, share] = run.points.at(-1) ?? [0, 0];
    if (state === "queued") return ahead ? inLine(ahead) : t`In line.`;
    if (state === "running" && share === 1) return t`Learned. Reading the test digits…`;
    if (state === "running" && !share) return t`Getting ready…`;
    if (state === "running") {
      return [t`Epoch ${Math.min(Math.floor(epoch) + 1, run.epochs)} of ${run.epochs}`,
        t`${percent(run.points.at(-1)[VALIDATION_ACCURACY])} of held-out digits`, t`about ${left} s left`].join(" · ");
    }
    if (state === "failed") return translated(reason);
    if (isEmpty(run)) return t`Stopped before it had learned anything. ${translated(reason)}`;
    return state === "stopped" ? t`Stopped; what it has learned is kept: ${outcome(run)}. ${translated(reason)}`
      : t`Done: ${outcome(run)}. ${translated(reason)}`;
  }

  async function begin(name, title, epochs) {
    const run = { name, title, epochs };
    keep(run);
    await follow(run);
  }

  startButton.addEventListener("click", async () => {
    if (current) return;
    startButton.disabled = true;
    tell("queued", "…");
    const { choices } = form;
    const answer = await server.start({ visitor, choices }).catch(() => ({ error: UNREACHED }));
    if (!answer.error) return begin(answer.name, title(choices), choices.epochs);
    tell("failed", translated(answer.error));
    enable();
  });
  stopButton.addEventListener("click", () => {
    if (!current) return;
    stopButton.disabled = true;
    server.stop(current.name).catch(() => { stopButton.disabled = false; });
  });
  subscribe("run", ({ name, title, epochs }) => begin(name, title, epochs));

  // After a reload: what this tab has trained before, as far as the server still knows it.
  (async () => {
    for (const { name, title, epochs } of recall("runs") ?? []) await begin(name, title, epochs);
  })();
}
