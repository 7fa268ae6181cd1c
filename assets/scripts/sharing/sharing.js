/**
 * Sharing: a link that opens the drawing again, a file with its whole reading, and the network that read it in a file
 * for other programs.
 */
import { copyAddress, say } from "../common/copying.js";
import { download } from "../common/elements.js";
import { t, translated } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { bytes } from "../common/bytes.js";

export function mount({ element, server }) {
  const [link, code, save, network, spoken] = ["link", "show", "save", "network", "spoken"]
    .map((name) => element.querySelector(`.sharing-${name}`));
  let drawing = null, choice = null;

  subscribe("drawing", (latest) => {
    drawing = latest;
    link.disabled = !latest?.strokes;  // a picture is too long for an address
    save.disabled = !latest;
  });

  subscribe("network", (network) => { choice = network.choice; });

  function tell(button, words) {
    spoken.textContent = words;
    say(button, words);
  }

  link.addEventListener("click", async () => {
    spoken.textContent = await copyAddress(link, {});
  });

  code.addEventListener("click", async () => {
    try {
      const { showCode } = await import("./code.js");  // loaded on demand: few visitors open it
      await showCode(element, server, drawing?.strokes);
    } catch {
      tell(code, t`Server unreachable`);
    }
  });

  /** Save a file that the server makes, or show on a button or option why there is none. */
  function deliver({ name, file, error }, button) {
    if (error) tell(button, translated(error));
    else download(name, bytes(file));
  }
  const unreached = () => ({ error: t`Server unreachable` });

  save.addEventListener("click", async () => deliver(await server.bundle(drawing).catch(unreached), save));

  network.addEventListener("change", async () => {
    const format = network.value, title = network.options[0];
    network.disabled = true;
    network.value = "";
    title.textContent = t`Writing…`;
    const answer = await server.export({ network: choice, format }).catch(unreached);
    title.textContent = t`Download network…`;
    deliver(answer, title);
    network.disabled = false;
  });
}
