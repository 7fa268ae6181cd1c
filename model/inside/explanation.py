"""Attribution maps: five answers to "why this digit?", each with one value per pixel of the image.

    saliency         how fast each pixel would change the score
    smooth_saliency  the same with less noise
    grad_cam         where the last convolution found evidence for the digit
    occlusion        how much the score falls if a part of the drawing is covered
    contributions    the score, divided among the pixels

The first three show where. The last two are signed: negative values mark ink that counts against the digit.
"""
from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view

from model.drawings.drawing import DIGITS, SIZE
from model.inside.receptive_fields import enlargement
from model.networks.tracing import LayerCall, trace

CONVOLUTIONS = (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D)
# Layers between a convolution and what people call its feature maps.
AFTER_A_CONVOLUTION = (layers.BatchNormalization, layers.ReLU, layers.Activation)
LEAST_PROBABILITY = 1e-30  # smaller ones are raised to this, because the logarithm of 0 is infinite
NOISY_COPIES = 24  # of an image, for its smooth saliency
NOISE = 0.15  # standard deviation of the noise added to each pixel of a copy; 1 is full ink
PATCH = 5  # pixels, side of the square of paper that covers a part of the drawing
PATH_IMAGES = 32  # between a blank image and the drawing, each in the middle of its step

# From images (n, 28, 28), 0 to 1, and a direction (10,), both float32, to a result per image.
Call = Callable[[np.ndarray, np.ndarray], tf.Tensor]


class Explainer:
    """Explains the answers of one network.

    All maps are `(28, 28)` `float32`, in units of the score for pixels from 0 to 1. The score is the logit of `digit`
    ("why this?"), or the difference between it and the logit of `other` ("why this and not that?"). For a network
    without a layer named `logits`, the logarithms of its probabilities serve instead.

    A map is all zeros if there is nothing to explain: for a blank image, and for a network whose score does not depend
    on the image.

    All methods take

        image: `(28, 28)` `uint8`, ink 255 on paper 0.
        digit: 0 to 9, the digit whose score is explained.
        other: 0 to 9, another digit to compare it with; None for no comparison.

    and raise a ValueError that names an argument which breaks its rule. Creating an explainer compiles the network,
    which takes a few tenths of a second; the network may be trained further between calls.

    Args:
        network: takes images of 28 x 28, 0 to 255, and gives ten probabilities.

    Example:
        >>> reading = recognizer.read({"strokes": [[300, 200, 700, 200, 450, 800]]})
        >>> explainer = Explainer(recognizer.network)
        >>> explainer.contributions(reading.image, digit=7, other=1).shape
        (28, 28)
    """

    def __init__(self, network: keras.Model) -> None:
        twin, calls = trace(network)
        logits, maps = logits_of(twin, calls), last_maps(calls)
        forward = on_unit_pixels(twin, logits)
        self._scores = compile_function(lambda pixels, direction: score(forward(pixels), direction))
        self._gradients = compile_gradients(forward)
        self._grad_cam = None if maps is None else compile_grad_cam(
            on_unit_pixels(twin, [logits, maps]), enlargement(calls, maps))

    def saliency(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """How fast the score changes with each pixel, up or down: |∂ score / ∂ pixel|, at least 0.

        Source: Simonyan, Vedaldi & Zisserman, "Deep Inside Convolutional Networks", 2013, section 3.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        if not pixels.any():
            return np.zeros_like(pixels)
        return np.abs(self._gradients(pixels[None], direction).numpy()[0])

    def smooth_saliency(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """The mean saliency of noisy copies of the image, at least 0: what the copies have in common.

        Source: Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017; absolute gradients, section 3.1.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        if not pixels.any():
            return np.zeros_like(pixels)
        change = np.random.default_rng(0).standard_normal((NOISY_COPIES, SIZE, SIZE), np.float32)
        return np.abs(self._gradients(pixels + np.float32(NOISE) * change, direction).numpy()).mean(axis=0)

    def grad_cam(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """Where the last convolution found evidence for the digit, at least 0.

        The sum of its feature maps, each weighted by the mean gradient of the score with respect to it; then ReLU. The
        maps are those after the convolution's batch normalization and ReLU, if any. All zeros for a network without a
        convolution, or with convolutions only in a nested network.

        Each pixel of the maps is placed at the center of its receptive field, with linear interpolation in between.

        Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks", 2017, section 3.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        if not pixels.any() or self._grad_cam is None:
            return np.zeros_like(pixels)
        return self._grad_cam(pixels[None], direction).numpy()[0]

    def occlusion(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """How much the score falls if the drawing is covered there; negative where it rises.

        For each pixel, the mean fall of the score over all square patches of paper within the image that cover it.

        Source: Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks", 2014, section 4.2.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        covered = covered_copies(pixels, PATCH)
        # A patch that covers no ink leaves the score unchanged, so it is not computed.
        changed = (covered != pixels).any(axis=(2, 3))
        scores = self._scores(np.concatenate([pixels[None], covered[changed]]), direction).numpy()
        falls = np.zeros(changed.shape, np.float32)
        falls[changed] = scores[0] - scores[1:]
        return mean_over_patches(falls, PATCH)

    def contributions(self, image: np.ndarray, digit: int, other: int | None = None) -> np.ndarray:
        """Each pixel's share of the score (integrated gradients); negative where its ink counts against the digit.

        They sum to the score of the image minus that of a blank image, apart from a small error, because they are
        computed in steps. Each is the pixel's ink times its mean gradient on the straight path from the blank image to
        this one, so paper contributes nothing.

        Source: Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks", 2017, section 3.
        """
        pixels, direction = checked_pixels(image), direction_of(digit, other)
        parts = ((np.arange(PATH_IMAGES) + 0.5) / PATH_IMAGES).astype(np.float32)
        return pixels * self._gradients(parts[:, None, None] * pixels, direction).numpy().mean(axis=0)


def checked_pixels(image: np.ndarray) -> np.ndarray:
    """The image as `(28, 28)` `float32`, 0 to 1."""
    image = np.asarray(image)
    if image.shape != (SIZE, SIZE) or image.dtype != np.uint8:
        raise ValueError(f"`image` must be (28, 28) uint8. Received {image.shape} {image.dtype}.")
    return image.astype(np.float32) / 255


def direction_of(digit: int, other: int | None) -> np.ndarray:
    """The weights of the ten logits in the score, `(10,)` `float32`: 1 for the digit, -1 for the other."""
    direction = np.zeros(DIGITS, np.float32)
    check_digit("digit", digit)
    direction[digit] = 1
    if other is not None:
        check_digit("other", other)
        if other == digit:
            raise ValueError(f"`other` must be another digit than `digit`. Received {other!r} for both.")
        direction[other] = -1
    return direction


def check_digit(name: str, value: object) -> None:
    # To Python a bool is an int, and to NumPy it is a mask.
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value < DIGITS:
        raise ValueError(f"`{name}` must be a whole number from 0 to 9. Received {value!r}.")


def covered_copies(pixels: np.ndarray, side: int) -> np.ndarray:
    """Copies of the image, each with one patch covered by paper: `(rows, columns, 28, 28)`, by the patch's top left."""
    starts = np.arange(SIZE - side + 1)[:, None]
    covers = (np.arange(SIZE) >= starts) & (np.arange(SIZE) < starts + side)  # (starts, 28)
    return np.where(covers[:, None, :, None] & covers[None, :, None, :], np.float32(0), pixels)


def mean_over_patches(values: np.ndarray, side: int) -> np.ndarray:
    """For each pixel, the mean of the patch values `(rows, columns)` over the patches that cover it: `(28, 28)`."""
    sums, counts = (sliding_window_view(np.pad(array, side - 1), (side, side)).sum(axis=(2, 3))
                    for array in (values, np.ones_like(values)))
    return sums / counts


def compile_gradients(forward: Callable[[tf.Tensor], tf.Tensor]) -> Call:
    """From images and a direction to ∂ score / ∂ pixel, `(n, 28, 28)`; `forward` gives the logits."""
    def gradients(pixels: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            scores = score(forward(pixels), direction)
        return tape.gradient(scores, pixels, unconnected_gradients="zero")

    return compile_function(gradients)


def compile_grad_cam(forward: Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]],
                     enlarge: tuple[np.ndarray, np.ndarray]) -> Call:
    """From images and a direction to Grad-CAM maps, `(n, 28, 28)`.

    Args:
        forward: gives the logits and the feature maps.
        enlarge: matrices to the left and right of a map that give it the size of the image.
    """
    def grad_cam(pixels: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits, maps = forward(pixels)
            scores = score(logits, direction)
        gradients = tape.gradient(scores, maps, unconnected_gradients="zero")
        weights = tf.reduce_mean(gradients, axis=(1, 2), keepdims=True)
        evidence = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))
        return enlarge[0] @ evidence @ enlarge[1]

    return compile_function(grad_cam)


