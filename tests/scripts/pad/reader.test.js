import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { Drawing } from "../../../assets/scripts/common/drawing.js";
import { PadReader } from "../../../assets/scripts/pad/reader.js";
import { subscribe } from "../../../assets/scripts/common/bus.js";

const BLANK = { state: "blank" };
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A server that the test answers for: `requests` holds each request, with functions `answer` and `fail`. */
class Server {
  requests = [];

  read(drawing) {
    return new Promise((resolve, reject) => {
      const answer = (message) => { resolve(message); return settled(); };
      const fail = () => { reject(new Error("offline")); return settled(); };
      this.requests.push({ drawing: structuredClone(drawing), answer, fail });
    });
  }

  async network(name) {
    return { choice: name, blank: BLANK };
  }
}

const heard = { reading: [], trouble: [], drawing: [], network: [] };
for (const [kind, messages] of Object.entries(heard)) subscribe(kind, (message) => messages.push(message));
beforeEach(() => Object.values(heard).forEach((messages) => messages.splice(0)));

/** A reader whose network is loaded, with a dot on the pad, for which a request has been sent. */
async function reading() {
  const server = new Server(), drawing = new Drawing(), state = {};
  const reader = new PadReader(server, drawing, state);
  await reader.choose(null);
  drawing.begin(1, 2);
  reader.read();
  return { server, drawing, state, reader };
}

test("a blank pad is read without a request", async () => {
  const server = new Server(), state = {};
  await new PadReader(server, new Drawing(), state).choose(null);
  assert.deepEqual([server.requests, heard.reading, heard.drawing, state.pending], [[], [BLANK], [null], "false"]);
});

test("a drawing is sent with the network's name and the parts of the reading that are wanted", async () => {
  const { server } = await reading();
  assert.deepEqual(server.requests[0].drawing,
    { layers: false, atlas: false, maps: true, network: null, strokes: [[1, 2]] });
});

test("a drawing is pending until its reading has come", async () => {
  const { server, state } = await reading();
  assert.equal(state.pending, "true");
  await server.requests[0].answer({ digit: 1 });
  assert.equal(state.pending, "false");
  assert.deepEqual(heard.reading.at(-1), { digit: 1 });
});

test("one request is sent at a time, and the next one is for the newest drawing", async () => {
  const { server, drawing, state, reader } = await reading();
  for (const place of [[3, 4], [5, 6]]) {
    drawing.extend([place]);
    reader.read();
  }
  assert.equal(server.requests.length, 1);
  await server.requests[0].answer({ digit: 1 });
  assert.deepEqual(server.requests.map(({ drawing: { strokes } }) => strokes), [[[1, 2]], [[1, 2, 3, 4, 5, 6]]]);
  assert.equal(state.pending, "true");
});

test("a reading of an older drawing is shown while the newest one is being read", async () => {
  const { server, drawing, reader } = await reading();
  drawing.extend([[3, 4]]);
  reader.read();
  await server.requests[0].answer({ digit: 1 });
  assert.deepEqual(heard.reading.at(-1), { digit: 1 });
});

test("a reading that comes after the pad was cleared is not shown", async () => {
  const { server, drawing, state, reader } = await reading();
  drawing.clear();
  reader.read();
  await server.requests[0].answer({ digit: 1 });
  assert.deepEqual([heard.reading.at(-1), state.pending], [BLANK, "false"]);
});

test("a reading by a network that is no longer chosen is dropped", async () => {
  const { server, reader } = await reading();
  await reader.choose("lesson");
  await server.requests[0].answer({ digit: 1 });
  assert.deepEqual(heard.reading, [BLANK]);
  assert.equal(server.requests[1].drawing.network, "lesson");
});

test("if the chosen network is no longer kept, the first one reads", async () => {
  const { server, reader } = await reading();
  await reader.choose("trained-1");
  await server.requests[0].answer({ digit: 1 });
  await server.requests[1].answer({ gone: true });
  assert.equal(heard.network.at(-1).choice, null);
  assert.equal(server.requests[2].drawing.network, null);
});

test("of two networks chosen in quick succession, the later one reads", async () => {
  const { server, reader } = await reading();
  const answers = {};
  server.network = (name) => new Promise((resolve) => { answers[name] = resolve; });
  reader.choose("first");
  reader.choose("second");
  answers.second({ choice: "second", blank: BLANK });
  await settled();
  answers.first({ choice: "first", blank: BLANK });
  await settled();
  assert.equal(reader.network, "second");
});

test("an error from the server is shown, and the drawing is no longer pending", async () => {
  const { server, state } = await reading();
  await server.requests[0].answer({ error: "Too many points." });
  assert.deepEqual([heard.trouble, state.pending], [[{ sentence: "Too many points." }], "false"]);
});

test("if the server can't be reached, the page says so and asks again for the newest drawing", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, drawing } = await reading();
  await server.requests[0].fail();
  assert.match(heard.trouble.at(-1).sentence, /can't be reached/);
  drawing.extend([[3, 4]]);
  context.mock.timers.tick(1500);
  await settled();
  assert.deepEqual(server.requests[1].drawing.strokes, [[1, 2, 3, 4]]);
});

test("if the server takes long, the page says that it is busy", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server } = await reading();
  context.mock.timers.tick(2999);
  assert.deepEqual(heard.trouble, []);
  context.mock.timers.tick(1);
  assert.match(heard.trouble.at(-1).sentence, /busy/);
  await server.requests[0].answer({ digit: 1 });
});

test("a visitor who draws before the network is loaded sees that it is being loaded", () => {
  const drawing = new Drawing();
  drawing.begin(1, 2);
  new PadReader(new Server(), drawing, {}).read();
  assert.match(heard.trouble.at(-1).sentence, /still loading/);
});

test("all layers of a blank pad are requested, since the stored reading does not have them", async () => {
  const server = new Server();
  const reader = new PadReader(server, new Drawing(), {});
  await reader.choose(null);
  reader.want("layers", true);
  assert.equal(server.requests[0].drawing.layers, true);
});
