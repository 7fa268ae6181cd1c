import assert from "node:assert/strict";
import test from "node:test";
import { endLoadingSign } from "../../../assets/scripts/shell/gradio.js";

let queue = new Map(), count = 0;
globalThis.window = { gradio_config: { version: "6.31.0" } };
globalThis.document = { querySelector: () => null };
globalThis.requestAnimationFrame = (callback) => queue.set(++count, callback) && count;
globalThis.cancelAnimationFrame = (id) => queue.delete(id);

/** Show a frame: the callbacks asked for before it, in turn, with their promises. */
async function frame() {
  const due = [...queue.keys()];
  for (const id of due) {
    const callback = queue.get(id);
    queue.delete(id);
    callback?.();
    await null;
    await null;
    await null;
  }
}

for (const isFirst of [true, false]) {
  for (const at of [27, 28, 29, 30, 31, 32, 33]) {
    test(`ending a timer that asks ${isFirst ? "first" : "last"} in each frame cancels no frame that is asked for after ${at}`,
      async () => {
        queue = new Map();
        let ticks = 0, isShown = false;
        const tick = () => { ticks += 1; requestAnimationFrame(tick); };
        if (isFirst) tick();
        const ended = endLoadingSign();
        if (!isFirst) tick();
        for (let shown = 0; shown < 100; shown++) {
          if (shown === at) requestAnimationFrame(() => { isShown = true; });
          await frame();
        }
        await ended;
        assert.ok(isShown);
        assert.ok(ticks < 80 && queue.size === 0);
      });
  }
}
