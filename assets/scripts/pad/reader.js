/**
 * The way of what lies on the pad to the server, and of its reading back: sent as fast as answers come, one request at
 * a time, and the newest drawing always wins.
 */
import { t, translated } from "../common/language.js";
import { publish } from "../common/bus.js";
import { pause, RETRY } from "../common/waiting.js";

const LONG = 3000;  // milliseconds without an answer, after which one is told

/** @typedef {{read: (drawing: object) => Promise<object>, network: (name: string | null) => Promise<object>}} Server */

export class PadReader {
  /**
   * @param {Server} server
   * @param {import("../common/drawing.js").Drawing} drawing
   * @param {{pending: string}} state  "true" until the newest drawing is answered
   */
  constructor(server, drawing, state) {
    Object.assign(this, { server, drawing, state });
    this.network = null;  // the name of the one that reads; the server's first one until another is chosen
    // Whether all layers' maps, the atlas, and the first layer's maps are on the screen.
    this.wanted = { layers: false, atlas: false, maps: true };
    this.blank = null;  // its reading of an empty pad, once the server has sent it
    this.version = 0;  // of the drawing: it is asked for until the newest one is answered
    this.isAsking = false;
    state.pending = "true";
  }

  get message() {
    return { network: this.network, ...this.drawing.message };
  }

  /** Read what lies on the pad now. */
  async read() {
    const { isBlank } = this.drawing;
    this.version += 1;
    this.state.pending = "true";
    publish("drawing", isBlank ? null : this.message);
    if (isBlank && this.blank && !this.wanted.layers) this.answer(this.version, this.blank);
    if (!isBlank && !this.blank) {
      publish("trouble", { sentence: t`The network is still loading: the answer will come in a moment.` });
    }
    if (this.isAsking) return;
    this.isAsking = true;
    while (this.state.pending === "true") await this.ask();
    this.isAsking = false;
  }

  async ask() {
    const { version, network } = this;
    const waiting = setTimeout(() => publish("trouble",
      { sentence: t`The server is busy right now. Your drawing is kept; the answer will come.` }), LONG);
    try {
      const message = await this.server.read({ ...this.wanted, ...this.message });
      if (network !== this.network) return;
      if (message.gone) await this.choose(null);
      else this.answer(version, message);
    } catch {
      publish("trouble", { sentence: t`The server can't be reached. Your drawing is kept; trying again.` });
      await pause(RETRY);
    } finally {
      clearTimeout(waiting);
    }
  }

  /** What the server says of the newest drawing, or of an older one: shown too while the pen is down. */
  answer(version, message) {
    if (version !== this.version) return void (message.error || this.drawing.isBlank || publish("reading", message));
    if (message.error) publish("trouble", { sentence: translated(message.error) });
    else publish("reading", message);
    this.state.pending = "false";
  }

  /** Take the first network's reading of what lies on the pad from elsewhere. */
  take(reading) {
    if (!this.network) this.answer(this.version, reading);
  }

  /** Read with the network of this name, once the server has told of it. */
  async choose(name) {
    this.chosen = name;
    try {
      const network = await this.server.network(name);
      if (name !== this.chosen) return;
      this.network = network.choice;
      this.blank = network.blank;
      publish("network", network);
      this.read();
    } catch {
      await pause(RETRY);
      if (name === this.chosen) await this.choose(name);
    }
  }

  /** Whether "layers", "atlas" or "maps" are to be sent as well. */
  want(part, isWanted) {
    this.wanted[part] = isWanted;
    if (isWanted) this.read();
  }
}
