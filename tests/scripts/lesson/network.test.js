import assert from "node:assert/strict";
import test from "node:test";
import { LessonNetwork, valuesNamed } from "../../../assets/scripts/lesson/network.js";

const NETWORK = { weights: "checksum", layers: [{ name: "scaled" }, { name: "relu" }] };

/** What reads in the browser: the values of each layer are the image's, times its number. */
function here(fetchNetwork) {
  const asked = { networks: 0, values: 0 };
  return { asked,
    fetchNetwork() { asked.networks += 1; return fetchNetwork(); },
    async layerValues({ layers }, image, indices) {
      asked.values += 1;
      return indices.map((index) => ({ layer: layers[index], out: image.map((ink) => ink * index) }));
    } };
}

test("the network is fetched once, and the values for one image are kept", async () => {
  const browser = here(async () => NETWORK);
  const network = new LessonNetwork(browser);
  const [one, other] = [Uint8Array.of(1), Uint8Array.of(4)];
  const values = await network.values(one);
  assert.equal(await network.values(one), values);
  assert.deepEqual([...valuesNamed(await network.values(other), "relu").out], [4]);
  assert.deepEqual(browser.asked, { networks: 1, values: 2 });
});

test("an unreachable network gives null and is fetched again next time", async () => {
  const answers = [Promise.reject(new Error("no server")), Promise.resolve(NETWORK)];
  const network = new LessonNetwork(here(() => answers.shift()));
  assert.equal(await network.values(Uint8Array.of(1)), null);
  assert.equal(network.trouble, "The server can't be reached; trying again.");
  assert.equal((await network.values(Uint8Array.of(1))).length, 2);
  assert.equal(network.trouble, "");
});

test("a network that is not offered gives null", async () => {
  assert.equal(await new LessonNetwork(here(async () => null)).values(Uint8Array.of(1)), null);
});
