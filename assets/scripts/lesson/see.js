/** Links from a step to the tab that shows its subject in the network itself. */
import { openTab } from "../shell/gradio.js";

const PATIENCE = 10_000;  // milliseconds to wait for the layers to appear
// Only the lesson's network has a layer with this name: once it is on the page, the list shows that network.
const OWN_LAYER = "dense_1";

/** Resolves once an element is on the page, or after PATIENCE. */
function appeared(selector) {
  return new Promise((resolve) => {
    const look = () => { if (document.querySelector(selector)) done(); };
    const observer = new MutationObserver(look);
    const waiting = setTimeout(done, PATIENCE);
    function done() {
      observer.disconnect();
      clearTimeout(waiting);
      resolve();
    }
    observer.observe(document.body, { childList: true, subtree: true });
    look();
  });
}

function chooseNetwork(name) {
  const choice = document.getElementById("network");
  if (choice.value === name) return;
  choice.value = name;
  choice.dispatchEvent(new Event("change"));
}

/**
 * @param {{tab: string, network?: string, layer?: string}} wish  the tab; the network to read with, if it matters;
 *   the layer of the lesson's network to scroll to
 */
export async function see({ tab, network, layer }) {
  if (network || layer) chooseNetwork(network ?? "lesson");
  openTab(tab);
  if (!layer) return;
  await appeared(`#layers [data-layer="${OWN_LAYER}"]`);
  document.querySelector(`#layers [data-layer="${layer}"]`)?.scrollIntoView({ block: "start" });
}
