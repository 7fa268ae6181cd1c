/**
 * A line to the server that stays open: a question over it takes a browser a fraction of what a request takes. Where
 * there is none, not yet or no longer, each question is a request, as before.
 */

const PATIENCE = 5000;  // milliseconds without an answer, after which a line counts as broken
const REST = 10_000;  // milliseconds from one line to the next

export class Line {
  /** @param {import("./pad-reader.js").Server} server  its questions as requests */
  constructor(server) {
    this.server = server;
    this.socket = null;  // while it is open
    this.waiting = null;  // what takes an answer over it
    this.again = 0;  // when a line may be tried
    addEventListener("offline", () => this.lose());  // which it would notice by its silence alone
  }

  network(name) {
    return this.server.network(name);
  }

  /** All layers go by request: all that goes over a line is compressed, which takes longer than to send so much. */
  async read(question) {
    const known = this.socket && !question.layers ? await this.ask(question) : null;
    if (known) return known;
    const answer = await this.server.read(question);
    if (!this.socket && performance.now() >= this.again) this.open();
    return answer;
  }

  open() {
    const address = new URL("../line", import.meta.url);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.again = Infinity;  // where something between here and the server lets none through
    socket.onopen = () => {
      this.socket = socket;
      this.again = performance.now() + REST;
    };
    socket.onclose = () => this.lose();
    socket.onmessage = ({ data }) => this.waiting?.(JSON.parse(data));
  }

  lose() {
    if (this.socket) this.socket.onmessage = this.socket.onclose = null;
    this.socket?.close();
    this.socket = null;
    this.waiting?.(null);
  }

  /** @returns {Promise<object | null>} the answer; null where the line breaks before it comes */
  async ask(question) {
    const patience = setTimeout(() => this.lose(), PATIENCE);
    const answer = await new Promise((resolve) => {
      this.waiting = resolve;
      this.socket.send(JSON.stringify(question));
    });
    clearTimeout(patience);
    this.waiting = null;
    return answer;
  }
}
