/** The visitor's own digits: a gallery, a file, and a training that learns them too. */
import { download, make } from "./elements.js";
import { t, translated } from "./language.js";
import { add, asFile, fromFile, remove } from "./own.js";
import { publish, subscribe } from "./reading.js";
import { visitor } from "./session.js";

const GRID = 1000;

/** A digit of one's own, small; a click takes it out. */
function tile({ label, strokes, image }, index) {
  const canvas = make("canvas", { width: 112, height: 112 });
  const context = canvas.getContext("2d");
  Object.assign(context, { lineWidth: 9, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
  context.scale(canvas.width / GRID, canvas.height / GRID);
  context.lineWidth *= GRID / canvas.width;
  for (const stroke of strokes ?? []) {
    context.beginPath();
    for (let i = 0; i < stroke.length; i += 2) context.lineTo(stroke[i], stroke[i + 1]);
    context.stroke();
  }
  if (image) {
    const picture = make("img", { src: image });
    picture.decode().then(() => context.drawImage(picture, 0, 0, GRID, GRID));
  }
  return make("button", { type: "button", class: "own-digit", title: t`Take it out`, data: { label, index },
    "aria-label": t`Your ${label}. Take it out.` }, canvas, make("span", { text: label }));
}

export function mount({ element, server }) {
  const find = (selector) => element.querySelector(selector);
  const said = find(".own-said"), teach = find("#own-teach");
  let digits = [], network = null, isBusy = false;

  const enable = () => { teach.disabled = isBusy || !digits.length; };
  subscribe("own", (latest) => {
    digits = latest;
    find(".own-list").replaceChildren(...digits.map(tile));
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
    for (const file of target.files) {
      try {
        const more = fromFile(await file.text());
        add(more);
        said.textContent = t`${more.length} drawings from ${file.name}.`;
      } catch {
        said.textContent = t`${file.name} holds no drawings with their digits.`;
      }
    }
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
      said.textContent = t`The server can't be reached. Please try again.`;
    }
  });
}
