/** Taking a drawing along: a link that opens it again, and a file with all there is of its reading. */
import { address } from "./link.js";
import { subscribe } from "./reading.js";

const SAID = 2000;  // milliseconds that "Copied" stays

export function mount({ element, server }) {
  const [link, save, spoken] = ["link", "save", "spoken"].map((name) => element.querySelector(`.sharing-${name}`));
  let drawing = null;

  subscribe("drawing", (latest) => {
    drawing = latest;
    link.disabled = !latest?.strokes;  // a picture is too long for an address
    save.disabled = !latest;
  });

  function say(button, words) {
    const usual = button.dataset.usual ??= button.textContent;
    button.textContent = spoken.textContent = words;
    setTimeout(() => { button.textContent = usual; }, SAID);
  }

  link.addEventListener("click", async () => {
    const url = address(location, drawing.strokes);
    history.replaceState(null, "", url);
    try {
      await navigator.clipboard.writeText(url);
      say(link, "Copied");
    } catch {
      say(link, "In the address bar");  // a page without https may not use the clipboard
    }
  });

  save.addEventListener("click", async () => {
    try {
      const { name, file, error } = await server.bundle(drawing);
      if (error) return say(save, error);
      const anchor = document.createElement("a");
      anchor.href = `data:application/zip;base64,${file}`;
      anchor.download = name;
      anchor.click();
    } catch {
      say(save, "No server");
    }
  });
}
