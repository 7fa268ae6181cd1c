// Gradio runs this for each of our components, with the component's own variables; the module does the rest. Its address
// is relative to the page's, which another site's page may embed (Gradio's web component, whose `src` is that address).
const page = element.closest("gradio-app")?.getAttribute("src") || document.baseURI;
// Import a script, again and again until it can be loaded (`persistently` of common/waiting.js, which is not loaded yet).
// Browsers before Firefox 155 keep a failure (https://github.com/whatwg/html/pull/10327): the fragment is a new address.
async function load(path) {
  const url = new URL(path, page).href;
  for (let tries = 0; ; tries++) {
    try {
      return await import(tries ? `${url}#${tries}` : url);
    } catch (error) {
      if (!tries) sayTrouble(error);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 1500);
      addEventListener("online", resolve, { once: true, signal: AbortSignal.timeout(1500) });
    });
  }
}
const trouble = document.createElement("p");
trouble.className = "trouble";
trouble.role = "status";
function sayTrouble(error) {
  console.error(error);
  trouble.textContent = "…";
  element.prepend(trouble);
  language.then(({ t }) => { trouble.textContent = t`This part couldn't be loaded; trying again.`; });
}
const language = load("scripts/common/language.js").then(async (module) => {
  await module.ready;
  return module;
});
const translated = language.then(({ translate }) => translate(element));
// When the server can't be reached, Gradio's functions return undefined. Throw instead, so that a script can catch it.
for (const [name, ask] of Object.entries(server)) {
  server[name] = async (question) => {
    const answer = await ask(question);
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };
}
// Until the module is loaded, keep what the pointer does on a canvas, and where the canvas is: the pad replays it.
const early = [], canvas = element.querySelector("canvas");
const KEPT = ["pointerdown", "pointermove", "pointerup", "pointercancel"];
const keep = (event) => {
  if (event.type === "pointerdown") canvas.setPointerCapture(event.pointerId);
  early.push({ event, box: canvas.getBoundingClientRect() });
};
for (const type of KEPT) canvas?.addEventListener(type, keep);
language.then(() => Promise.all([load(props.script), translated])).then(([{ mount }]) => {
  trouble.remove();
  for (const type of KEPT) canvas?.removeEventListener(type, keep);
  mount({ element, props, server, watch, early });
});
