/**
 * Where the page's files for reading are, relative to this one. A page in a single file has another module in its place
 * (`static/addresses.js`).
 */
const address = (path) => new URL(`../../${path}`, import.meta.url).href;

/** Start the worker that runs networks. */
export function startWorker() {
  // From a blob, since browsers start no worker from another site's address, where an embedded page has its scripts.
  const script = `import ${JSON.stringify(address("scripts/reading/worker.js"))};`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), { type: "module" });
}

// Not in the folder of the page's version, since networks stay the same from one to the next.
const networks = `${address("").replace(/version-\w+\/$/, "")}networks/`;

/** TensorFlow.js' WebAssembly file. @returns {Promise<ArrayBuffer>} */
export const fetchWasm = () => download(address("vendor/tfjs-backend-wasm-simd.wasm"));

/** The weights with this checksum, as the worker unpacks them. @returns {Promise<ArrayBuffer>} */
export const fetchWeights = (checksum) => download(`${networks}${checksum}.bin`);

async function download(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.arrayBuffer();
}

/**
 * The network of this name, without its weights.
 * @param {string} name
 * @returns {Promise<import("../common/messages.js").Network | null>}  null if it is not offered, or no longer
 * @throws {Error} if the server can't be reached
 */
export async function fetchNetwork(name) {
  const response = await fetch(`${networks}${encodeURIComponent(name)}.json`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
