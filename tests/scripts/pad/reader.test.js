import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { Drawing } from "../../../assets/scripts/common/drawing.js";
import { PadReader } from "../../../assets/scripts/pad/reader.js";
import { subscribe } from "../../../assets/scripts/common/bus.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));
const decoded = { image: new Uint8Array(0), crop: null, maps: null, layers: null };
/** A reading as the server sends it. */
const message = (digit, others = {}) => ({ state: "digit", digit, ...decoded, image: { values: "" }, ...others });
const reads = (digit) => ({ state: "digit", digit, ...decoded });

/** Questions that the test answers: `requests` holds each one, with functions `answer` and `fail`. */
class Asked {
  requests = [];

  ask = (question) => new Promise((resolve, reject) => {
    const answer = (result) => { resolve(result); return settled(); };
    const fail = () => { reject(new Error("offline")); return settled(); };
    this.requests.push({ question: structuredClone(question), answer, fail });
  });
}

const LAYERS = [{ name: "relu_1", kind: "relu" }];
const UNKNOWN = [{ name: "attention", kind: "other" }];  // which the browser can't run

/** A server and a browser whose questions the test answers. */
function sides() {
  const server = new Asked(), fetches = new Asked(), loads = new Asked(), reading = new Asked();
  const here = { fetchNetwork: fetches.ask, load: loads.ask, drop() {},
    read: ({ weights }, drawing, wanted) => reading.ask({ key: weights, drawing, wanted }) };
  return { server, fetches, loads, reading, here };
}

const heard = { reading: [], trouble: [], drawing: [], network: [] };
for (const [kind, messages] of Object.entries(heard)) subscribe(kind, (message) => messages.push(message));
beforeEach(() => Object.values(heard).forEach((messages) => messages.splice(0)));

/** A reader whose network is described, with a dot on the pad, for which the server has been asked. */
async function reading(layers = UNKNOWN) {
  const drawing = new Drawing(), state = {}, both = sides();
  const reader = new PadReader({ read: both.server.ask }, drawing, state, "best", both.here);
  reader.choose(null);
  await both.fetches.requests[0].answer({ name: "best", weights: "abc", layers });
  drawing.begin(1, 2);
  reader.read();
  return { ...both, drawing, state, reader };
}

/** The same, once the network has been loaded into the browser. */
async function readingHere() {
  const sides = await reading(LAYERS);
  await sides.server.requests[0].answer(message(1));
  await sides.loads.requests[0].answer(true);
  return sides;
}

test("a blank pad is read without a request", async () => {
  const both = sides(), state = {};
  new PadReader({ read: both.server.ask }, new Drawing(), state, "best", both.here).choose(null);
  await both.fetches.requests[0].answer({ name: "best", weights: "abc", layers: LAYERS });
  assert.deepEqual([both.server.requests, heard.reading[0].state, heard.drawing, state.pending],
    [[], "blank", [null], "false"]);
});

test("until the network is here, the server is asked, without the maps that it will soon give", async () => {
  const { server, reader, state } = await reading(LAYERS);
  reader.want(["relu_1"]);
  assert.deepEqual(server.requests[0].question, { network: null, strokes: [[1, 2]], layers: false });
  assert.equal(state.reader, "server");
});

test("once the network is here, no more questions go to the server", async () => {
  const { server, reading: local, state, reader, drawing } = await readingHere();
  assert.equal(state.reader, "browser");
  drawing.extend([[3, 4]]);
  reader.read();
  await local.requests[0].answer(reads(1));
  await local.requests[1].answer(reads(2));
  assert.deepEqual(local.requests[1].question, { key: "abc", drawing: { strokes: [[1, 2, 3, 4]] }, wanted: [] });
  assert.deepEqual([server.requests.length, heard.reading.at(-1).digit, state.pending], [1, 2, "false"]);
});

test("a network with a layer that the browser can't run is read by the server, with all maps", async () => {
  const { server, loads, reader, state } = await reading();
  await server.requests[0].answer(message(1));
  reader.want(["attention"]);
  assert.deepEqual([loads.requests, state.reader, server.requests[1].question.layers], [[], "server", true]);
});

test("a picture is found by the server, and its layers' maps come from the browser", async () => {
  const { server, reading: local, reader, drawing } = await readingHere();
  await local.requests[0].answer(reads(1));
  drawing.lay("data:image/png;base64,");
  reader.want(["relu_1"]);
  assert.deepEqual(server.requests[1].question, { network: null, image: "data:image/png;base64,", layers: false });
  await server.requests[1].answer(message(5, { image: { values: "AAE=" } }));
  assert.deepEqual(local.requests[1].question,
    { key: "abc", drawing: { pixels: Uint8Array.of(0, 1) }, wanted: ["relu_1"] });
  await local.requests[1].answer({ layers: { relu_1: "maps" } });
  assert.deepEqual([heard.reading.at(-1).digit, heard.reading.at(-1).layers], [5, { relu_1: "maps" }]);
});

test("an image in MNIST's form is read as it is", async () => {
  const { reading: local, reader, drawing } = await readingHere();
  await local.requests[0].answer(reads(1));
  drawing.lay("data:image/png;base64,", Uint8Array.of(7));
  reader.read();
  assert.deepEqual(local.requests[1].question.drawing, { pixels: Uint8Array.of(7) });
});

test("weights that can't be fetched are fetched again, and the server reads meanwhile", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, loads, state } = await reading(LAYERS);
  await server.requests[0].answer(message(1));
  await loads.requests[0].fail();
  assert.equal(state.reader, "server");
  context.mock.timers.tick(1500);
  await settled();
  await loads.requests[1].answer(true);
  assert.equal(state.reader, "browser");
});

