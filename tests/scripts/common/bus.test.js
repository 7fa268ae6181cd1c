import assert from "node:assert/strict";
import test from "node:test";
import { publish, subscribe } from "../../../assets/scripts/common/bus.js";
import { bytes, floats } from "../../../assets/scripts/common/bytes.js";

test("bytes come out of base64 as they went in", () => {
  const all = Array.from({ length: 256 }, (_, value) => value);
  assert.deepEqual([...bytes(Buffer.from(all).toString("base64"))], all);
});

test("a browser that reads base64 itself is asked to", () => {
  Uint8Array.fromBase64 = (base64) => new Uint8Array([base64.length]);
  assert.deepEqual([...bytes("AAAA")], [4]);
  delete Uint8Array.fromBase64;
});

test("floats are read four bytes each, the lowest first", () => {
  const one = [0, 0, 0x80, 0x3f], minusTwo = [0, 0, 0, 0xc0];  // IEEE 754
  assert.deepEqual([...floats(Buffer.from([...one, ...minusTwo]).toString("base64"))], [1, -2]);
});

test("who subscribes hears each new message of the kind and no other", () => {
  const heard = [];
  subscribe("place", (message) => heard.push(message));
  publish("place", 1);
  publish("drawing", 2);
  publish("place", 3);
  assert.deepEqual(heard, [1, 3]);
});

test("who comes late hears the latest message at once, also if it is null", () => {
  publish("closeup", 1);
  publish("closeup", null);
  const heard = [];
  subscribe("closeup", (message) => heard.push(message));
  assert.deepEqual(heard, [null]);
});
