/**
 * The part of TensorFlow.js that `assets/scripts/reading/forward.js` needs: its WebAssembly backend with the kernels of
 * these operations only. The paths are those that TensorFlow.js documents for bundles of chosen kernels.
 */
import "@tensorflow/tfjs-core/dist/base_side_effects";
import { enableProdMode, env, registerKernel, setBackend } from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm/dist/base";
import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul";
import { addConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Add";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/AvgPool";
import { castConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Cast";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D";
import { identityConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Identity";
import { maxPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool";
import { multiplyConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply";
import { reluConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Relu";
import { reshapeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape";
import { softmaxConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Softmax";

[_fusedMatMulConfig, addConfig, avgPoolConfig, castConfig, fusedConv2DConfig, identityConfig, maxPoolConfig,
  multiplyConfig, reluConfig, reshapeConfig, softmaxConfig].forEach(registerKernel);

/**
 * Start the backend; required before the first operation.
 * @param {BufferSource} wasm  the content of `tfjs-backend-wasm-simd.wasm`
 */
export async function start(wasm) {
  enableProdMode();
  // The backend fetches its WebAssembly file through the platform: it gets the one that is already here.
  env().setPlatform("digits", { fetch: async () => new Response(wasm), now: () => performance.now() });
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);  // on a page that isolates itself, it would need another file
  setWasmPaths("", true);
  await setBackend("wasm");
}

export { add, avgPool, dispose, fused, maxPool, memory, mul, relu, reshape, softmax, tensor, tidy }
  from "@tensorflow/tfjs-core";
