/** The page's header, where the visitor chooses the language and the network. */
import { followAddress } from "./address.js";
import { currentAddress } from "../common/copying.js";
import { language, LANGUAGES, translated } from "../common/language.js";
import { publish, subscribe } from "../common/bus.js";
import { parameter } from "../common/link.js";
import { hasReturned, recall, remember } from "../common/session.js";
import {
  endLoadingSign, makeTabsOneStop, onceTabsAreThere, openedTab, replaceToasts, translateGradio,
} from "./gradio.js";
import { amend } from "./history.js";
import { keepCopy } from "./offline.js";

/** A language's own name: Español. */
function nameOf(code) {
  const name = new Intl.DisplayNames(code, { type: "language" }).of(code);
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** Choosing a language reloads the page, on the same tab and with the strokes on the pad. */
function chooseLanguage(choice) {
  choice.append(...LANGUAGES.map((code) => new Option(nameOf(code), code, false, code === language)));
  choice.addEventListener("change", () => {
    history.replaceState(history.state, "", currentAddress({ lang: choice.value, tab: openedTab() }));
    location.reload();  // following an address that differs only in its fragment loads nothing
  });
}

/**
 * Begin with the network that the address names, or with the one chosen before a reload, and keep the choice: in the
 * session, and in the address if others can choose it too.
 * @param {HTMLSelectElement} choice @param {string[]} networks  that the server offers everyone
 */
function keepChoice(choice, networks) {
  const kept = hasReturned() ? recall("network") : null;
  const wanted = kept?.name ?? parameter(location, "network");
  if (kept && !networks.includes(kept.name)) publish("offer", kept);
  if ([...choice.options].some(({ value }) => value === wanted) && wanted !== choice.value) publish("choice", wanted);
  subscribe("network", ({ choice: name }) => {
    remember("network", name && { name, label: choice.selectedOptions[0]?.textContent });
    const addressed = networks.includes(name) && name !== networks[0] ? name : null;
    if (parameter(location, "network") !== addressed) amend({ network: addressed });
  });
}

/** Lead to the pad; the address keeps its drawing. */
function skip(event) {
  event.preventDefault();
  document.querySelector("#pad canvas").focus();
}

export function mount({ element, props }) {
  const choice = element.querySelector("#network");
  const option = (name) => [...choice.options].find(({ value }) => value === name);
  choice.addEventListener("change", () => publish("choice", choice.value));
  subscribe("offer", ({ name, label }) => option(name) ?? choice.add(new Option(label, name)));
  subscribe("choice", (name) => { if (option(name)) choice.value = name; });
  keepChoice(choice, props.networks);
  subscribe("network", (network) => {
    if (network.choice !== null || choice.selectedIndex === 0) return;
    choice.selectedOptions[0].remove();  // the server no longer has it, and reads with its first network
    choice.selectedIndex = 0;
  });
  document.title = translated(document.title);
  chooseLanguage(element.querySelector("#language"));
  onceTabsAreThere().then(translateGradio).then(makeTabsOneStop);
  element.querySelector(".skip").addEventListener("click", skip);
  followAddress();
  endLoadingSign();
  replaceToasts();
  keepCopy(props.networks);
}
