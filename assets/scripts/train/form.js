/** The form for a training's settings, with the resulting layers and an error message next to each setting. */
import { make, setText } from "../common/elements.js";
import { count, sizes, t, translated } from "../common/language.js";
import { makeOneStop } from "../common/one-stop.js";
import { troubleIn, UNREACHED, untilRetry } from "../common/waiting.js";

function field({ name, words, allowed, isChoice, step }) {
  const id = `train-${name.replaceAll("_", "-")}`;
  const described = { id, name, "aria-describedby": `${id}-trouble` };
  const input = isChoice
    ? make("select", described, ...allowed.map((value) => make("option", { text: translated(value), value })))
    : make("input", { ...described, type: "number", min: allowed[0], max: allowed[1], step });
  return make("label", { class: "train-setting", htmlFor: id }, make("span", { text: translated(words) }), input,
    make("span", { class: "train-trouble", id: `${id}-trouble`, role: "status" }));
}

export class Form {
  /**
   * @param {HTMLElement} element
   * @param {{name: string, words: string, allowed: any[], isChoice: boolean, step: any}[]} settings
   * @param {{name: string, choices: Object<string, any>}[]} presets
   * @param {(choices: object) => Promise<object>} plan  asks the server for the layers
   * @param {(isPossible: boolean) => void} onPlan
   */
  constructor(element, settings, presets, plan, onPlan) {
    Object.assign(this, { element, settings, presets, plan, onPlan, asked: 0 });
    this.tell = troubleIn(element.querySelector(".train-plan"));
    element.querySelector(".train-settings").append(...settings.map(field));
    element.querySelector(".train-settings").addEventListener("input", () => this.show());
    element.querySelector(".train-presets").addEventListener("click", ({ target }) => {
      const preset = presets.find(({ name }) => name === target.dataset.preset);
      if (preset) this.set(preset.choices);
    });
    makeOneStop(element.querySelector(".train-presets"));
    element.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  }

  input(name) {
    return this.element.querySelector(`.train-setting [name="${name}"]`);
  }

  /** @returns {Object<string, number | string | null>}  null for a field without a number */
  get choices() {
    const value = ({ name, isChoice }) => {
      const { value, valueAsNumber } = this.input(name);
      return isChoice ? value : Number.isNaN(valueAsNumber) ? null : valueAsNumber;
    };
    return Object.fromEntries(this.settings.map((setting) => [setting.name, value(setting)]));
  }

  set(choices) {
    for (const [name, value] of Object.entries(choices)) this.input(name).value = value;
    this.show();
  }

  /**
   * Show the layers of the current settings, once the server can be reached. Of two answers, the one to the later question
   * counts.
   */
  async show() {
    const asked = ++this.asked;
    const message = await this.plan(this.choices).catch(() => null);
    if (asked !== this.asked) return;
    this.tell(message ? "" : UNREACHED);
    if (!message) return void untilRetry().then(() => { if (asked === this.asked) this.show(); });
    for (const { name } of this.settings) {
      const trouble = translated(message.troubles[name] ?? "");
      const input = this.input(name);
      input.setAttribute("aria-invalid", String(Boolean(trouble)));
      setText(input.parentElement.querySelector(".train-trouble"), trouble);
    }
    const isPossible = !Object.keys(message.troubles).length;
    if (isPossible) this.table(message);
    this.element.querySelector(".train-plan").classList.toggle("train-impossible", !isPossible);
    this.mark();
    this.onPlan(isPossible);
  }

  table({ rows, parameters }) {
    const cells = (texts) => make("tr", {}, ...texts.map((text) => make("td", { text })));
    const row = ({ name, kind, output, formula, parameters, counted }) => {
      const tableRow = cells([translated(kind), sizes(output),
        [formula, counted].filter(Boolean).map(translated).join("; "), parameters ? count(parameters) : ""]);
      tableRow.dataset.layer = name;
      return tableRow;
    };
    const total = cells([t`total`, "", "", count(parameters)]);
    total.className = "train-total";
    total.dataset.parameters = parameters;
    this.element.querySelector(".train-plan tbody").replaceChildren(...rows.map(row), total);
  }

  /** Mark the preset that the settings match, if any. */
  mark() {
    const chosen = JSON.stringify(this.choices);
    for (const button of this.element.querySelectorAll("[data-preset]")) {
      const preset = this.presets.find(({ name }) => name === button.dataset.preset);
      button.setAttribute("aria-pressed", String(JSON.stringify(preset.choices) === chosen));
    }
  }
}
