"""Whether the browser reads drawings as Python does: their images, the states, digits and probabilities.

    python bench/agreement.py --drawings uci      # 1,000 digits, and as many numbers of two; two minutes on two cores

Drawings are those of UCI's fourteen test writers, or of a file that `model/digits/pen_digits.py` reads. Numbers are two
of them side by side. The browser reads them with the scripts of the page.
"""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.common.browser import FLAGS, find_browser
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import OURS, serving
from model.digits.pen_digits import Strokes, load_pen_digits
from model.recognizer import Recognizer

READ = """async (drawings) => {
  const { fetchNetwork } = await import("/scripts/reading/addresses.js");
  const { load, read } = await import("/scripts/reading/reader.js");
  const network = await fetchNetwork("best");
  await load(network);
  const found = [];
  for (const strokes of drawings) {
    const { image, state, digit, doubt, digits, probabilities } = await read(network.weights, { strokes }, []);
    found.push([[...image], [...probabilities], [state, digit, doubt, digits]]);
  }
  return found;
}"""
AT_A_TIME = 200  # drawings


class Readings(NamedTuple):
    """Readings of n drawings: `(n, 784)`, `(n, 10)`, and for each its state, digit, doubt and digits side by side."""

    images: np.ndarray
    probabilities: np.ndarray
    answers: list[list]


def placed(strokes: Strokes, size: float, left: float, top: float) -> list[list[int]]:
    """The strokes as the pad has them, with a longer side of `size` and this top left corner."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    scale = size / np.ptp(points, axis=0).max()
    return [np.rint((stroke - low) * scale + (left, top)).astype(int).ravel().tolist() for stroke in strokes]


def by_python(recognizer: Recognizer, drawings: list[list]) -> Readings:
    readings = [recognizer.read({"strokes": strokes}, []) for strokes in drawings]
    return Readings(np.stack([reading.image.ravel() for reading in readings]),
                    np.stack([reading.probabilities for reading in readings]),
                    [[reading.state, reading.digit, reading.doubt, list(reading.digits)] for reading in readings])


def by_browser(page, drawings: list[list]) -> Readings:
    found = [reading for start in range(0, len(drawings), AT_A_TIME)
             for reading in page.evaluate(READ, drawings[start:start + AT_A_TIME])]
    images, probabilities, answers = zip(*found, strict=True)
    return Readings(np.array(images), np.array(probabilities), list(answers))


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "agreement.json")
    parser.add_argument("--drawings", metavar="uci|FILE", default="uci", help="pen digits; `uci` downloads them")
    parser.add_argument("--count", type=int, default=1000, metavar="N", help="digits, and numbers (default: 1,000)")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    digits = [digit.strokes for digit in load_pen_digits(options.drawings, "tes")]
    # Evenly spaced, since a writer's digits follow each other.
    digits = [digits[index] for index in np.linspace(0, len(digits) - 1, options.count).astype(int)]
    drawings = {"digits": [placed(strokes, 700, 200, 150) for strokes in digits],
                "numbers of two digits": [placed(one, 400, 60, 300) + placed(other, 400, 560, 300)
                                          for one, other in zip(digits, digits[1:] + digits[:1], strict=True)]}
    recognizer = Recognizer.load()
    with serving(*OURS) as (_, url), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page()
        page.goto(url)
        report = Report(Chromium=browser.version)
        for what, some in drawings.items():
            ours, browsers = by_python(recognizer, some), by_browser(page, some)
            is_same = [here == there for here, there in zip(ours.answers, browsers.answers, strict=True)]
            report.row({"drawings of": what, "n": len(some),
                        "same image": int((ours.images == browsers.images).all(axis=1).sum()),
                        "same state, digit and doubt": sum(is_same),
                        "largest difference of a probability":
                            f"{np.abs(ours.probabilities - browsers.probabilities).max():.1g}"})
        browser.close()
    report.write(options.output)


if __name__ == "__main__":
    main()
