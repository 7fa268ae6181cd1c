/** The worker that runs networks, so that the pen never waits for a reading. `reader.js` sends its questions. */
import { ready, Recognizer } from "./recognizer.js";

const recognizers = new Map();  // by their weights' checksum

/**
 * Weights from their four planes of bytes, see `Chain.weights` in model/networks/chain.py.
 * @param {Uint8Array} planes @returns {Float32Array}
 */
export function unpacked(planes) {
  const count = planes.length / 4;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < 4; plane++) {  // the first has the most significant bytes, the last ones in memory
    for (let at = 0; at < count; at++) bytes[4 * at + 3 - plane] = planes[plane * count + at];
  }
  return new Float32Array(bytes.buffer);
}

const ACTS = {
  async load({ network, weights, wasm }) {
    try {
      await ready(wasm);
      recognizers.set(network.weights, new Recognizer(network, unpacked(new Uint8Array(weights))));
      return true;
    } catch (error) {  // this browser can't run it
      console.debug(error);
      return false;
    }
  },
  read: ({ key, drawing, wanted }) => recognizers.get(key).read(drawing, wanted),
  layerValues: ({ key, image, indices }) => recognizers.get(key).layerValues(image, indices),
  drop({ key }) {
    recognizers.get(key)?.dispose();
    recognizers.delete(key);
  },
};

globalThis.onmessage = async ({ data: { id, act, question } }) => {
  try {
    postMessage({ id, answer: await ACTS[act](question) });
  } catch (error) {
    postMessage({ id, error: error.message });
  }
};
