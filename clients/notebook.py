"""A Jupyter widget: the pad in a cell, its reading in Python. Needs `pip install anywidget` and a running page.

    from notebook import Pad
    pad = Pad("http://127.0.0.1:7860")   # or a Space, "https://someone-inside-a-digit-classifier.hf.space"
    pad                                  # draw in the cell's output
    pad.reading["digit"]                 # in the next cell; pad.observe(function, "reading") is called for each reading
"""
import anywidget
import traitlets


class Pad(anywidget.AnyWidget):
    """The pad with its answer, in a frame.

    Attributes:
        page: the page's address.
        reading: the latest reading, a dictionary with its `state` ("digit", "unsure" or "blank"), `digit`, ten
            `probabilities`, and the `strokes` read, each [x0, y0, x1, y1, …] on a grid of 0 to 1000; empty at first.
    """

    page = traitlets.Unicode().tag(sync=True)
    reading = traitlets.Dict().tag(sync=True)

    _esm = """
        function render({ model, el }) {
            const frame = document.createElement("iframe");
            frame.src = new URL("?view=pad", model.get("page"));
            frame.style = "width: 100%; max-width: 760px; height: 500px; border: 0";
            const listen = ({ source, data }) => {
                if (source !== frame.contentWindow || data?.type !== "reading") return;
                const { type, ...reading } = data;
                model.set("reading", reading);
                model.save_changes();
            };
            addEventListener("message", listen);
            el.append(frame);
            return () => removeEventListener("message", listen);
        }
        export default { render };
    """

    def __init__(self, page: str = "http://127.0.0.1:7860") -> None:
        super().__init__(page=page)
