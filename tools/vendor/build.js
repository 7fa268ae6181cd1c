/** Bundles `assets/vendor/`: `npm ci && node build.js [FOLDER]`. */
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const [folder = new URL("../../assets/vendor", import.meta.url).pathname] = process.argv.slice(2);
const WASM = "tfjs-backend-wasm-simd.wasm";

/** Of the package's three variants, one runs here; and its core comes without gradients and chained operations. */
const smaller = {
  name: "smaller",
  setup(bundle) {
    bundle.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ kind, resolveDir }) =>
      bundle.resolve("@tensorflow/tfjs-core/dist/base", { kind, resolveDir }));
    bundle.onLoad({ filter: /threaded-simd(\.worker)?\.js$/ }, () =>
      ({ contents: `export default undefined; export const wasmWorkerContents = ""` }));
  },
};

await build({ entryPoints: ["tfjs.js"], outfile: `${folder}/tfjs.js`, bundle: true, minify: true, format: "esm",
  target: "es2022", legalComments: "none", plugins: [smaller],
  define: { process: "undefined" },  // one way for Node and browsers: no files, no `require`
  banner: { js: "/* Part of TensorFlow.js, bundled by tools/vendor. Licenses: LICENSES, next to this file. */" } });
writeFileSync(`${folder}/${WASM}`, readFileSync(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${WASM}`));
