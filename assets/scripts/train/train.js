/** Training the visitor's own networks: the form, the training while it runs, and the results. */
import { t, translated } from "../common/language.js";
import { publish, subscribe } from "../common/bus.js";
import { recall, visitor } from "../common/session.js";
import { pause, UNREACHED } from "../common/waiting.js";
import { Board } from "./board.js";
import { Form } from "./form.js";
import { isEmpty, isOver, pointOf, progressOf, title, TRY_AGAIN } from "./runs.js";

const INTERVAL = 300;  // milliseconds between two questions about a training's progress

class Trainer {
  constructor(element, { settings, presets }, server) {
    Object.assign(this, { server, current: null, isPossible: false });
    [this.status, this.progress, this.startButton, this.stopButton] =
      ["#train-status", ".train-progress", "#train-start", "#train-stop"].map((part) => element.querySelector(part));
    this.board = new Board(element, server);
    this.form = new Form(element, settings, presets, (choices) => server.plan(choices), (isPossible) => {
      this.isPossible = isPossible;
      this.enable();
    });
    this.form.set(presets[0].choices);
    this.startButton.addEventListener("click", () => this.start());
    this.stopButton.addEventListener("click", () => this.stop());
  }

  enable() {
    this.startButton.disabled = !this.isPossible || Boolean(this.current);
    this.stopButton.disabled = !this.current;
    publish("training", Boolean(this.current));
  }

  tell(state, sentence, { share = null, accuracy = "" } = {}) {
    Object.assign(this.status.dataset, { state, accuracy });
    this.status.textContent = sentence;
    this.progress.hidden = state !== "running";
    if (share !== null) this.progress.value = share;
  }

  /** Train with the form's settings. */
  async start() {
    this.startButton.disabled = true;
    this.tell("queued", "…");
    const { choices } = this.form;
    const answer = await this.server.start({ visitor, choices }).catch(() => ({ error: TRY_AGAIN }));
    if (!answer.error) {
      this.begin({ name: answer.name, title: title(choices), epochs: choices.epochs });
      return this.board.reveal();
    }
    this.tell("failed", translated(answer.error));
    this.enable();
  }

  stop() {
    this.stopButton.disabled = true;
    this.server.stop(this.current.name).catch(() => { this.stopButton.disabled = false; });
  }

  /** @param {{name: string, title: string, epochs: number}} run */
  begin(run) {
    this.board.keep(run);
    return this.follow(run);
  }

  /** Follow a training, which is on the board, until it is over. @param {import("./runs.js").Run} run */
  async follow(run) {
    this.current = run;
    this.enable();
    while (!isOver(run)) {
      try {
        this.hear(run, await this.server.progress({ name: run.name, since: run.points.length }));
      } catch {
        this.tell(run.state, UNREACHED);
      }
      if (!isOver(run)) await pause(INTERVAL);
    }
    this.current = null;
    this.enable();
  }

  /** @param {import("./runs.js").Run} run @param {import("../common/messages.js").Progress} message */
  hear(run, message) {
    const { state, points, figures, filters } = message;
    if (state === "gone") {
      run.state = "failed";
      this.tell("failed", t`The server was restarted, so that training is gone.`);
      return this.board.drop(run);
    }
    run.points.push(...points.map(pointOf));
    Object.assign(run, { state, figures, filters: filters ?? run.filters });
    const latest = run.points.at(-1);
    this.tell(state, progressOf(run, message), {
      share: latest?.share ?? 0, accuracy: figures.accuracy ?? latest?.validationAccuracy ?? "" });
    if (state === "failed" || isEmpty(run)) return this.board.drop(run);
    this.board.show();
    this.board.ask();
  }
}

export async function mount({ element, props, server }) {
  const trainer = new Trainer(element, props, server);
  subscribe("drawing", (drawing) => trainer.board.read(drawing));
  subscribe("run", (run) => trainer.begin({ ...run }));
  // After a reload, restore this tab's trainings that the server still knows. All are added before the first is
  // followed: otherwise, another reload would lose the rest.
  const runs = recall("runs") ?? [];
  for (const run of runs) trainer.board.keep(run);
  for (const run of runs) await trainer.follow(run);
}
