/** The parts of the page that is one file, and what a server would tell them. */
import { translate } from "../common/language.js";
import { mount as answer } from "../draw/answer.js";
import { mount as firstLayer } from "../draw/first-layer.js";
import { mount as networkInput } from "../draw/network-input.js";
import { mount as probabilities } from "../draw/probabilities.js";
import { mount as arithmetic } from "../layers/arithmetic.js";
import { mount as layers } from "../layers/layers.js";
import { mount as lesson } from "../lesson/lesson.js";
import { mount as pad } from "../pad/pad.js";
import { mount as sharing } from "../sharing/sharing.js";
import { mount as header } from "../shell/header.js";
import { curves, networks, samples } from "./data.js";
import { tabNames } from "./tabs.js";

const PARTS = { header, pad, sharing, answer, probabilities, "network-input": networkInput,
  "first-layer": firstLayer, layers, arithmetic, lesson };

const server = {
  exciting: async () => [],
  sample: async (index) => samples.find((sample) => sample.index === index) ?? samples[index % samples.length],
  learning: async () => curves,
};

const names = Object.keys(networks);
for (const [id, mount] of Object.entries(PARTS)) {
  const element = document.getElementById(id);
  translate(element);
  mount({ element, props: { network: names[0], networks: names }, server, watch: () => {}, early: [] });
}
document.body.classList.toggle("from-disk", !location.protocol.startsWith("http"));
// What leads to tabs that need a server.
for (const button of document.querySelectorAll(".lesson-see button")) {
  if (!tabNames().includes(button.dataset.tab)) button.parentElement.remove();
}
for (const button of document.querySelectorAll(".bar-digit")) {
  button.disabled = true;
  button.title = "";
}