def compile_function(function: Callable[[tf.Tensor, tf.Tensor], tf.Tensor]) -> Call:
    """The function, compiled once for any number of images and any digits."""
    signature = [tf.TensorSpec((None, SIZE, SIZE), tf.float32), tf.TensorSpec((DIGITS,), tf.float32)]
    return tf.function(function, input_signature=signature).get_concrete_function()


def score(logits: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
    return tf.linalg.matvec(tf.cast(logits, tf.float32), direction)


def on_unit_pixels(network: keras.Model, outputs: object) -> Callable[[tf.Tensor], object]:
    """From images `(n, 28, 28)` with pixels 0 to 1 to these outputs of the network, whose own input is 0 to 255."""
    model = keras.Model(network.inputs, outputs)
    has_channels = len(network.input_shape) == 4
    return lambda pixels: model(255 * (pixels[..., None] if has_channels else pixels), training=False)


def logits_of(network: keras.Model, calls: list[LayerCall]) -> keras.KerasTensor:
    """The output of the layer named `logits`, or the logarithms of the probabilities if there is none; `(n, 10)`.

    The two differ by a number that is the same for all ten digits, so it cancels in a comparison of two digits.
    """
    for call in calls:
        if call.layer.name == "logits":
            return call.output
    return keras.ops.log(keras.ops.clip(network.outputs[0], LEAST_PROBABILITY, 1))


def last_maps(calls: list[LayerCall]) -> keras.KerasTensor | None:
    """The maps of the last convolution, after its normalization and activation; None if there is no convolution."""
    maps = None
    for layer, inputs, output in calls:
        if isinstance(layer, CONVOLUTIONS) or (isinstance(layer, AFTER_A_CONVOLUTION) and inputs[0] is maps):
            maps = output
    return maps
