import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ready } from "../../../assets/scripts/reading/forward.js";
import { Recognizer } from "../../../assets/scripts/reading/recognizer.js";
import { unpacked } from "../../../assets/scripts/reading/worker.js";
import { CASES, KINDS } from "../support/cases.js";
import { best } from "../support/saved.js";

await ready(readFileSync(new URL("../../../assets/vendor/tfjs-backend-wasm-simd.wasm", import.meta.url)));
const { network, planes } = best();
const recognizer = new Recognizer(network, unpacked(planes));

for (const kind of KINDS) {
  test(`the browser reads the same as Python: ${kind}`, () => {
    for (const { strokes, probabilities, ...expected } of CASES.filter((one) => one.kind === kind)) {
      const { state, digit, doubt, digits, probabilities: found } = recognizer.read({ strokes }, []);
      assert.deepEqual({ state, digit, doubt, digits }, { state: expected.state, digit: expected.digit,
        doubt: expected.doubt, digits: expected.digits });
      probabilities.forEach((probability, at) => assert.ok(Math.abs(found[at] - probability) < 1e-4));
    }
  });
}