test("until the network is here, each question waits longer than the one before", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, drawing, reader } = await reading(LAYERS);
  for (const [count, wait] of [[1, 150], [2, 300]]) {
    drawing.extend([[count, 9]]);
    reader.read();
    await server.requests[count - 1].answer(message(1));
    context.mock.timers.tick(wait - 1);
    await settled();
    assert.equal(server.requests.length, count);
    context.mock.timers.tick(1);
    await settled();
    assert.equal(server.requests.length, count + 1);
  }
});

test("if this browser can't run the network, the server reads on, without pauses and with all maps", async () => {
  const { server, loads, reader, state } = await reading(LAYERS);
  await server.requests[0].answer(message(1));
  await loads.requests[0].answer(false);
  await server.requests[1].answer(message(1));
  reader.want(["relu_1"]);
  assert.deepEqual([state.reader, server.requests[2].question.layers, loads.requests.length], ["server", true, 1]);
});

test("a program on the page gets the reading of its own drawing, which does not change the page", async () => {
  const { reading: local, reader } = await readingHere();
  await local.requests[0].answer(reads(1));
  const shown = heard.reading.length;
  const answer = reader.readFor({ strokes: [[5, 6]] });
  await local.requests[1].answer({ ...reads(7), digits: [], probabilities: Float32Array.of(0, 1) });
  assert.deepEqual([await answer, heard.reading.length],
    [{ state: "digit", digit: 7, number: "7", probabilities: [0, 1] }, shown]);
});

test("a drawing is pending until its reading has come", async () => {
  const { server, state } = await reading();
  assert.equal(state.pending, "true");
  await server.requests[0].answer(message(1));
  assert.equal(state.pending, "false");
  assert.equal(heard.reading.at(-1).digit, 1);
});

test("one request is sent at a time, and the next one is for the newest drawing", async () => {
  const { server, drawing, state, reader } = await reading();
  for (const place of [[3, 4], [5, 6]]) {
    drawing.extend([place]);
    reader.read();
  }
  assert.equal(server.requests.length, 1);
  await server.requests[0].answer(message(1));
  assert.deepEqual(server.requests.map(({ question: { strokes } }) => strokes), [[[1, 2]], [[1, 2, 3, 4, 5, 6]]]);
  assert.equal(state.pending, "true");
});

test("a reading of an older drawing is shown while the newest one is being read", async () => {
  const { server, drawing, reader } = await reading();
  drawing.extend([[3, 4]]);
  reader.read();
  await server.requests[0].answer(message(1));
  assert.equal(heard.reading.at(-1).digit, 1);
});

test("a reading that comes after the pad was cleared is not shown", async () => {
  const { server, drawing, state, reader } = await reading();
  drawing.clear();
  reader.read();
  await server.requests[0].answer(message(1));
  assert.deepEqual([heard.reading.at(-1).state, state.pending], ["blank", "false"]);
});

test("a reading by a network that is no longer chosen is dropped", async () => {
  const { server, fetches, reader } = await reading();
  reader.choose("lesson");
  await fetches.requests[1].answer({ name: "lesson", weights: "def", layers: LAYERS });
  const before = heard.reading.length;
  await server.requests[0].answer(message(1));
  assert.equal(heard.reading.length, before);
  assert.equal(server.requests[1].question.network, "lesson");
});

test("if the chosen network is no longer kept, the first one reads", async () => {
  const { fetches, reader } = await reading();
  reader.choose("trained-1");
  await fetches.requests[1].answer(null);
  assert.equal(fetches.requests[2].question, "best");
  await fetches.requests[2].answer({ name: "best", weights: "abc", layers: LAYERS });
  assert.equal(heard.network.at(-1).choice, null);
});

test("if the server no longer keeps the network, the first one reads", async () => {
  const { server, fetches } = await reading();
  await server.requests[0].answer({ gone: true });
  assert.equal(fetches.requests[1].question, "best");
});

test("of two networks chosen in quick succession, the later one reads", async () => {
  const { fetches, reader } = await reading();
  reader.choose("one");
  reader.choose("other");
  await fetches.requests[2].answer({ name: "other", weights: "def", layers: LAYERS });
  await fetches.requests[1].answer({ name: "one", weights: "ghi", layers: LAYERS });
  assert.equal(reader.network.choice, "other");
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
  assert.deepEqual(server.requests[1].question.strokes, [[1, 2, 3, 4]]);
});

test("if the server takes long, the page says that it is busy", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { server } = await reading();
  context.mock.timers.tick(2999);
  assert.deepEqual(heard.trouble, []);
  context.mock.timers.tick(1);
  assert.match(heard.trouble.at(-1).sentence, /busy/);
  await server.requests[0].answer(message(1));
});

test("a visitor who draws before the network is described sees that it is being loaded", () => {
  const drawing = new Drawing();
  drawing.begin(1, 2);
  new PadReader({}, drawing, {}, "best", sides().here).read();
  assert.match(heard.trouble.at(-1).sentence, /still loading/);
});

test("in a page without a server, a drawing waits until the network is here", async () => {
  const { fetches, loads, reading: local, here } = sides(), drawing = new Drawing(), state = {};
  const reader = new PadReader({}, drawing, state, "best", here);
  drawing.begin(1, 2);
  reader.choose(null);
  await fetches.requests[0].answer({ name: "best", weights: "abc", layers: LAYERS });
  assert.match(heard.trouble.at(-1).sentence, /still loading/);
  assert.equal(local.requests.length, 0);
  await loads.requests[0].answer(true);
  await local.requests[0].answer(reads(7));
  assert.deepEqual([heard.reading.at(-1).digit, state.reader, state.pending], [7, "browser", "false"]);
});
