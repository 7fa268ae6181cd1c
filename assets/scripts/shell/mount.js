// Gradio runs this for each of our components, with the component's own variables; the module does the rest. It lies
// with the page, which another site's page may hold (Gradio's web component, whose `src` is the page's address).
const page = element.closest("gradio-app")?.getAttribute("src") || document.baseURI;
const load = (path) => import(new URL(path, page).href);
const translated = load("scripts/common/language.js").then(({ translate }) => translate(element));
// Where the server can't be reached, Gradio's functions give nothing: let them fail, so that one can catch it.
for (const [name, ask] of Object.entries(server)) {
  server[name] = async (question) => {
    const answer = await ask(question);
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };
}
Promise.all([load(props.script), translated]).then(([{ mount }]) => mount({ element, props, server, watch }));
