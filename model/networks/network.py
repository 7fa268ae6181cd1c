"""The networks, as lists of layers one can read aloud, and loading a saved one.

Four parts make all of them: convolution, ReLU, pooling, fully connected ("dense"). ReLU and softmax are layers of
their own, so that what comes before and after them can be looked at. The last two layers are always named `logits`
and `probabilities`.
"""
from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from model.drawings.drawing import DIGITS
from model.networks.files import NetworkError

IMAGE_SHAPE = (28, 28, 1)  # rows, columns, channels
# Of a multiple of their input, above 0, they give that multiple.
KEEP_MULTIPLES = (layers.ReLU, layers.MaxPooling2D, layers.AveragePooling2D, layers.GlobalAveragePooling2D,
                  layers.Dropout, layers.Flatten)


# A layer, its inputs and its output, as it is met on the way from the image to the probabilities.
Step = tuple[keras.Operation, tuple[keras.KerasTensor, ...], keras.KerasTensor]


def lesson_layers(filters: int = 28, kernel_size: int = 3, dense_units: int = 128, dropout: float = 0.2,
                  convolutions: int = 1, stride: int = 1, padding: str = "valid",
                  pooling: int = 2) -> list[keras.Layer]:
    """The first network of a lesson on CNNs: one of each part, then the answer. Zeros leave a part out."""
    found = []
    for number in range(1, convolutions + 1):
        found += [layers.Conv2D(filters, kernel_size, stride, padding, name=f"conv_{number}"),
                  layers.ReLU(name=f"relu_{number}")]
        if pooling:
            found.append(layers.MaxPooling2D(pooling, name=f"pool_{number}"))
    found.append(layers.Flatten(name="flatten"))
    if dense_units:
        found += [layers.Dense(dense_units, name="dense_1"), layers.ReLU(name=f"relu_{convolutions + 1}")]
    if dropout:
        found.append(layers.Dropout(dropout, name="dropout"))
    return [*found, *answer_layers()]


