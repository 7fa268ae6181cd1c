"""Visitors of the page in a real browser, and what they draw."""
from __future__ import annotations

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SEVEN = [(300, 220), (720, 225), (640, 400), (470, 800)]
ONE = [(500, 200), (500, 800)]
ANSWERED = '#pad[data-pending="false"]'
OPEN = "async (name) => (await import('/scripts/shell/gradio.js')).openTab(name)"
PATIENCE = 120_000  # milliseconds: a machine may be slow, and have much else to do


class Visit:
    """One visitor's page; what goes wrong on it, and what it asks other hosts for, is kept.

    Args:
        context: the browser's, in which the page is.
        home: the page's address.
        viewport: the page's size.
        color_scheme: "light" or "dark", what the visitor likes.
    """

    def __init__(self, context, home, viewport=DESKTOP, color_scheme="light"):
        self.context, self.home, self.viewport = context, home, viewport
        self.page = context.new_page()
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(color_scheme=color_scheme)
        self.page.set_default_timeout(PATIENCE)
        self.troubles, self.elsewhere = [], []
        self.page.on("console", lambda message: self.troubles.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda request: self.elsewhere.append(request.url)
                     if not request.url.startswith((home, "data:", "blob:")) else None)
        self.page.on("websocket", lambda socket: self.elsewhere.append(socket.url))

    def open(self, question=""):
        """Open the page, with a question in its address; itself, once there is an answer."""
        self.page.goto(self.home + question)
        self.page.wait_for_selector(ANSWERED)
        return self

    def begin_again(self):
        """Bring it back to how it was opened, as far as one sees that: Draw, with nothing drawn, read by `best`."""
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

    def places(self, points):
        box = self.page.locator("#pad canvas").bounding_box()
        return [(box["x"] + x / 1000 * box["width"], box["y"] + y / 1000 * box["height"]) for x, y in points]

    def draw(self, points, lift=True):
        first, *others = self.places(points)
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for place in others:
            self.page.mouse.move(*place, steps=10)
        if lift:
            self.page.mouse.up()

    def expect(self, state, digit=None):
        digits = f'[data-digit="{"" if digit is None else digit}"]'
        self.page.wait_for_selector(f'#answer[data-state="{state}"]{digits}')

    def strokes(self):
        """The strokes on the pad, out of the address that shares them."""
        self.page.evaluate("document.querySelector('.sharing-link').click()")
        self.page.wait_for_function("location.hash.startsWith('#s=')")
        return self.page.evaluate("async () => (await import('/scripts/common/link.js')).fromAddress(location)")

    def probability(self, digit):
        return float(self.page.get_attribute(f'#probabilities [data-digit="{digit}"]', "data-probability"))
