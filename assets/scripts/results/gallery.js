/** Test digits in a grid. Each is a button that puts the digit on the pad. */
import { imageCanvas } from "../common/colors.js";
import { make } from "../common/elements.js";
import { count as whole, percentProbable, t, translated } from "../common/language.js";
import { arrowsIn, makeOneStop } from "../common/one-stop.js";
import { publish } from "../common/bus.js";
import { bytes } from "../common/bytes.js";
import { persistently, UNREACHED } from "../common/waiting.js";
import { openTab } from "../shell/gradio.js";

const PIXELS = 28 * 28;

/** Put the digit on the pad and open Draw. */
function layOnPad(canvas, pixels) {
  publish("picture", { picture: canvas.toDataURL(), pixels });
  openTab("draw");
  window.scrollTo({ top: 0 });
}

/** @returns {HTMLButtonElement} */
function tile(pixels, { index, right, read, confidence, refused }) {
  const canvas = imageCanvas(pixels);
  const given = right === read ? `${right}` : `${right} → ${read}${refused ? "?" : ""}`;
  const sure = percentProbable(confidence);
  // Contains the visible text, so that speech control can name the button.
  const seen = `${given} ${sure}`;
  return make("button", { class: "digit-tile", type: "button", data: { index, right, read },
    title: refused ? t`Test digit ${index}, not answered: no clear digit` : t`Test digit ${index}`,
    "aria-label": refused ? t`${seen}: ${right} read as ${read} (test digit no. ${index}), not answered`
      : t`${seen}: ${right} read as ${read} (test digit no. ${index})`,
    onclick: () => layOnPad(canvas, pixels) }, canvas, make("b", { text: given }), " ", make("span", { text: sure }));
}

export class Gallery {
  /**
   * @param {HTMLElement} element
   * @param {(question: object) => Promise<import("../common/messages.js").Digits | {error: string}>} digits
   * @param {string} none  the sentence to show if there are no digits
   */
  constructor(element, digits, none) {
    this.digits = digits;
    this.none = none;
    this.said = make("p", { class: "gallery-said", role: "status" });
    this.tiles = make("div", { class: "gallery", role: "toolbar", "aria-label": t`Test digits` });
    this.more = make("button", { class: "gallery-more", type: "button", onclick: () => this.fetch() });
    element.append(this.said, this.tiles, this.more);
    const columns = () => getComputedStyle(this.tiles).gridTemplateColumns.split(" ").length;
    this.renewStop = makeOneStop(this.tiles, { stepOf: arrowsIn(columns) });
    this.clear("");
  }

  clear(words) {
    this.question = null;
    this.tiles.replaceChildren();
    this.said.textContent = words;
    this.more.hidden = true;
  }

  /** Show the first hundred digits that answer a question. */
  async ask(question, title) {
    this.clear(title);
    this.question = question;
    this.title = title;
    await this.fetch();
  }

  async fetch() {
    const { question } = this;
    const start = this.tiles.childElementCount;
    const message = await persistently(() => this.digits({ ...question, start }),
      () => { if (question === this.question) this.said.textContent = UNREACHED; });
    if (question !== this.question || start !== this.tiles.childElementCount) return;  // outdated by another question
    if (message.error) return void (this.said.textContent = translated(message.error));
    const images = bytes(message.images);
    this.tiles.append(...message.index.map((index, place) =>
      tile(images.subarray(place * PIXELS, (place + 1) * PIXELS), {
        index, right: message.right[place], read: message.read[place], confidence: message.confidence[place],
        refused: message.refused[place] })));
    this.renewStop();
    const { total } = message;
    const shown = this.tiles.childElementCount;
    this.said.textContent = !total ? this.none : shown < total ? t`${this.title} (${whole(shown)} shown)` : this.title;
    this.more.hidden = shown >= total;
    this.more.textContent = t`Show ${whole(Math.min(100, total - shown))} more`;
  }
}