def quick_layers(filters: int = 16, kernel_size: int = 5, dense_units: int = 64,
                 dropout: float = 0.0) -> list[keras.Layer]:
    """Two small convolutions, each made smaller at once: little to compute, so that a class can watch it learn."""
    return [
        layers.Conv2D(filters, kernel_size, name="conv_1"),
        layers.ReLU(name="relu_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Conv2D(2 * filters, 3, name="conv_2"),
        layers.ReLU(name="relu_2"),
        layers.MaxPooling2D(2, name="pool_2"),
        layers.Flatten(name="flatten"),
        layers.Dense(dense_units, name="dense_1"),
        layers.ReLU(name="relu_3"),
        layers.Dropout(dropout, name="dropout"),
        *answer_layers(),
    ]


def best_layers(filters: int = 16, kernel_size: int = 5, dense_units: int = 0,
                dropout: float = 0.1) -> list[keras.Layer]:
    """Eight convolutions, wider as the maps get smaller; batch normalization while it learns.

    Global average pooling in place of a hidden dense layer (`dense_units` 0) keeps it small.
    """
    hidden = [layers.Dense(dense_units, name="dense_1"), layers.ReLU(name="relu_9")] if dense_units else []
    return [
        *normalized_convolution(1, filters, kernel_size, "valid"),
        *normalized_convolution(2, 32, 3, "valid"),
        *normalized_convolution(3, 48, 3),
        layers.MaxPooling2D(2, name="pool_1"),
        *normalized_convolution(4, 64, 3),
        *normalized_convolution(5, 96, 3),
        layers.MaxPooling2D(2, name="pool_2"),
        *normalized_convolution(6, 112, 3),
        *normalized_convolution(7, 128, 3),
        *normalized_convolution(8, 128, 3, "valid"),
        layers.GlobalAveragePooling2D(name="average"),
        *hidden,
        layers.Dropout(dropout, name="dropout"),
        *answer_layers(),
    ]


def normalized_convolution(number: int, filters: int, kernel_size: int, padding: str = "same") -> list[keras.Layer]:
    """Convolution, batch normalization, ReLU; the maps keep their size, unless the padding is "valid"."""
    return [
        layers.Conv2D(filters, kernel_size, padding=padding, name=f"conv_{number}"),
        # Quick to follow the weights: validation after each epoch uses what was gathered so far.
        FusedBatchNormalization(momentum=0.9, name=f"norm_{number}"),
        layers.ReLU(name=f"relu_{number}"),
    ]


class FusedBatchNormalization(layers.BatchNormalization):
    """Keras' own, in one operation while it learns: Keras writes a dozen, each of which goes through all maps."""

    def call(self, inputs, training=None, mask=None):
        if not training:
            return super().call(inputs, training, mask)
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(inputs, self.gamma, self.beta, epsilon=self.epsilon)
        for kept, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
            kept.assign(kept * self.momentum + new * (1 - self.momentum))
        return outputs


def answer_layers() -> list[keras.Layer]:
    """Ten scores and the ten probabilities softmax makes of them, exact whatever the layers before compute with."""
    return [layers.Dense(DIGITS, name="logits", dtype="float32"),
            layers.Softmax(name="probabilities", dtype="float32")]


def build_network(hidden_layers: Sequence[keras.Layer], name: str) -> keras.Sequential:
    """The whole network: the image, its scaling, then the layers given.

    Returns:
        A network that takes images `(n, 28, 28, 1)`, 0 to 255, and scales them to 0…1 itself, so that no caller can
        feed it another range; it gives probabilities `(n, 10)`.
    """
    return keras.Sequential([keras.Input(IMAGE_SHAPE, name="image"), layers.Rescaling(1 / 255, name="rescaling"),
                             *hidden_layers], name=name)


def fold_batch_normalization(network: keras.Sequential) -> keras.Sequential:
    """The same network in `float32` without its batch normalizations, each folded into the convolution before it.

    Normalization after training is a fixed scale and shift per channel, and so is part of the convolution:
    kernel' = kernel · γ / √(variance + ε), bias' = (bias − mean) · γ / √(variance + ε) + β. Then every value on a
    map is its patch times its kernel plus its bias, and nothing else. How large a filter is, γ, says nothing by itself:
    they are made equally large (`balance_filters`).

    Raises:
        ValueError: if a batch normalization does not follow a convolution at once.

    Source: Ioffe & Szegedy, "Batch Normalization", 2015, section 3.1.
    """
    folded, weights, normalized = [], {}, []
    for layer in network.layers:
        if not isinstance(layer, layers.BatchNormalization):
            folded.append(layer.__class__.from_config(layer.get_config() | {"dtype": "float32"}))
            weights[layer.name] = layer.get_weights()
        elif isinstance(folded[-1], layers.Conv2D):
            weights[folded[-1].name] = _folded_weights(*weights[folded[-1].name], layer)
            normalized.append(folded[-1].name)
        else:
            raise ValueError(f"`{layer.name}` must follow a convolution. It follows `{folded[-1].name}`.")
    result = keras.Sequential([keras.Input(network.input_shape[1:], name="image"), *folded], name=network.name)
    for layer in result.layers:
        layer.set_weights(weights[layer.name])
    for name in normalized:
        balance_filters(result, name)
    return result


def balance_filters(network: keras.Sequential, name: str) -> None:
    """Make the filters of a convolution equally large, so that they and their maps can be compared by eye.

    Each filter and its bias are multiplied by a number above 0, and the next layer's weights on its map are divided by
    it. In between, ReLU, pooling and averages of a multiple are the multiple: all answers stay as they were.

    Args:
        network: changed in place; as it is where another kind of layer comes in between.
        name: of the convolution.

    Source: Nagel et al., "Data-free quantization through weight equalization and bias correction", 2019, section 4.1.
    """
    convolution = network.get_layer(name)
    after = network.layers[network.layers.index(convolution) + 1:]
    following = next((layer for layer in after if not isinstance(layer, KEEP_MULTIPLES)), None)
    if not isinstance(following, (layers.Conv2D, layers.Dense)):
        return
    kernel, bias = convolution.get_weights()
    sizes = np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]).astype(np.float64), axis=0)
    sizes = np.maximum(sizes, sizes.max() / 100 or 1)  # what hardly answers is to stay faint
    factors = np.exp(np.log(sizes).mean()) / sizes
    convolution.set_weights([kernel * factors, bias * factors])
    kernel, *others = following.get_weights()
    repeated = np.tile(factors, kernel.shape[-2] // len(factors))  # for each place, where the maps were flattened
    following.set_weights([kernel / repeated[:, None], *others])


def _folded_weights(kernel: np.ndarray, bias: np.ndarray,
                    norm: layers.BatchNormalization) -> tuple[np.ndarray, np.ndarray]:
    gamma, beta, mean, variance = (np.asarray(w, np.float64) for w in norm.get_weights())
    scale = gamma / np.sqrt(variance + norm.epsilon)
    return kernel * scale, (bias - mean) * scale + beta


def copy_of(network: keras.Model) -> keras.Model:
    """The network again: to call it would leave traces in it, and others may be reading with it."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    return copy


def center_logits(network: keras.Model) -> None:
    """Make the mean of the network's ten logits 0 for every image, for good; its probabilities stay.

    Softmax leaves out what all ten have in common, so nothing has taught it. Without it, the energy of the logits,
    log Σ exp, is the cross-entropy of probabilities that are all alike: what is made least for drawings of no digit.

    Source: Hendrycks, Mazeika & Dietterich, "Deep anomaly detection with outlier exposure", 2019.
    """
    layer = network.get_layer("logits")
    layer.set_weights([weights - weights.mean(axis=-1, keepdims=True) for weights in layer.get_weights()])


def divide_logits(network: keras.Model, temperature: float) -> None:
    """Make the network itself give calibrated probabilities: its logits divided by the temperature, for good."""
    layer = network.get_layer("logits")
    layer.set_weights([weights / temperature for weights in layer.get_weights()])


def followed(network: keras.Model) -> tuple[keras.Model, list[Step]]:
    """A twin of the network, of the same layers, and each of its steps from the image to the probabilities.

    The `output` of a layer that was called more than once need not be on that way, and then no gradient leads there.
    So it is with a `Sequential` from a file: Keras calls all its layers anew whenever it adds one.
    """
    steps = []

    def follow(layer: keras.Operation, *inputs: keras.KerasTensor, **settings: object) -> keras.KerasTensor:
        output = layer(*inputs, **settings)
        steps.append((layer, inputs, output))
        return output

    way = keras.Model(network.inputs, network.outputs)
    return keras.models.clone_model(way, clone_function=lambda layer: layer, call_function=follow), steps


def network_until(network: keras.Model, name: str) -> keras.Model:
    """The network up to the layer of this name, whose output it gives."""
    twin, steps = followed(network)
    return keras.Model(twin.inputs, next(output for layer, _, output in steps if layer.name == name))


def load_network(path: str | Path) -> keras.Model:
    """A saved network, ready to read images.

    Args:
        path: a `.keras` file.

    Raises:
        NetworkError: if there is no such file, it is not a Keras network, or it does not turn a
            28 x 28 image into ten numbers.
    """
    path = Path(path)
    if not path.is_file():
        raise NetworkError(f"No network at {path}: train one with `python train.py`, or give another `.keras` file.")
    if not zipfile.is_zipfile(path):  # nor Keras' older forms, whose reader would be another
        raise NetworkError(f"{path} is no `.keras` file, or only a part of one: save the network again.")
    try:
        # Safe mode: a file may hold layers and weights, never code.
        network = keras.saving.load_model(path, compile=False, safe_mode=True)
        takes, gives = network.input_shape, network.output_shape
    except Exception as error:  # a file can be wrong in any way
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise NetworkError(f"{path} is not a Keras network that can be loaded: {reason}") from error
    if takes not in ((None, *IMAGE_SHAPE), (None, *IMAGE_SHAPE[:2])):
        raise NetworkError(f"{path} must take images of 28 x 28. It takes {takes}.")
    if gives != (None, DIGITS):
        raise NetworkError(f"{path} must give 10 probabilities. It gives {gives}.")
    return network
