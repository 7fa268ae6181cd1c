"""The command line of the networks.

    python -m model read seven.png                 # the digit in a picture
    python -m model read --json drawings/*.png     # all that was read, one line of JSON a picture
    python -m model export --format tflite seven.tflite   # the network for other programs
    python -m model COMMAND --help
"""
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.exports.formats import FORMATS

if TYPE_CHECKING:
    from model.recognizer import Reading

SOME_UNREAD = 1  # the exit status where a picture could not be read
NOTHING_DONE = 2  # and where nothing could be done at all, as argparse has it


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    read = commands.add_parser("read", help="print the digit in each picture", description="Print the digit in each "
                               "picture, its probability and its state. The exit status is 0 where all could be read, "
                               f"{SOME_UNREAD} where some could not, {NOTHING_DONE} where there is no network.")
    read.add_argument("pictures", nargs="+", metavar="PICTURE", help="dark on light or light on dark, of any size")
    read.add_argument("--json", action="store_true", help="one line of JSON a picture, with all ten probabilities")
    read.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    read.set_defaults(run=read_pictures)
    export = commands.add_parser("export", help="write a network for other programs", description="Write a network "
                                 "for other programs, and read MNIST's test digits with what was written. It takes "
                                 "images of 28 x 28 as whole numbers, ink 255 on paper 0, and scales them itself. The "
                                 f"exit status is {NOTHING_DONE} where nothing was written.")
    export.add_argument("output", type=Path, metavar="OUTPUT", help="the file, or the folder of a SavedModel")
    export.add_argument("--format", choices=FORMATS, required=True)
    export.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    export.add_argument("--no-check", action="store_true", help="do not read the test digits with it")
    export.set_defaults(run=export_network)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    # After the arguments: TensorFlow takes seconds to import, and --help should not.
    from model.exports.export import ExportError
    from model.networks.files import NetworkError

    try:
        return options.run(options)
    except (NetworkError, ExportError) as error:
        print(f"model: {error}", file=sys.stderr)
        return NOTHING_DONE


def read_pictures(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from model.drawings.drawing import DrawingError
    from model.recognizer import Recognizer

    recognizer = Recognizer.load(options.model)
    status = 0
    # None: a bar where somebody looks on, and none in a file.
    for picture in tqdm(options.pictures, unit="picture", disable=len(options.pictures) == 1 or None):
        try:
            if not Path(picture).is_file():
                raise DrawingError("There is no such file.")
            found = as_plain(recognizer.read(picture, layers=[]))
        except DrawingError as error:
            found, status = {"error": str(error)}, SOME_UNREAD
        if options.json:
            say(json.dumps({"file": picture, **found}))
        elif "error" in found:
            say(f"{picture}: {found['error']}", sys.stderr)
        else:
            say(as_line(picture, found))
    return status


def export_network(options: argparse.Namespace) -> int:
    from model.digits.mnist import load_mnist
    from model.exports.export import ExportError, export, size_of
    from model.exports.runtimes import compare, load_exported
    from model.recognizer import Recognizer

    recognizer = Recognizer.load(options.model)
    export(recognizer.network, options.format, options.output)
    print(f"{options.output}: {size_of(options.output):,} bytes")
    if options.no_check:
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


def as_plain(reading: Reading) -> dict[str, Any]:
    """What was read, in plain numbers; `probability` is that of the digit."""
    return {"state": reading.state, "digit": reading.digit,
            "probability": None if reading.digit is None else float(reading.probabilities[reading.digit]),
            "doubt": reading.doubt, "digits": list(reading.digits),
            "probabilities": [float(probability) for probability in reading.probabilities]}


def as_line(picture: str, found: dict[str, Any]) -> str:
    """`seven.png  7  99.98 %  digit`"""
    if found["digit"] is None:
        return f"{picture}  -  {found['state']}"
    doubt = f": {found['doubt']}" if found["doubt"] else ""
    return f"{picture}  {found['digit']}  {100 * found['probability']:.2f} %  {found['state']}{doubt}"


def say(line: str, file: Any = None) -> None:
    """Print a line without tearing the progress bar."""
    from tqdm import tqdm

    tqdm.write(line, file=file or sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
