"""What a network looked at in a drawing: five answers to "why this digit", each a map of the image.

    saliency         which pixels would change the score fastest
    smooth_saliency  the same with less speckle
    grad_cam         where the last convolution found what speaks for the digit
    occlusion        what the score loses where the drawing is covered
    contributions    the score, shared out among the pixels

The first three say where; the last two also for or against: where negative, the ink spoke against the digit.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view

from model.drawings.drawing import DIGITS, SIZE
from model.inside.receptive_fields import enlargement
from model.networks.network import Step, followed

CONVOLUTIONS = (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D)
# What may stand between a convolution and the maps people mean when they speak of its maps.
BEHIND_A_CONVOLUTION = (layers.BatchNormalization, layers.ReLU, layers.Activation)
LEAST_PROBABILITY = 1e-30  # of which a logarithm is taken: that of 0 would be infinite
MOST_IMAGES = 1000  # in one call; the feature maps of more may not fit in memory

# From images (n, 28, 28), 0 to 1, and a direction (10,) to something for each image, both float32.
Call = Callable[[np.ndarray, np.ndarray], tf.Tensor]


class Explainer:
    """Asks one network what made it answer.

    All maps are `(28, 28)` `float32`, in units of the score for an image of 0 to 1. The score is the logit of `digit`
    ("why this?"), or that less the logit of `other` ("why this and not that?"). A network without a layer named
    `logits` is asked for the logarithms of its probabilities instead.

    A map is all zeros where there is nothing to explain: for a blank image, since with nothing drawn there is nothing
    looked at, and for a network whose score does not depend on the image.

    All methods take

        image: `(28, 28)` `uint8`, ink 255 on paper 0.
        digit: 0 to 9, whose score is explained.
        other: 0 to 9, another digit, with whose score it is compared; None for none.

    and raise a ValueError that names the argument which is anything else. Making an explainer compiles the network,
    which takes some tenths of a second; the network may go on learning between the calls.

    Args:
        network: takes images of 28 x 28, 0 to 255, gives ten probabilities.

    Example:
        >>> reading = recognizer.read({"strokes": [[300, 200, 700, 200, 450, 800]]})
        >>> explainer = Explainer(recognizer.network)
        >>> explainer.contributions(reading.image, digit=7, other=1).shape
        (28, 28)
    """

    def __init__(self, network: keras.Model) -> None:
        twin, steps = followed(network)
        logits, maps = logits_of(twin, steps), last_maps(steps)
        look = looking_at(twin, logits)
        self._scores = compiled(lambda pixels, direction: score(look(pixels), direction))
        self._gradients = compiled_gradients(look)
        self._grad_cam = None if maps is None else compiled_grad_cam(
            looking_at(twin, [logits, maps]), enlargement(steps, maps))

    def saliency(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """How fast the score changes with each pixel, up or down: |∂ score / ∂ pixel|, at least 0.

        Source: Simonyan, Vedaldi & Zisserman, "Deep Inside Convolutional Networks", 2013, section 3.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        if not pixels.any():
            return np.zeros_like(pixels)
        return np.abs(self._gradients(pixels[None], direction).numpy()[0])

    def smooth_saliency(self, image: np.ndarray, digit: int, other: int | None = None, samples: int = 24,
                        noise: float = 0.15, seed: int = 0) -> np.ndarray:
        """The mean saliency of noisy copies of the image, at least 0: what the gradients of neighbors agree on.

        Args:
            samples: the number of copies, 1 to 1000.
            noise: the standard deviation of what is added to each pixel, as part of 255; at least 0.
            seed: of the noise; the same gives the same map.

        Source: Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017; of their |gradients|, section 3.1.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        check_whole_number("samples", samples, 1, MOST_IMAGES)
        if not isinstance(noise, Real) or not 0 <= noise < math.inf:
            raise ValueError(f"`noise` must be a number of at least 0. Received {noise!r}.")
        if not pixels.any():
            return np.zeros_like(pixels)
        change = np.random.default_rng(seed).standard_normal((samples, SIZE, SIZE), np.float32)
        return np.abs(self._gradients(pixels + np.float32(noise) * change, direction).numpy()).mean(axis=0)

    def grad_cam(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """Where the last convolution found what speaks for the digit, at least 0.

        The sum of its feature maps, each times the mean gradient of the score with respect to it; then ReLU. They are
        taken behind the convolution's batch normalization and ReLU, if it has them. All zeros for a network without a
        convolution, or with one only inside a part that is itself a network.

        Each of the map's pixels is laid where it looks at the image, with straight passages between them.

        Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks", 2017, section 3.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        if not pixels.any() or self._grad_cam is None:
            return np.zeros_like(pixels)
        return self._grad_cam(pixels[None], direction).numpy()[0]

    def occlusion(self, image: np.ndarray, digit: int, other: int | None = None, side: int = 5) -> np.ndarray:
        """What the score loses where the drawing is covered; negative where it gains.

        For each pixel the mean fall of the score over all patches of paper that cover it and lie within the image.

        Args:
            side: of a patch, 1 to 28 pixels.

        Source: Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks", 2014, section 4.2.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        check_whole_number("side", side, 1, SIZE)
        covered = covered_copies(pixels, side)
        # A patch that hides no ink costs nothing to look at, and changes nothing.
        changed = (covered != pixels).any(axis=(2, 3))
        scores = self._scores(np.concatenate([pixels[None], covered[changed]]), direction).numpy()
        falls = np.zeros(changed.shape, np.float32)
        falls[changed] = scores[0] - scores[1:]
        return mean_over_patches(falls, side)

    def contributions(self, image: np.ndarray, digit: int, other: int | None = None, steps: int = 32) -> np.ndarray:
        """Each pixel's part in the score; negative where its ink speaks against the digit.

        They sum to the score of the image less the score of a blank one, the closer the more steps. Each is the pixel's
        ink times its mean gradient on the way from the blank image to this one; so pixels without ink have no part.

        Args:
            steps: the number of images on that way, 1 to 1000, each in the middle of its step.

        Source: Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks", 2017, section 3.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        check_whole_number("steps", steps, 1, MOST_IMAGES)
        parts = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
        return pixels * self._gradients(parts[:, None, None] * pixels, direction).numpy().mean(axis=0)


