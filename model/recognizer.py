"""One saved network: a drawing in, a reading out."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from model.drawings.drawing import DIGITS, SIZE, BlankDrawingError, Drawing
from model.drawings.preprocessing import Steps, blank_image, prepare, split_parts
from model.networks.calibration import energies
from model.networks.chain import Chain, load_chain
from model.networks.files import SAVED, NetworkError, load_record
from model.networks.plain import Plain
from model.process import import_tensorflow

if TYPE_CHECKING:
    import keras

BEST = SAVED / "best.keras"
UNSURE = 0.5  # the highest probability below which an answer is more likely wrong than right

Doubt = Literal["no digit", "several digits", "two alike"]


@dataclass(frozen=True)
class Reading:
    """Everything read from one drawing.

    Attributes:
        state: "digit"; "unsure", for one of three doubts; or "blank" if there is nothing to read.
        digit: the most likely digit, 0 to 9; None if there is nothing to read.
        probabilities: `(10,)` `float32`, sums to 1; all 0.1 if there is nothing to read.
        image: `(28, 28)` `uint8`, ink 255 on paper 0: the network's input.
        activations: by layer name, in order, the requested layers' outputs for this image, `(rows, columns, channels)`
            `float32`; a layer without rows and columns gives `(1, 1, channels)`.
        steps: the drawing on its way to the image; None if there is nothing to read.
        doubt: why the state is "unsure": "no digit" if there is too little evidence for any digit; "several digits" if
            several are drawn side by side; "two alike" if no digit has a probability of 0.5. Otherwise None.
        digits: the digits side by side, from left to right, if there are several; otherwise empty.
    """

    state: Literal["digit", "unsure", "blank"]
    digit: int | None
    probabilities: np.ndarray
    image: np.ndarray
    activations: dict[str, np.ndarray]
    steps: Steps | None
    doubt: Doubt | None = None
    digits: tuple[int, ...] = ()

    def summary(self) -> dict[str, Any]:
        """The result as JSON values; `probability` is the digit's."""
        return {"state": self.state, "digit": self.digit, "doubt": self.doubt, "digits": list(self.digits),
                "probability": None if self.digit is None else float(self.probabilities[self.digit]),
                "probabilities": [float(probability) for probability in self.probabilities]}

    def as_json(self, activations: bool = True) -> dict[str, Any]:
        """The summary and the image as JSON values; if wanted, also the activations, `[row][column][channel]`."""
        result = {**self.summary(), "image": self.image.tolist()}
        if activations:
            result["activations"] = {layer: maps.round(5).tolist() for layer, maps in self.activations.items()}
        return result


class Output(NamedTuple):
    """A network's output for one image.

    Attributes:
        probabilities: `(10,)` `float32`.
        logits: `(10,)` `float32`.
        activations: like those of a `Reading`.
    """

    probabilities: np.ndarray
    logits: np.ndarray
    activations: dict[str, np.ndarray]


