/** Links from a step to the tab that shows its subject in the network itself. */
import { publish } from "../common/bus.js";
import { onceThere, pause } from "../common/waiting.js";
import { openTab } from "../shell/gradio.js";

const PATIENCE = 10_000;  // milliseconds to wait for the layers to appear
// Only the lesson's network has a layer with this name: once it is on the page, the list shows that network.
const OWN_LAYER = "dense_1";

/** Whether seeing it makes another network read. */
export const switches = ({ network }) => document.getElementById("network").value !== network;

/**
 * @param {{tab: string, network?: string, layer?: string}} wish  the tab; the network to read with, if it matters;
 *   the layer of the lesson's network to scroll to
 */
export async function see({ tab, network, layer }) {
  const wanted = network ?? (layer && "lesson");
  if (wanted && switches({ network: wanted })) publish("choice", wanted);
  openTab(tab);
  if (!layer) return;
  await Promise.race([onceThere(`#layers [data-layer="${OWN_LAYER}"]`), pause(PATIENCE)]);
  document.querySelector(`#layers [data-layer="${layer}"]`)?.scrollIntoView({ block: "start" });
}
