// Gradio runs this for each of our components, with the component's own variables; the module does the rest.
import(new URL(props.script, document.baseURI).href).then(({ mount }) => mount({ element, props, server, watch }));
