// Gradio runs this for each of our components, with the component's own variables; the module does the rest. Its address
// is relative to the page's, which another site's page may embed (Gradio's web component, whose `src` is that address).
const page = element.closest("gradio-app")?.getAttribute("src") || document.baseURI;
const load = (path) => import(new URL(path, page).href);
const translated = load("scripts/common/language.js").then(({ translate }) => translate(element));
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
Promise.all([load(props.script), translated]).then(([{ mount }]) => {
  for (const type of KEPT) canvas?.removeEventListener(type, keep);
  mount({ element, props, server, watch, early });
});
