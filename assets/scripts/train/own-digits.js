/** The visitor's own digits: a gallery, a file, and a training that learns them too. */
import { decoded, drawPicture, drawStroke } from "../common/canvas.js";
import { download, make } from "../common/elements.js";
import { t, translated } from "../common/language.js";
import { makeOneStop } from "../common/one-stop.js";
import { add, asFile, fromFile, MOST, remove } from "./own.js";
import { TRY_AGAIN } from "./runs.js";
import { publish, subscribe } from "../common/bus.js";
import { visitor } from "../common/session.js";

const PEN = 0.08;  // of a tile's side

/** A small picture of one of the visitor's digits. A click removes it. */
function tile({ label, strokes, image }, index) {
  const canvas = make("canvas", { width: 112, height: 112 });
  const context = canvas.getContext("2d");
  for (const stroke of strokes ?? []) drawStroke(context, stroke, PEN, "#fff");
  if (image) decoded(image).then((picture) => picture && drawPicture(context, picture));
  return make("button", { type: "button", class: "own-digit", title: t`Remove`, data: { label, index },
    "aria-label": t`Your ${label}. Remove it.` }, canvas, make("span", { text: label }));
}

/** Add the drawings in a file. @param {File} file @returns {Promise<string>}  a sentence on the result */
async function take(file) {
  try {
    const more = fromFile(await file.text());
    const count = add(more);
    const taken = more.length === 1 ? t`1 drawing from ${file.name}.` : t`${more.length} drawings from ${file.name}.`;
    return count > MOST ? `${taken} ${t`${count} drawings; the limit here is ${MOST}.`}` : taken;
  } catch {
    return t`${file.name} has no labeled drawings.`;
  }
}

export function mount({ element, server }) {
  const find = (selector) => element.querySelector(selector);
  const said = find(".own-said"), teach = find("#own-teach");
  const renewStop = makeOneStop(find(".own-list"));
  let digits = [], network = null, isBusy = false;

  const enable = () => { teach.disabled = isBusy || !digits.length; };
  subscribe("own", (latest) => {
    digits = latest;
    find(".own-list").replaceChildren(...digits.map(tile));
    renewStop();
    find(".own-export").disabled = !digits.length;
    enable();
  });
  subscribe("network", (latest) => { network = latest; });
  subscribe("training", (latest) => {
    isBusy = latest;
    enable();
  });

  find(".own-list").addEventListener("click", ({ target }) => {
    const digit = target.closest(".own-digit");
    if (digit) remove(Number(digit.dataset.index));
  });
  find(".own-export").addEventListener("click", () => download("my-digits.json", asFile()));
  find(".own-import input").addEventListener("change", async ({ target }) => {
    const sentences = [];
    for (const file of target.files) sentences.push(await take(file));
    said.textContent = sentences.join(" ");
    target.value = "";
  });
  teach.addEventListener("click", async () => {
    said.textContent = "";
    try {
      const answer = await server.teach({ visitor, network: network?.choice ?? null, digits });
      if (answer.error) said.textContent = translated(answer.error);
      else publish("run",
        { name: answer.name, title: t`${network.choice ?? network.name} + ${digits.length} of yours`, epochs: 1 });
    } catch {
      said.textContent = TRY_AGAIN;
    }
  });
}
