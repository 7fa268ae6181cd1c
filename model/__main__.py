"""The command line of the networks.

    python -m model read seven.png                 # the digit in a picture
    python -m model read --json drawings/*.png     # the whole reading, one line of JSON per picture
    python -m model export --format tflite seven.tflite   # the network for other programs
    python -m model export --format page digits.html      # the page with the network, for any browser, offline
    python -m model COMMAND --help
"""
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model.exports.formats import FORMATS
from model.process import import_tensorflow

SOME_UNREAD = 1  # exit status if a picture could not be read
NOTHING_DONE = 2  # exit status if nothing could be done at all; argparse uses the same


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    read = commands.add_parser("read", help="print the digit in each picture", description="Print the digit in each "
                               "picture, its probability and its state. The exit status is 0 if all could be read, "
                               f"{SOME_UNREAD} if some could not, {NOTHING_DONE} if there is no network.")
    read.add_argument("pictures", nargs="+", metavar="PICTURE", help="dark on light or light on dark, of any size")
    read.add_argument("--json", action="store_true", help="one line of JSON per picture, with all ten probabilities")
    read.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    read.set_defaults(run=read_pictures)
    export = commands.add_parser("export", help="write a network for other programs", description="Write a network "
                                 "for other programs, and read MNIST's test digits with the exported file. It takes "
                                 "images of 28 x 28 as whole numbers, ink 255 on paper 0, and scales them itself. A "
                                 "page is one HTML file that reads drawings in any browser, without a network. The "
                                 f"exit status is {NOTHING_DONE} if nothing was written.")
    export.add_argument("output", type=Path, metavar="OUTPUT", help="the file, or the folder of a SavedModel")
    export.add_argument("--format", choices=FORMATS, required=True)
    export.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    export.add_argument("--no-check", action="store_true", help="do not read the test digits with the file")
    export.set_defaults(run=export_network)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    from model.networks.files import NetworkError

    try:
        return options.run(options)
    except NetworkError as error:
        return complain(error)


def read_pictures(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from model.drawings.drawing import DrawingError
    from model.recognizer import Recognizer

    # Without TensorFlow, if possible: it takes seconds to import.
    recognizer = Recognizer.load_chain(options.model) or Recognizer.load(options.model)
    status = 0
    # None shows the bar only if standard error is a terminal.
    for picture in tqdm(options.pictures, unit="picture", disable=len(options.pictures) == 1 or None):
        try:
            if not Path(picture).is_file():
                raise DrawingError("There is no such file.")
            found = recognizer.read(picture, layers=[]).summary()
        except DrawingError as error:
            found, status = {"error": str(error)}, SOME_UNREAD
        if options.json:
            tqdm.write(json.dumps({"file": picture, **found}))
        elif "error" in found:
            tqdm.write(f"{picture}: {found['error']}", file=sys.stderr)
        else:
            tqdm.write(as_line(picture, found))
    return status


def export_network(options: argparse.Namespace) -> int:
    import_tensorflow()
    from model.digits.mnist import load_mnist
    from model.exports.export import ExportError, export, size_of
    from model.exports.runtimes import compare, load_exported
    from model.recognizer import Recognizer

    recognizer = Recognizer.load(options.model)
    try:
        export(recognizer.network, options.format, options.output, recognizer.least_energy)
    except ExportError as error:
        return complain(error)
    print(f"{options.output}: {size_of(options.output):,} bytes")
    if options.no_check or options.format == "page":
        return 0
    try:
        exported = load_exported(options.format, options.output)
    except ExportError as error:
        print(f"model: not checked: {error}", file=sys.stderr)
        return 0
    mnist = load_mnist()
    found = compare(exported, recognizer.probabilities, mnist.test_images, mnist.test_labels)
    print(f"{found.count:,} test digits: {found.accuracy:.2%} right, as against {found.original_accuracy:.2%} before; "
          f"{found.differing} read differently; no probability differs by more than {found.largest:.2g}")
    return 0


def complain(error: object) -> int:
    print(f"model: {error}", file=sys.stderr)
    return NOTHING_DONE


def as_line(picture: str, found: dict[str, Any]) -> str:
    """`seven.png  7  99.98 %  digit`"""
    if found["digit"] is None:
        return f"{picture}  -  {found['state']}"
    doubt = f": {found['doubt']}" if found["doubt"] else ""
    return f"{picture}  {found['digit']}  {percent(found['probability'])}  {found['state']}{doubt}"


def percent(probability: float) -> str:
    """A probability, 0 to 1, with two decimals; "> 99.99 %" instead of 100, because softmax is never certain."""
    text = f"{100 * probability:.2f} %"
    return "> 99.99 %" if text == "100.00 %" else text


if __name__ == "__main__":
    sys.exit(main())
