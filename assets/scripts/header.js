/** The page's head, with the choice of the network that reads. */
import { publish } from "./reading.js";

export function mount({ element }) {
  const choice = element.querySelector("#network");
  choice.addEventListener("change", () => publish("choice", choice.value));
}
