import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { Drawing } from "../../../assets/scripts/common/drawing.js";
import { PadReader } from "../../../assets/scripts/pad/reader.js";
import { subscribe } from "../../../assets/scripts/common/bus.js";

const BLANK = { state: "blank" };
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A server whose answers are given by hand: `asked` holds each question, with `answer` and `fail` for it. */
class Server {
  asked = [];

  read(drawing) {
    return new Promise((resolve, reject) => {
      const answer = (message) => { resolve(message); return settled(); };
      const fail = () => { reject(new Error("offline")); return settled(); };
      this.asked.push({ drawing: structuredClone(drawing), answer, fail });
    });
  }

  async network(name) {
    return { choice: name, blank: BLANK };
  }
}

const heard = { reading: [], trouble: [], drawing: [], network: [] };
for (const [kind, messages] of Object.entries(heard)) subscribe(kind, (message) => messages.push(message));
beforeEach(() => Object.values(heard).forEach((messages) => messages.splice(0)));

/** A pad's reader whose network is there, with a dot on the pad, for which the server has been asked. */
async function reading() {
  const server = new Server(), drawing = new Drawing(), state = {};
  const reader = new PadReader(server, drawing, state);
  await reader.choose(null);
  drawing.begin(1, 2);
  reader.read();
  return { server, drawing, state, reader };
}

test("a blank pad is answered without asking the server", async () => {
  const server = new Server(), state = {};
  await new PadReader(server, new Drawing(), state).choose(null);
  assert.deepEqual([server.asked, heard.reading, heard.drawing, state.pending], [[], [BLANK], [null], "false"]);
});

test("what lies on the pad is sent with the network's name and what else is wanted", async () => {
  const { server } = await reading();
  assert.deepEqual(server.asked[0].drawing,
    { layers: false, atlas: false, maps: true, network: null, strokes: [[1, 2]] });
});

test("a drawing is pending until it is answered", async () => {
  const { server, state } = await reading();
  assert.equal(state.pending, "true");
  await server.asked[0].answer({ digit: 1 });
  assert.equal(state.pending, "false");
  assert.deepEqual(heard.reading.at(-1), { digit: 1 });
});

test("one question is out at a time, and the newest drawing is asked for next", async () => {
  const { server, drawing, state, reader } = await reading();
  for (const place of [[3, 4], [5, 6]]) {
    drawing.extend([place]);
    reader.read();
  }
  assert.equal(server.asked.length, 1);
  await server.asked[0].answer({ digit: 1 });
  assert.deepEqual(server.asked.map(({ drawing: { strokes } }) => strokes), [[[1, 2]], [[1, 2, 3, 4, 5, 6]]]);
  assert.equal(state.pending, "true");
});

test("an answer to an older drawing is shown while the newest one is read", async () => {
  const { server, drawing, reader } = await reading();
  drawing.extend([[3, 4]]);
  reader.read();
  await server.asked[0].answer({ digit: 1 });
  assert.deepEqual(heard.reading.at(-1), { digit: 1 });
});

test("an answer that comes after the pad was cleared is not shown", async () => {
  const { server, drawing, state, reader } = await reading();
  drawing.clear();
  reader.read();
  await server.asked[0].answer({ digit: 1 });
  assert.deepEqual([heard.reading.at(-1), state.pending], [BLANK, "false"]);
});

test("an answer by a network that is no longer chosen is dropped", async () => {
  const { server, reader } = await reading();
  await reader.choose("lesson");
  await server.asked[0].answer({ digit: 1 });
  assert.deepEqual(heard.reading, [BLANK]);
  assert.equal(server.asked[1].drawing.network, "lesson");
});

test("where the chosen network is gone, the first one reads", async () => {
  const { server, reader } = await reading();
  await reader.choose("trained-1");
  await server.asked[0].answer({ digit: 1 });
  await server.asked[1].answer({ gone: true });
  assert.equal(heard.network.at(-1).choice, null);
  assert.equal(server.asked[2].drawing.network, null);
});

test("of two networks chosen one after the other, the later one reads", async () => {
  const { server, reader } = await reading();
  const told = {};
  server.network = (name) => new Promise((resolve) => { told[name] = resolve; });
  reader.choose("first");
  reader.choose("second");
  told.second({ choice: "second", blank: BLANK });
  await settled();
  told.first({ choice: "first", blank: BLANK });
  await settled();
  assert.equal(reader.network, "second");
});

test("what the server says is wrong is told, and is an answer", async () => {
  const { server, state } = await reading();
  await server.asked[0].answer({ error: "Too many points." });
  assert.deepEqual([heard.trouble, state.pending], [[{ sentence: "Too many points." }], "false"]);
});

test("a server that can't be reached is told of, and asked again for what then lies on the pad", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, drawing } = await reading();
  await server.asked[0].fail();
  assert.match(heard.trouble.at(-1).sentence, /can't be reached/);
  drawing.extend([[3, 4]]);
  context.mock.timers.tick(1500);
  await settled();
  assert.deepEqual(server.asked[1].drawing.strokes, [[1, 2, 3, 4]]);
});

test("a server that takes long is told of", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server } = await reading();
  context.mock.timers.tick(2999);
  assert.deepEqual(heard.trouble, []);
  context.mock.timers.tick(1);
  assert.match(heard.trouble.at(-1).sentence, /busy/);
  await server.asked[0].answer({ digit: 1 });
});

test("who draws before the network is loaded is told so", () => {
  const drawing = new Drawing();
  drawing.begin(1, 2);
  new PadReader(new Server(), drawing, {}).read();
  assert.match(heard.trouble.at(-1).sentence, /still loading/);
});

test("all layers of a blank pad are asked for, since its reading at hand has them not", async () => {
  const server = new Server();
  const reader = new PadReader(server, new Drawing(), {});
  await reader.choose(null);
  reader.want("layers", true);
  assert.equal(server.asked[0].drawing.layers, true);
});

test("the reading of an upload counts only where the network that gave it is the one chosen", async () => {
  const { reader, state } = await reading();
  await reader.choose("lesson");
  reader.take({ digit: 7 });
  assert.equal(state.pending, "true");
  await reader.choose(null);
  reader.take({ digit: 7 });
  assert.deepEqual([heard.reading.at(-1), state.pending], [{ digit: 7 }, "false"]);
});
