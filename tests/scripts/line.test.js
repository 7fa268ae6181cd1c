import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

globalThis.addEventListener = (name, listener) => { heard[name] = listener; };
const heard = {};
const { Line } = await import("../../assets/scripts/line.js");

let sockets;
beforeEach(() => { sockets = []; });

globalThis.WebSocket = class {
  sent = [];

  constructor(address) {
    this.address = `${address}`;
    sockets.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
  }
};

/** A server that answers each request with the question, and its line; `asked` holds what came by request. */
function served() {
  const asked = [];
  return { asked, line: new Line({ network: async (name) => ({ name }),
    read: async (question) => { asked.push(question); return { request: question }; } }) };
}

/** The same with its line open, after a first question by request. */
async function opened() {
  const { asked, line } = served();
  await line.read(0);
  sockets[0].onopen();
  return { asked, line, socket: sockets[0] };
}

test("the first question is a request, and opens a line to where the script comes from", async () => {
  const { asked, line } = served();
  assert.deepEqual(await line.read(0), { request: 0 });
  assert.equal(sockets[0].address, new URL("../../assets/line", import.meta.url).href);
  assert.deepEqual(asked, [0]);
});

test("until the line is open, questions are requests and no other line is tried", async () => {
  const { asked, line } = served();
  for (const question of [0, 1, 2]) await line.read(question);
  assert.deepEqual([asked, sockets.length], [[0, 1, 2], 1]);
});

test("over an open line a question is answered by what comes back", async () => {
  const { asked, line, socket } = await opened();
  const answer = line.read({ strokes: [] });
  socket.onmessage({ data: '{"digit": 7}' });
  assert.deepEqual(await answer, { digit: 7 });
  assert.deepEqual([socket.sent, asked], [[{ strokes: [] }], [0]]);
});

test("all layers and what is known of a network are asked for by request", async () => {
  const { line, socket } = await opened();
  assert.deepEqual(await line.read({ layers: true }), { request: { layers: true } });
  assert.deepEqual(await line.network("best"), { name: "best" });
  assert.deepEqual(socket.sent, []);
});

test("a question on whose line nothing comes back any more is asked by request", async () => {
  const { asked, line, socket } = await opened();
  const answer = line.read(1);
  socket.onclose();
  assert.deepEqual(await answer, { request: 1 });
  assert.deepEqual(asked, [0, 1]);
});

test("a line that is silent for long is given up", async (context) => {
  const { line, socket } = await opened();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const answer = line.read(1);
  context.mock.timers.tick(5000);
  assert.deepEqual(await answer, { request: 1 });
  assert.ok(socket.isClosed);
});

test("a browser that is offline gives its line up", async () => {
  const { line, socket } = await opened();
  const answer = line.read(1);
  heard.offline();
  assert.deepEqual(await answer, { request: 1 });
  assert.ok(socket.isClosed);
});

test("a lost line is opened anew after a while, one that never opened is not", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const { line, socket } = await opened();
  socket.onclose();
  now = 9000;
  await line.read(1);
  assert.equal(sockets.length, 1);
  now = 10_000;
  await line.read(2);
  assert.equal(sockets.length, 2);
  sockets[1].onclose();
  now = 1e9;
  await line.read(3);
  assert.equal(sockets.length, 2);
});
