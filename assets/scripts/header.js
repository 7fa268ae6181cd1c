/** The page's head, with the choice of the network that reads. */
import { followAddress } from "./address.js";
import { publish, subscribe } from "./reading.js";

export function mount({ element }) {
  const choice = element.querySelector("#network");
  const option = (name) => [...choice.options].find(({ value }) => value === name);
  choice.addEventListener("change", () => publish("choice", choice.value));
  subscribe("offer", ({ name, label }) => option(name) ?? choice.add(new Option(label, name)));
  subscribe("choice", (name) => { if (option(name)) choice.value = name; });
  subscribe("network", (network) => {
    if (network.choice !== null || choice.selectedIndex === 0) return;
    choice.selectedOptions[0].remove();  // the server no longer has it, and reads with its first one
    choice.selectedIndex = 0;
  });
  followAddress();
}
