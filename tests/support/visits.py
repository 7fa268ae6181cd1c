"""A visitor's page in a real browser."""
from __future__ import annotations

from contextlib import contextmanager

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LIVE = "**/component_server/"  # the requests of the page's scripts
ANSWERED = '#pad[data-pending="false"]'
READS_HERE = '#pad[data-reader="browser"]'  # the network has been loaded into the browser
WEIGHTS = "**/networks/*.bin"
OPEN = "async (name) => (await import('/scripts/shell/gradio.js')).openTab(name)"
PATIENCE = 120_000  # milliseconds; a machine may be slow or busy


def places(canvas, stroke):
    """Where the points of a stroke are on the browser's page: (x, y) in CSS pixels."""
    box = canvas.bounding_box()
    return [(box["x"] + x / 1000 * box["width"], box["y"] + y / 1000 * box["height"])
            for x, y in zip(stroke[::2], stroke[1::2], strict=True)]


def draw(page, canvas, drawing, lift=True):
    """Draw with the mouse on a pad's canvas; the button stays down at the end unless it should `lift`."""
    canvas.scroll_into_view_if_needed()
    for stroke in drawing["strokes"]:
        first, *others = places(canvas, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for place in others:
            page.mouse.move(*place, steps=10)
        if lift:
            page.mouse.up()


class Visit:
    """One visitor's page, with the errors it logs and its requests to other hosts.

    Args:
        context: the browser context to open the page in.
        home: the page's address.
        viewport: the page's size.
        color_scheme: "light" or "dark", the visitor's preference.
    """

    def __init__(self, context, home, viewport=DESKTOP, color_scheme="light"):
        self.context, self.home, self.viewport = context, home, viewport
        self.page = context.new_page()
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(color_scheme=color_scheme)
        self.page.set_default_timeout(PATIENCE)
        self.errors, self.outside_requests = [], []
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.outside_requests.append(request.url)
                     if not request.url.startswith((home, "data:", "blob:")) else None)
        self.page.on("websocket", lambda socket: self.outside_requests.append(socket.url))

    def open(self, parameters=""):
        """Open the page, with these parameters in its address, and return the visit once the pad has an answer."""
        self.page.goto(self.home + parameters)
        self.page.wait_for_selector(ANSWERED)
        return self

    def reset(self):
        """Return to what a new visitor sees: the Draw tab, an empty pad, and `best` as the network."""
        self.page.mouse.up()
        self.page.set_viewport_size(self.viewport)
        self.page.evaluate(OPEN, "draw")
        self.page.evaluate("scrollTo(0, 0)")
        if self.page.input_value("#network") != "best":
            self.page.select_option("#network", "best")
            self.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 16")
        if self.page.is_enabled("#clear"):
            self.page.click("#clear")
        self.expect("blank")
        self.page.wait_for_selector(ANSWERED)
        return self

    def open_picture(self, path):
        with self.page.expect_file_chooser() as chooser:
            self.page.click("#upload")
        chooser.value.set_files(path)

    @property
    def canvas(self):
        return self.page.locator("#pad canvas")

    def places(self, stroke):
        return places(self.canvas, stroke)

    def draw(self, drawing, lift=True):
        draw(self.page, self.canvas, drawing, lift)

    def expect(self, state, digit=None):
        digits = f'[data-digit="{"" if digit is None else digit}"]'
        self.page.wait_for_selector(f'#answer[data-state="{state}"]{digits}')

    def strokes(self):
        """The strokes on the pad, read from the address that shares them."""
        self.page.evaluate("document.querySelector('.sharing-link').click()")
        self.page.wait_for_function("location.hash.startsWith('#s=')")
        return self.page.evaluate("async () => (await import('/scripts/common/link.js')).fromAddress(location)")

    def probability(self, digit):
        return float(self.page.get_attribute(f'#probabilities [data-digit="{digit}"]', "data-probability"))


@contextmanager
def closing_visits():
    """A list for visits: at the end their pages are closed, and must have logged no error and asked no other host."""
    visits = []
    yield visits
    for visit in visits:
        visit.page.close()
    for visit in visits:
        assert visit.errors == []
        assert visit.outside_requests == []
