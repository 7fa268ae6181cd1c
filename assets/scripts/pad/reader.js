/**
 * Readings of the drawing on the pad, one at a time, as fast as they come; the newest drawing always wins.
 *
 * The server reads until the network has been loaded into this browser. Pictures, and networks with layers that don't
 * run here, it always reads.
 */
import { bytes } from "../common/bytes.js";
import { publish } from "../common/bus.js";
import { t, translated } from "../common/language.js";
import { pause, RETRY } from "../common/waiting.js";
import { fetchNetwork } from "../reading/addresses.js";
import * as reader from "../reading/reader.js";
import { blank } from "../reading/state.js";

// Milliseconds by which the pause between two questions to the server grows while the network loads, and the longest.
const [PACE, LONGEST_PAUSE] = [150, 1500];
const LONG = 3000;  // milliseconds without an answer, after which the page says that the server is busy

const unpacked = (part) => part && { ...part, values: bytes(part.values) };

/** A reading from the server, with its values as numbers. @returns {import("../common/messages.js").Reading} */
export function decoded(message) {
  const { image, crop, maps, layers } = message;
  return { ...message, image: bytes(image.values), crop: unpacked(crop), maps: unpacked(maps),
    layers: layers && Object.fromEntries(Object.entries(layers).map(([name, part]) => [name, unpacked(part)])) };
}

/** Whether the browser can run all layers of a network. */
const runsHere = ({ weights, layers }) => weights !== null && layers.every(({ kind }) => kind !== "other");

export class PadReader {
  /**
   * @param {{read?: (question: object) => Promise<object>}} server  without `read` in a page in a single file
   * @param {import("../common/drawing.js").Drawing} drawing
   * @param {DOMStringMap} state  `pending`: "true" until the newest drawing has been read; `reader`: "browser" if the
   *   network has been loaded here, otherwise "server"
   * @param {string} first  the name of the first network
   * @param {object} here  what reads in this browser
   */
  constructor(server, drawing, state, first, here = { fetchNetwork, ...reader }) {
    Object.assign(this, { server, drawing, state, first, here });
    this.network = null;  // as the server describes it
    this.layers = [];  // the names of those whose maps are on the screen
    this.version = 0;  // of the drawing: questions go on until the newest one has been read
    this.isAsking = this.isLoading = false;
    Object.assign(state, { pending: "true", reader: "server" });
  }

  get isLocal() {
    return this.state.reader === "browser";
  }

  /** Whether anything can read the drawing: in a page in a single file, nothing does until the browser can. */
  get canRead() {
    return this.network !== null && (this.drawing.isBlank || this.isLocal || Boolean(this.server.read));
  }

  /** The drawing as the server takes it. */
  get message() {
    return { network: this.network?.choice ?? null, ...this.drawing.message };
  }

  /** Read the drawing as it is now. */
  async read() {
    this.version += 1;
    this.state.pending = "true";
    publish("drawing", this.drawing.isBlank ? null : this.message);
    if (!this.canRead && !this.drawing.isBlank) {
      publish("trouble", { sentence: this.network && !this.isLoading ? t`This browser can't run the network.`
        : t`The network is still loading: the answer will come in a moment.` });
    }
    if (this.isAsking || !this.canRead) return;
    this.isAsking = true;
    while (this.state.pending === "true") {
      if (this.isLoading && !this.drawing.isBlank) await this.turn();
      await this.ask();
    }
    this.isAsking = false;
  }

  /** Resolves after a pause, or once the network is here: a class that arrives together must not flood the server. */
  async turn() {
    const wait = Math.min(PACE * this.asked, LONGEST_PAUSE);
    this.asked += 1;
    if (wait) await Promise.race([pause(wait), new Promise((resolve) => { this.wake = resolve; })]);
  }

