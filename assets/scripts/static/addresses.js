/** Where the page that is one file has its networks: in its JSON. This takes the place of `reading/addresses.js`. */
import { bytes } from "../common/bytes.js";
import { networks } from "./data.js";

/** TensorFlow.js' WebAssembly file. @returns {Promise<ArrayBuffer>} */
export const fetchWasm = async () =>
  (await fetch(new URL("../../vendor/tfjs-backend-wasm-simd.wasm", import.meta.url))).arrayBuffer();

export const startWorker = () => new Worker(new URL("../reading/worker.js", import.meta.url), { type: "module" });

/** The weights with this checksum, as the worker unpacks them. @returns {Promise<ArrayBuffer>} */
export async function fetchWeights(checksum) {
  const { planes } = Object.values(networks).find(({ weights }) => weights === checksum);
  const unzipped = new Blob([bytes(planes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unzipped).arrayBuffer();
}

/** The network of this name, without its weights; null if there is none. */
export async function fetchNetwork(name) {
  if (!(name in networks)) return null;
  const { planes, ...network } = networks[name];
  return network;
}
