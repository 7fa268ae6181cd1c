/** The project's best network, as the server sends it to the browser. */
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const saved = (name) => readFileSync(new URL(`../../../model/saved/${name}`, import.meta.url));

/** The arrays in a NumPy archive, by name: the bytes of their numbers. */
function arrays(archive) {
  const found = {};
  let entry = archive.readUInt32LE(archive.length - 6);  // where the list of files begins
  while (archive.readUInt32LE(entry) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((at) => archive.readUInt16LE(entry + at));
    const file = archive.readUInt32LE(entry + 42);
    const start = file + 30 + archive.readUInt16LE(file + 26) + archive.readUInt16LE(file + 28);
    const array = inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(entry + 20)));
    found[archive.toString("utf8", entry + 46, entry + 46 + name)] = array.subarray(10 + array.readUInt16LE(8));
    entry += 46 + name + extra + comment;
  }
  return found;
}

/** @returns {{network: {layers: object[], leastEnergy: number, firstLayer: null}, planes: Uint8Array}} */
export function best() {
  const { "description.npy": text, "weights.npy": planes } = arrays(saved("best.layers.npz"));
  const { layers } = JSON.parse(Buffer.from(text.filter((_, at) => at % 4 === 0)).toString("latin1"));
  const { calibration } = JSON.parse(saved("best.json"));
  return { network: { layers, leastEnergy: calibration.least_energy, firstLayer: null }, planes };
}
