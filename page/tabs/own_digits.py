"""The visitor's own digits, and networks trained on them."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.drawings.drawing import DrawingError
from model.drawings.pictures import open_picture
from model.drawings.preprocessing import prepare
from model.drawings.strokes import checked_strokes
from model.learning.choices import Limits
from page.networks.digits import all_digits
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.networks.trainings import Training, Trainings
from page.parts.message import Message, figures_message
from page.parts.part import Part
from page.parts.wire import as_digit, as_object, drawing_from, picture_file

if TYPE_CHECKING:
    from model.learning.teaching import OwnDigit

# Limits for one training; preparing that many drawings takes about a second.
MOST_OWN = 200
MOST_OWN_POINTS = 100_000  # in all of them
LEAST_POINTS = 20  # what a stroke counts as; a shorter one takes as long
MOST_OWN_PICTURES = 50
MOST_OWN_PIXELS = 1_000_000  # in each; the page keeps pictures of 560 x 560


def build_own_digits(networks: Networks, trainings: Trainings, limits: Limits) -> None:
    """The digits that the page keeps, and the button that trains on them."""

    def teach(wish: Any) -> Message:
        """The name of a training, now in the queue, of a copy of the `network` on the `visitor`'s `digits`."""
        wish = as_object(wish)
        network = networks.find_or_first(wish.get("network"))
        network.wait()  # before TensorFlow is imported here
        try:
            own = own_digits(wish.get("digits"))
        except DrawingError as error:
            return {"error": str(error)}
        return trainings.start(Training(lambda training: taught(network, own, training), wish.get("visitor"),
                                        limits.seconds))

    Part("train/own-digits", server_functions=[teach])


def taught(network: LoadedNetwork, own: list[OwnDigit], training: Training) -> tuple[LoadedNetwork, Message]:
    """A copy of the network that has learned own digits, and how many it reads correctly before and after."""
    from model.learning.teaching import teach
    from model.recognizer import Recognizer

    found = teach(network.keras_model, network.recognizer.least_energy, own, all_digits(),
                  on_begin=training.begin, on_point=training.points.append, should_stop=training.is_stopped)
    result = LoadedNetwork()
    result.use(Recognizer(found.network, found.least_energy), found.record)
    return result, {"before": found.before, "after": found.after, "digits": len(own), **figures_message(found.record)}


def own_digits(digits: Any) -> list[OwnDigit]:
    """Own drawings from JSON: a list of `{"label": 7, "strokes": [[x0, y0, …], …]}`, or with an `image`.

    Raises:
        DrawingError: if it is not such a list, or too long; the message is for the visitor.
    """
    if not isinstance(digits, list) or not digits:
        raise DrawingError("Add one of your drawings first.")
    if len(digits) > MOST_OWN:
        raise DrawingError(f"{len(digits)} drawings; the limit here is {MOST_OWN}.")
    digits = [as_object(digit) for digit in digits]
    pictures = sum("image" in digit for digit in digits)
    if pictures > MOST_OWN_PICTURES:
        raise DrawingError(f"{pictures} of your drawings are pictures; the limit here is {MOST_OWN_PICTURES}.")
    points = sum(points_of(digit.get("strokes")) for digit in digits)
    if points > MOST_OWN_POINTS:
        raise DrawingError(f"Your drawings have {points:,} points in all; the limit here is {MOST_OWN_POINTS:,}.")
    return [own_digit(digit) for digit in digits]


def points_of(strokes: Any) -> int:
    """The number of points, each stroke counted as 20 at least; 0 if there are no strokes."""
    return sum(max(len(stroke) // 2, LEAST_POINTS) for stroke in strokes if isinstance(stroke, list)) \
        if isinstance(strokes, list) else 0


def own_digit(digit: dict[str, Any]) -> OwnDigit:
    from model.learning.teaching import OwnDigit

    label = as_digit(digit.get("label"))
    if label is None:
        raise DrawingError("Each drawing needs a digit from 0 to 9.")
    if "image" in digit:
        picture = open_picture(picture_file(digit["image"]))
        if picture.width * picture.height > MOST_OWN_PIXELS:
            raise DrawingError(f"One of your pictures is too large ({picture.width} x {picture.height} pixels). "
                               f"Use one of at most {MOST_OWN_PIXELS // 1_000_000} megapixel.")
    image = prepare(drawing_from(digit)).image
    return OwnDigit(image, label, () if "image" in digit else checked_strokes(digit))