  async ask() {
    const { version, network } = this;
    const waiting = setTimeout(() => publish("trouble",
      { sentence: t`The server is busy right now. Your drawing is kept; the answer will come.` }), LONG);
    try {
      const reading = await this.answer(network);
      if (network !== this.network) return;
      if (reading.gone) await this.choose(null);
      else this.show(version, reading);
    } catch {
      publish("trouble", { sentence: t`The server can't be reached. Your drawing is kept; trying again.` });
      await pause(RETRY);
    } finally {
      clearTimeout(waiting);
    }
  }

  /** The reading of the drawing by this network, from the browser or the server. */
  async answer(network) {
    const { strokes, pixels, isBlank, isPicture } = this.drawing;
    const wanted = this.isLoading ? [] : this.layers;  // the browser will soon give these
    if (isBlank && !wanted.length) return blank();
    const readHere = (drawing) => this.here.read(network, drawing, wanted);
    if (this.isLocal && !isPicture) return readHere(pixels ? { pixels } : { strokes });
    const message = await this.server.read({ ...this.message, layers: wanted.length > 0 && !this.isLocal });
    if (!("state" in message)) return message;
    const reading = decoded(message);
    if (!wanted.length || !this.isLocal) return reading;
    return { ...reading, layers: (await readHere({ pixels: reading.image })).layers };
  }

  /**
   * The result for a program on the page: `window.digits.read`.
   * @param {{strokes: number[][]}} drawing
   * @returns {Promise<{state: string, digit: number | null, number: string | null, probabilities: number[]}>}
   * @throws {Error} if it is not a drawing
   */
  async readFor({ strokes }) {
    const { network } = this;
    const reading = this.isLocal || !this.server.read ? await this.here.read(network, { strokes }, [])
      : await this.server.read({ network: network?.choice ?? null, strokes });
    if (reading.error) throw new Error(reading.error);
    const { state, digit, digits, probabilities } = reading;
    const number = state === "digit" ? `${digit}` : digits.join("") || null;
    return { state, digit, number, probabilities: [...probabilities] };
  }

  /** Show a reading: of the newest drawing, or of an older one while the pen is down. */
  show(version, reading) {
    if (version !== this.version) return void (reading.error || this.drawing.isBlank || publish("reading", reading));
    if (reading.error) publish("trouble", { sentence: translated(reading.error) });
    else publish("reading", reading);
    this.state.pending = "false";
  }

  /** Read with the network of this name; with the first one if it is null, or there is no such network any more. */
  async choose(name) {
    const choice = this.latest = {};
    const isLatest = () => choice === this.latest;
    const network = await this.untilReached(() => this.here.fetchNetwork(name ?? this.first), isLatest);
    if (!isLatest()) return;
    if (!network && name !== null) return this.choose(null);
    if (!network) return;  // the server is about to exit: its first network can't be loaded
    const before = this.network;
    this.network = { ...network, choice: name };
    this.state.reader = "server";
    this.layers = [];
    this.isLoading = runsHere(network);
    this.asked = 0;
    publish("network", this.network);
    await Promise.race([this.read(), pause(RETRY)]);  // the first answer comes before the weights
    if (before && before.weights !== network.weights) this.here.drop(before.weights);
    if (!this.isLoading) return;
    const runs = await this.untilReached(() => this.here.load(network), isLatest);
    if (!isLatest()) return;
    if (runs) this.state.reader = "browser";
    this.isLoading = false;
    this.wake?.();
    publish("reader", this.state.reader);
    this.read();
  }

  /** The result of `ask`, tried again until it succeeds or another network is chosen. */
  async untilReached(ask, isLatest) {
    while (isLatest()) {
      try {
        return await ask();
      } catch {
        await pause(RETRY);
      }
    }
    return null;
  }

  /** Set the layers whose maps are wanted, by name. */
  want(layers) {
    const isMore = layers.some((name) => !this.layers.includes(name));
    this.layers = layers;
    if (isMore) this.read();
  }
}