def checked_pixels(image: np.ndarray) -> np.ndarray:
    """The image as `(28, 28)` `float32`, 0 to 1."""
    image = np.asarray(image)
    if image.shape != (SIZE, SIZE) or image.dtype != np.uint8:
        raise ValueError(f"`image` must be (28, 28) uint8. Received {image.shape} {image.dtype}.")
    return image.astype(np.float32) / 255


def direction_of(digit: int, other: int | None) -> np.ndarray:
    """What the ten logits are multiplied by to give the score, `(10,)` `float32`: 1 for the digit, -1 for the other."""
    direction = np.zeros(DIGITS, np.float32)
    check_whole_number("digit", digit, 0, DIGITS - 1)
    direction[digit] = 1
    if other is not None:
        check_whole_number("other", other, 0, DIGITS - 1)
        if other == digit:
            raise ValueError(f"`other` must be another digit than `digit`. Received {other!r} for both.")
        direction[other] = -1
    return direction


def check_whole_number(name: str, value: object, least: int, most: int) -> None:
    # A bool is an int to Python, and an index of everything to NumPy.
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ValueError(f"`{name}` must be a whole number from {least} to {most}. Received {value!r}.")


def covered_copies(pixels: np.ndarray, side: int) -> np.ndarray:
    """The image with each patch in turn covered by paper: `(rows, columns, 28, 28)`, by the patch's top left pixel."""
    starts = np.arange(SIZE - side + 1)[:, None]
    covers = (np.arange(SIZE) >= starts) & (np.arange(SIZE) < starts + side)  # (starts, 28)
    return np.where(covers[:, None, :, None] & covers[None, :, None, :], np.float32(0), pixels)


def mean_over_patches(values: np.ndarray, side: int) -> np.ndarray:
    """For each pixel, the mean of the values `(rows, columns)` of those patches that cover it: `(28, 28)`."""
    sums, counts = (sliding_window_view(np.pad(array, side - 1), (side, side)).sum(axis=(2, 3))
                    for array in (values, np.ones_like(values)))
    return sums / counts


def compiled_gradients(look: Callable[[tf.Tensor], tf.Tensor]) -> Call:
    """From images and a direction to ∂ score / ∂ pixel of each, `(n, 28, 28)`; `look` gives the logits."""
    def gradients(pixels: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            scores = score(look(pixels), direction)
        return tape.gradient(scores, pixels, unconnected_gradients="zero")

    return compiled(gradients)


def compiled_grad_cam(look: Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]],
                      enlarge: tuple[np.ndarray, np.ndarray]) -> Call:
    """From images and a direction to Grad-CAM of each, `(n, 28, 28)`.

    Args:
        look: gives the logits and the maps.
        enlarge: what the maps are multiplied by from the left and from the right to be as large as the image.
    """
    def grad_cam(pixels: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits, maps = look(pixels)
            scores = score(logits, direction)
        gradients = tape.gradient(scores, maps, unconnected_gradients="zero")
        weights = tf.reduce_mean(gradients, axis=(1, 2), keepdims=True)
        evidence = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))
        return enlarge[0] @ evidence @ enlarge[1]

    return compiled(grad_cam)


def compiled(function: Callable[[tf.Tensor, tf.Tensor], tf.Tensor]) -> Call:
    """The function compiled once, for any number of images and any digits."""
    signature = [tf.TensorSpec((None, SIZE, SIZE), tf.float32), tf.TensorSpec((DIGITS,), tf.float32)]
    return tf.function(function, input_signature=signature).get_concrete_function()


def score(logits: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
    return tf.linalg.matvec(tf.cast(logits, tf.float32), direction)


def looking_at(network: keras.Model, outputs: object) -> Callable[[tf.Tensor], object]:
    """From images `(n, 28, 28)`, 0 to 1, to these outputs of the network, which itself takes 0 to 255."""
    model = keras.Model(network.inputs, outputs)
    has_channels = len(network.input_shape) == 4
    return lambda pixels: model(255 * (pixels[..., None] if has_channels else pixels), training=False)


def logits_of(network: keras.Model, steps: list[Step]) -> keras.KerasTensor:
    """What the layer named `logits` gives, or the logarithms of the probabilities where there is none; `(n, 10)`.

    Those are the logits but for one number, the same for all ten, which a comparison of two digits does not feel.
    """
    for layer, _, output in steps:
        if layer.name == "logits":
            return output
    return keras.ops.log(keras.ops.clip(network.outputs[0], LEAST_PROBABILITY, 1))


def last_maps(steps: list[Step]) -> keras.KerasTensor | None:
    """The maps of the last convolution, behind its normalization and activation; None if there is no convolution."""
    maps = None
    for layer, inputs, output in steps:
        if isinstance(layer, CONVOLUTIONS) or (isinstance(layer, BEHIND_A_CONVOLUTION) and inputs[0] is maps):
            maps = output
    return maps
