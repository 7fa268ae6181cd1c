/**
 * Requests for readings of the drawing on the pad: one request at a time, sent as fast as readings come back, and the
 * newest drawing always wins.
 */
import { t, translated } from "../common/language.js";
import { publish } from "../common/bus.js";
import { pause, RETRY } from "../common/waiting.js";

const LONG = 3000;  // milliseconds without an answer, after which the page says that the server is busy

/** @typedef {{read: (drawing: object) => Promise<object>, network: (name: string | null) => Promise<object>}} Server */

export class PadReader {
  /**
   * @param {Server} server
   * @param {import("../common/drawing.js").Drawing} drawing
   * @param {{pending: string}} state  "true" until the newest drawing has been read
   */
  constructor(server, drawing, state) {
    Object.assign(this, { server, drawing, state });
    this.network = null;  // the name of the chosen network; null means the server's first one
    // Whether all layers' maps, the atlas, and the first layer's maps are on screen.
    this.wanted = { layers: false, atlas: false, maps: true };
    this.blank = null;  // the network's reading of an empty pad, once the server has sent it
    this.version = 0;  // of the drawing: requests go on until the newest one has been read
    this.isAsking = false;
    state.pending = "true";
  }

  get message() {
    return { network: this.network, ...this.drawing.message };
  }

  /** Read the drawing as it is now. */
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

  /** Show a reading: of the newest drawing, or of an older one while the pen is down. */
  answer(version, message) {
    if (version !== this.version) return void (message.error || this.drawing.isBlank || publish("reading", message));
    if (message.error) publish("trouble", { sentence: translated(message.error) });
    else publish("reading", message);
    this.state.pending = "false";
  }

  /** Read with the network of this name, once the server has described it. */
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

  /** Whether readings include "layers", "atlas" or "maps". */
  want(part, isWanted) {
    this.wanted[part] = isWanted;
    if (isWanted) this.read();
  }
}
