import assert from "node:assert/strict";
import test from "node:test";
import { publish, subscribe } from "../../../assets/scripts/common/bus.js";
import { bytes, floats } from "../../../assets/scripts/common/bytes.js";

test("bytes survive base64", () => {
  const all = Array.from({ length: 256 }, (_, value) => value);
  assert.deepEqual([...bytes(Buffer.from(all).toString("base64"))], all);
});

test("floats are decoded from four bytes each, little-endian", () => {
  const one = [0, 0, 0x80, 0x3f], minusTwo = [0, 0, 0, 0xc0];  // IEEE 754
  assert.deepEqual([...floats(Buffer.from([...one, ...minusTwo]).toString("base64"))], [1, -2]);
});

test("a subscriber receives each new message of its kind and no others", () => {
  const heard = [];
  subscribe("place", (message) => heard.push(message));
  publish("place", 1);
  publish("drawing", 2);
  publish("place", 3);
  assert.deepEqual(heard, [1, 3]);
});

test("a late subscriber immediately receives the latest message, even if it is null", () => {
  publish("closeup", 1);
  publish("closeup", null);
  const heard = [];
  subscribe("closeup", (message) => heard.push(message));
  assert.deepEqual(heard, [null]);
});
