/** Where the page that is one file has its networks: in its JSON. This takes the place of `reading/addresses.js`. */
import { bytes } from "../common/bytes.js";
import { networks } from "./data.js";

export const wasm = new URL("../../vendor/tfjs-backend-wasm-simd.wasm", import.meta.url).href;

export const startWorker = () => new Worker(new URL("../reading/worker.js", import.meta.url), { type: "module" });

/** The weights with this checksum, as the worker unpacks them. @returns {Promise<Uint8Array>} */
export async function weightsOf(checksum) {
  const { planes } = Object.values(networks).find(({ weights }) => weights === checksum);
  const unzipped = new Blob([bytes(planes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unzipped).arrayBuffer());
}

/** The network of this name, without its weights; null if there is none. */
export async function fetchNetwork(name) {
  if (!(name in networks)) return null;
  const { planes, ...network } = networks[name];
  return network;
}
