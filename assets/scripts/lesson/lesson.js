/**
 * The lesson: ten steps, one open at a time, each in its own module. Only the open step runs, and only while visible.
 *
 * A step's module exports `build(element, { find, source, server, repaint })`, which returns
 * `show({ image, caption, values })` and, if it is animated, `stop()`; it also exports `needsNetwork` if it shows
 * `values` of the lesson's network.
 */
import { subscribe } from "../common/bus.js";
import { make, setText } from "../common/elements.js";
import { t } from "../common/language.js";
import { parameter } from "../common/link.js";
import { onVisible, persistently, untilRetry } from "../common/waiting.js";
import { onMove } from "../shell/history.js";
import { Navigation } from "./navigation.js";
import { LessonNetwork } from "./network.js";
import { see, switches } from "./see.js";
import { Source } from "./source.js";

class Lesson {
  constructor(element, server) {
    this.panel = element.closest("#lesson");
    this.status = element.querySelector(".lesson-status");
    this.sections = [...element.querySelectorAll(".lesson-step")];
    this.server = server;
    this.steps = new Map();  // by number, once opened
    this.isOpen = false;
    this.painting = 0;
    this.network = new LessonNetwork();
    this.source = new Source((index) => server.sample(index), () => this.repaint());
    const titles = this.sections.map((section) => section.querySelector("h2").textContent);
    this.navigation = new Navigation(element, titles, (step) => this.go(step));
  }

  get step() {
    return this.steps.get(this.current);
  }

  /** Paint the open step in the next frame. */
  repaint() {
    if (this.isOpen) this.painting ||= requestAnimationFrame(() => this.paint());
  }

  async paint() {
    this.painting = 0;
    const { step } = this;
    if (!step || !this.isOpen) return;
    const { image, caption } = this.source;
    const values = step.needsNetwork ? await this.network.values(image) : null;
    if (step !== this.step || image !== this.source.image) return;
    this.tell(step.needsNetwork ? this.network.trouble : "");
    if (step.needsNetwork && !values) return void untilRetry().then(() => this.repaint());
    step.show({ image, caption, values });
    // Its numbers are shown and its controls respond.
    this.sections[this.current - 1].dataset.ready = "true";
  }

  /** Open a step, numbered from 1; a number out of range means the first or last. */
  go(wanted) {
    this.step?.stop?.();
    this.current = Math.min(Math.max(wanted, 1), this.sections.length);
    this.sections.forEach((section, index) => { section.hidden = index !== this.current - 1; });
    this.panel.dataset.step = this.current;
    this.tell("");
    this.navigation.show(this.current);
    this.load(this.current);
  }

  async load(number) {
    const section = this.sections[number - 1];
    const module = await persistently(() => import(`./${section.dataset.name}.js`),
      () => { if (number === this.current) this.tell(t`This part couldn't be loaded; trying again.`); });
    if (!this.steps.has(number)) {
      const means = { find: (selector) => section.querySelector(selector), source: this.source, server: this.server,
        repaint: () => this.repaint() };
      this.steps.set(number, { needsNetwork: module.needsNetwork, ...module.build(section, means) });
    }
    this.repaint();
  }

  tell(trouble) {
    setText(this.status, trouble);  // only a change: otherwise, each point drawn would announce it
  }

  /** Run while visible, stop otherwise. */
  setOpen(isOpen) {
    this.isOpen = isOpen;
    if (!isOpen) return void this.step?.stop?.();
    if (!this.source.sample) this.source.fetch();
    this.repaint();
  }
}

export function mount({ element, server }) {
  const lesson = new Lesson(element, server);
  const notes = [...element.querySelectorAll(".lesson-see button:is([data-network], [data-layer])")].map((button) => {
    const note = make("small", { text: t`Switches the network to “lesson”.` });
    button.after(note);
    return note;
  });
  subscribe("network", () => { for (const note of notes) note.hidden = !switches({ network: "lesson" }); });
  element.addEventListener("click", ({ target }) => {
    const button = target.closest(".lesson-see button");
    if (button) see(button.dataset);
  });
  onVisible(element, (isVisible) => lesson.setOpen(isVisible));
  new ResizeObserver(() => lesson.repaint()).observe(element);
  const addressed = () => Number.parseInt(parameter(location, "lesson"), 10);
  lesson.go(addressed() || 1);
  onMove(() => { if (addressed() && addressed() !== lesson.current) lesson.go(addressed()); });
}
