/** The networks that run in this browser: questions to the worker, and its answers. */
import { fetchWasm, fetchWeights, startWorker } from "./addresses.js";

let worker = null, count = 0;
const waiting = new Map();  // by the number of the question: the functions of its promise

function start() {
  worker = startWorker();
  worker.onmessage = ({ data: { id, answer, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(answer);
    else reject(new Error(error));
  };
  worker.onerror = (event) => {  // its scripts can't be loaded: the next question starts another one
    event.preventDefault();
    worker = null;
    loaded.clear();
    for (const { reject } of waiting.values()) reject(new Error("no worker"));
    waiting.clear();
  };
}

function ask(act, question) {
  if (!worker) start();
  return new Promise((resolve, reject) => {
    waiting.set(count, { resolve, reject });
    worker.postMessage({ id: count++, act, question });
  });
}

const loaded = new Map();  // by the weights' checksum: the promises of networks in the worker

/**
 * Load a network into the worker, once.
 * @param {import("../common/messages.js").Network} network
 * @returns {Promise<boolean>}  whether this browser can run it
 * @throws {Error} if its weights or the worker's scripts can't be fetched
 */
export function load(network) {
  const { weights: key } = network;
  if (!loaded.has(key)) {
    loaded.set(key, loadNow(network));
    loaded.get(key).catch(() => loaded.delete(key));
  }
  return loaded.get(key);
}

async function loadNow(network) {
  if (!worker) start();  // its scripts come at the same time as the rest
  const [weights, wasm] = await Promise.all([fetchWeights(network.weights), fetchWasm()]);
  return ask("load", { network, weights, wasm });
}

/** Remove a network from the worker. @param {string} key  the checksum of its weights */
export function drop(key) {
  if (loaded.delete(key)) ask("drop", { key });
}

/** The reading of a drawing by a network, which is loaded first; see `Recognizer.read`. */
export async function read(network, drawing, wanted) {
  await load(network);
  return ask("read", { key: network.weights, drawing, wanted });
}

/** See `Recognizer.layerValues`. */
export async function layerValues(network, image, indices) {
  await load(network);
  return ask("layerValues", { key: network.weights, image, indices });
}
