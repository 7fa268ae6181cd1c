"""One saved network: a drawing in, a reading out."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from model.drawings.drawing import DIGITS, SIZE, BlankDrawingError, Drawing
from model.drawings.preprocessing import Steps, blank_image, parts_of, prepare
from model.networks.calibration import energies
from model.networks.files import SAVED, load_record
from model.networks.lite import Lite, load_lite

if TYPE_CHECKING:
    import keras

# Below even odds, the answer is as likely wrong as right.
UNSURE = 0.5

Doubt = Literal["no digit", "several digits", "two alike"]


@dataclass(frozen=True)
class Reading:
    """All that one drawing gives.

    Attributes:
        state: "digit"; "unsure", for one of three doubts; or "blank", where there is nothing to read.
        digit: 0 to 9, the likeliest; None where there is nothing to read.
        probabilities: `(10,)` `float32`, sums to 1; all 0.1 where there is nothing to read.
        image: `(28, 28)` `uint8`, ink 255 on paper 0: what the network saw.
        activations: for each layer asked for, by name, in order, its output for this image, `(rows, columns, channels)`
            `float32`; a layer without rows and columns gives `(1, 1, channels)`.
        steps: the way from the drawing to the image; None where there is nothing to read.
        doubt: why the state is "unsure": "no digit", where too little speaks for any digit; "several digits", where
            there stand some beside one another; "two alike", where none has even odds. Else None.
        digits: the digits beside one another, from left to right, where there are several; else empty.
    """

    state: Literal["digit", "unsure", "blank"]
    digit: int | None
    probabilities: np.ndarray
    image: np.ndarray
    activations: dict[str, np.ndarray]
    steps: Steps | None
    doubt: Doubt | None = None
    digits: tuple[int, ...] = ()


class Seen(NamedTuple):
    """What a network says to one image.

    Attributes:
        probabilities: `(10,)` `float32`.
        logits: `(10,)` `float32`.
        activations: as those of a `Reading`.
    """

    probabilities: np.ndarray
    logits: np.ndarray
    activations: dict[str, np.ndarray]


class Recognizer:
    """Reads drawings with one network.

    Args:
        network: takes 28 x 28 images, gives ten probabilities; None as long as there is only `lite` of it.
        least_energy: of its logits (`calibration.energies`), below which a drawing counts as no digit; None if
            the network has not learned to tell.
        lite: the same network converted, which is quicker with one drawing; needed where there is no `network`.

    Raises:
        NetworkError: if the network's outputs are no probabilities.

    Example:
        >>> recognizer = Recognizer.load()
        >>> recognizer.read({"strokes": [[300, 200, 700, 200, 450, 800]]}).digit
        7
    """

    def __init__(self, network: keras.Model | None, least_energy: float | None = None,
                 lite: Lite | None = None) -> None:
        self.network = network
        self.least_energy = least_energy
        if network:
            from model.networks.compiled import Compiled  # it brings TensorFlow

            self._of_many = Compiled(network)
        else:
            self._of_many = lite
        self._of_one = lite or self._of_many

    @classmethod
    def load(cls, path: str | Path | None = None) -> Recognizer:
        """A recognizer with a saved network, the project's best one if no path is given.

        When to refuse an answer comes from the record beside it, if there is one.

        Raises:
            NetworkError: if the file is no network that reads digits.
        """
        from model.networks.network import load_network

        path = SAVED / "best.keras" if path is None else Path(path)
        return cls(load_network(path), least_energy_of(path), load_lite(path))

    @property
    def is_lite(self) -> bool:
        """Whether one reading takes so little that nobody need wait for it in a thread."""
        return isinstance(self._of_one, Lite)

    def read(self, drawing: Drawing, layers: Sequence[str] | None = None) -> Reading:
        """The reading of one drawing.

        Args:
            drawing: a picture (path, file, PIL image or array) or `{"strokes": …}`.
            layers: the names of the layers whose activations are wanted; all if None. Fewer are faster: TensorFlow
                computes a convolution and its ReLU in one go where nobody looks between them.

        Raises:
            DrawingError: if it is neither; the message tells a visitor what to do.
        """
        steps = steps_of(drawing)
        [seen] = self.look_at(image_after(steps)[None], layers)
        return self.reading(steps, seen)

    def look_at(self, images: np.ndarray, layers: Sequence[str] | None = None) -> list[Seen]:
        """What the network says to a few images in MNIST's form, `(n, 28, 28)` `uint8`; the layers are `read`'s."""
        names = self._of_one.layers if layers is None else layers
        probabilities, logits, outputs = self._of_one.look_at(images, names)
        return [Seen(probabilities[i], logits[i], {name: as_maps(outputs[name][i]) for name in names})
                for i in range(len(images))]

    def reading(self, steps: Steps | None, seen: Seen) -> Reading:
        """The reading of a drawing that has come this way, by what the network says to its image."""
        if steps is None:
            even = np.full(DIGITS, 1 / DIGITS, np.float32)
            return Reading("blank", None, even, blank_image(), seen.activations, None)
        [doubt], digits = self.doubts(seen.probabilities[None], seen.logits[None]), ()
        if doubt:
            digits = self._digits_beside_one_another(steps)
            doubt = "several digits" if digits else doubt
        return Reading("unsure" if doubt else "digit", int(seen.probabilities.argmax()), seen.probabilities,
                       steps.image, seen.activations, steps, doubt, digits)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """For each image in MNIST's form, `(n, 28, 28)` `uint8`, its probabilities: `(n, 10)` `float32`."""
        return self.scores(images)[0]

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each image in MNIST's form, `(n, 28, 28)` `uint8`, its probabilities and logits, `(n, 10)` `float32`."""
        images = np.asarray(images)
        if images.ndim != 3 or images.shape[1:] != (SIZE, SIZE) or images.dtype != np.uint8:
            raise ValueError(f"`images` must be (n, 28, 28) uint8. Received {images.shape} {images.dtype}.")
        if not len(images):
            return np.zeros((0, DIGITS), np.float32), np.zeros((0, DIGITS), np.float32)
        return self._of_many.scores(images)

    def doubts(self, probabilities: np.ndarray, logits: np.ndarray) -> list[Doubt | None]:
        """For each image's scores, `(n, 10)` both, why its answer is refused; None where it is not."""
        least = -np.inf if self.least_energy is None else self.least_energy
        return ["no digit" if energy < least else "two alike" if highest < UNSURE else None
                for energy, highest in zip(energies(logits), probabilities.max(axis=1), strict=True)]

    def _digits_beside_one_another(self, steps: Steps) -> tuple[int, ...]:
        """The digits in a drawing's parts, if it has several and each is one; else none."""
        parts = parts_of(steps.crop)
        if not parts:
            return ()
        probabilities, logits = self.scores(np.stack([part.image for part in parts]))
        if any(self.doubts(probabilities, logits)):
            return ()
        return tuple(probabilities.argmax(axis=1).tolist())


def steps_of(drawing: Drawing) -> Steps | None:
    """`prepare`'s steps; None where there is nothing to read."""
    try:
        return prepare(drawing)
    except BlankDrawingError:
        return None


def image_after(steps: Steps | None) -> np.ndarray:
    """What the network sees of a drawing that has come this way, `(28, 28)` `uint8`."""
    return blank_image() if steps is None else steps.image


def least_energy_of(path: Path) -> float | None:
    """When to refuse an answer of the network saved there, from the record beside it, if there is one."""
    calibration = load_record(path).get("calibration")
    least = calibration.get("least_energy") if isinstance(calibration, dict) else None
    return least if isinstance(least, float) else None


def as_maps(output: np.ndarray) -> np.ndarray:
    """One layer's output for one image, with rows and columns: `(rows, columns, channels)`."""
    return output if output.ndim == 3 else output.reshape(1, 1, -1)
