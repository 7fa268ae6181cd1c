import assert from "node:assert/strict";
import test from "node:test";
import { LessonNetwork, placeOf } from "../../../assets/scripts/lesson/network.js";

const MESSAGE = { layers: [{ name: "scaled", kind: "rescaling", settings: { scale: 2, offset: 0 }, weights: {} },
  { name: "relu", kind: "relu", weights: {} }] };

test("the network is fetched once, and the values for one image are kept", async () => {
  let asked = 0;
  const network = new LessonNetwork(async () => { asked += 1; return MESSAGE; });
  const [one, other] = [Uint8Array.of(1), Uint8Array.of(4)];
  const values = await network.values(one);
  assert.equal(await network.values(one), values);
  assert.deepEqual([...(await network.values(other)).outOf(1)], [8]);
  assert.equal(asked, 1);
});

test("an unreachable network gives null and is fetched again next time", async () => {
  const answers = [Promise.reject(new Error("no server")), Promise.resolve(MESSAGE)];
  const network = new LessonNetwork(() => answers.shift());
  assert.equal(await network.values(Uint8Array.of(1)), null);
  assert.equal(network.trouble, "The server can't be reached.");
  assert.deepEqual([...(await network.values(Uint8Array.of(1))).outOf(0)], [2]);
  assert.equal(network.trouble, "");
});

test("a network the server can't load gives null and the server's reason", async () => {
  const network = new LessonNetwork(async () => ({ layers: [], trouble: "It is damaged." }));
  assert.equal(await network.values(Uint8Array.of(1)), null);
  assert.equal(network.trouble, "It is damaged.");
});

test("a layer is found by its name", () => assert.equal(placeOf(MESSAGE, "relu"), 1));