class Recognizer:
    """Reads drawings with one network.

    Args:
        network: takes 28 x 28 images and gives ten probabilities: a Keras network, or a chain of known layers, which
            is read without TensorFlow, one image at a time.
        least_energy: threshold for the energy of the logits (`calibration.energies`), below which a drawing counts as
            no digit; None if the network was not trained to reject.

    Raises:
        NetworkError: if the network's outputs are not probabilities.

    Example:
        >>> recognizer = Recognizer.load()
        >>> recognizer.read({"strokes": [[300, 200, 700, 200, 450, 800]]}).digit
        7
    """

    def __init__(self, network: keras.Model | Chain, least_energy: float | None = None) -> None:
        self.network = network
        self.least_energy = least_energy
        if isinstance(network, Chain):
            self._forward = Plain(network)
        else:
            from model.networks.compiled import Compiled  # imports TensorFlow

            self._forward = Compiled(network)
            [blank] = self.probabilities(blank_image()[None])
            if not np.isclose(blank.sum(), 1, atol=1e-3) or blank.min() < 0:
                raise NetworkError(f"The network {network.name!r} must end in a softmax: ten probabilities that sum to "
                                   f"1. For an empty image it gives {blank.round(3).tolist()}.")

    @classmethod
    def load(cls, path: str | Path | None = None) -> Recognizer:
        """A recognizer with a saved network; the project's best one if no path is given.

        The rejection threshold comes from the training record next to the network, if there is one.

        Raises:
            NetworkError: if the file is not a network that reads digits.
        """
        import_tensorflow()
        from model.networks.loading import load_network

        path = BEST if path is None else Path(path)
        return cls(load_network(path), load_least_energy(path))

    @classmethod
    def load_chain(cls, path: str | Path | None = None) -> Recognizer | None:
        """Like `load`, but in milliseconds and without TensorFlow; None if the network's layers are not saved as a
        chain next to it."""
        path = BEST if path is None else Path(path)
        chain = load_chain(path)
        return cls(chain, load_least_energy(path)) if chain and chain.is_complete else None

    def read(self, drawing: Drawing, layers: Sequence[str] | None = None) -> Reading:
        """The reading of one drawing.

        Args:
            drawing: a picture (path, file, PIL image or array) or `{"strokes": …}`.
            layers: the names of the layers whose activations to return; all if None. Fewer are faster: TensorFlow fuses
                a convolution with its ReLU if the values in between are not needed.

        Raises:
            DrawingError: if it is neither; the message tells a visitor what to do.
        """
        steps = prepare_unless_blank(drawing)
        [output] = self.forward(input_image(steps)[None], layers)
        return self.reading(steps, output)

    def forward(self, images: np.ndarray, layers: Sequence[str] | None = None) -> list[Output]:
        """The network's outputs for a few images in MNIST's form, `(n, 28, 28)` `uint8`; `layers` as for `read`."""
        names = self._forward.layers if layers is None else layers
        probabilities, logits, outputs = self._forward.forward(images, names)
        return [Output(probabilities[i], logits[i], {name: as_maps(outputs[name][i]) for name in names})
                for i in range(len(images))]

    def reading(self, steps: Steps | None, output: Output) -> Reading:
        """The reading of a prepared drawing, given the network's output for its image."""
        if steps is None:
            uniform = np.full(DIGITS, 1 / DIGITS, np.float32)
            return Reading("blank", None, uniform, blank_image(), output.activations, None)
        [doubt], digits = self.doubts(output.probabilities[None], output.logits[None]), ()
        if doubt:
            digits = self._digits_side_by_side(steps)
            doubt = "several digits" if digits else doubt
        return Reading("unsure" if doubt else "digit", int(output.probabilities.argmax()), output.probabilities,
                       steps.image, output.activations, steps, doubt, digits)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """The probabilities, `(n, 10)` `float32`, of images in MNIST's form, `(n, 28, 28)` `uint8`."""
        return self.scores(images)[0]

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and logits, `(n, 10)` `float32`, of images in MNIST's form, `(n, 28, 28)` `uint8`."""
        images = np.asarray(images)
        if images.ndim != 3 or images.shape[1:] != (SIZE, SIZE) or images.dtype != np.uint8:
            raise ValueError(f"`images` must be (n, 28, 28) uint8. Received {images.shape} {images.dtype}.")
        if not len(images):
            return np.zeros((0, DIGITS), np.float32), np.zeros((0, DIGITS), np.float32)
        return self._forward.scores(images)

    def doubts(self, probabilities: np.ndarray, logits: np.ndarray) -> list[Doubt | None]:
        """For each image's scores, `(n, 10)` both, why its answer is refused; None if it is not."""
        least = -np.inf if self.least_energy is None else self.least_energy
        return ["no digit" if energy < least else "two alike" if highest < UNSURE else None
                for energy, highest in zip(energies(logits), probabilities.max(axis=1), strict=True)]

    def _digits_side_by_side(self, steps: Steps) -> tuple[int, ...]:
        """The digits in a drawing's parts if it has several and each is a digit; otherwise none."""
        parts = split_parts(steps)
        if not parts:
            return ()
        probabilities, logits = self.scores(np.stack([part.image for part in parts]))
        if any(self.doubts(probabilities, logits)):
            return ()
        return tuple(probabilities.argmax(axis=1).tolist())


def prepare_unless_blank(drawing: Drawing) -> Steps | None:
    """The steps of `prepare`; None if there is nothing to read."""
    try:
        return prepare(drawing)
    except BlankDrawingError:
        return None


def input_image(steps: Steps | None) -> np.ndarray:
    """The network's input for a prepared drawing, `(28, 28)` `uint8`."""
    return blank_image() if steps is None else steps.image


def load_least_energy(path: Path) -> float | None:
    """The rejection threshold in the training record of the network saved at `path`, if there is one."""
    calibration = load_record(path).get("calibration")
    least = calibration.get("least_energy") if isinstance(calibration, dict) else None
    return least if isinstance(least, float) else None


def as_maps(output: np.ndarray) -> np.ndarray:
    """One layer's output for one image as feature maps, `(rows, columns, channels)`."""
    return output if output.ndim == 3 else output.reshape(1, 1, -1)
