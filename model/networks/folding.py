"""Changes to a trained network's weights that leave its answers alike or calibrate them."""
from __future__ import annotations

import keras
import numpy as np
from keras import layers

# Significant bits of a saved weight, of 24 in `float32`. With fewer, probabilities of MNIST's digits would change by
# more than 0.004; 9 bits compress to less than half of the size.
SIGNIFICANT_BITS = 9

# Scaling their input by a factor above 0 scales their output by the same factor.
SCALE_WITH_INPUT = (layers.ReLU, layers.MaxPooling2D, layers.AveragePooling2D, layers.GlobalAveragePooling2D,
                    layers.Dropout, layers.Flatten)


def fold_batch_normalization(network: keras.Sequential) -> keras.Sequential:
    """The same network in `float32`, with each batch normalization folded into the convolution before it.

    After training, batch normalization is a fixed scale and shift per channel, so the convolution can include it:
    kernel' = kernel · γ / √(variance + ε), bias' = (bias − mean) · γ / √(variance + ε) + β. Every value on a feature
    map is then its patch times its kernel plus its bias. The norm of a folded filter, which γ scales, carries no
    meaning, so `equalize_filters` gives all filters the same norm.

    Raises:
        ValueError: if a batch normalization does not directly follow a convolution.

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
        equalize_filters(result, name)
    return result


def _folded_weights(kernel: np.ndarray, bias: np.ndarray,
                    norm: layers.BatchNormalization) -> tuple[np.ndarray, np.ndarray]:
    gamma, beta, mean, variance = (np.asarray(w, np.float64) for w in norm.get_weights())
    scale = gamma / np.sqrt(variance + norm.epsilon)
    return kernel * scale, (bias - mean) * scale + beta


def equalize_filters(network: keras.Model, name: str) -> None:
    """Give all filters of a convolution the same norm, so that they and their maps can be compared by eye.

    Each filter and its bias are multiplied by a factor above 0, and the next layer's weights for that channel are
    divided by it. ReLU, pooling and averages in between pass the factor on, so the network's answers do not change.

    Args:
        network: changed in place; left unchanged if another kind of layer comes in between.
        name: the convolution's name.

    Source: Nagel et al., "Data-free quantization through weight equalization and bias correction", 2019, section 4.1.
    """
    convolution = network.get_layer(name)
    after = network.layers[network.layers.index(convolution) + 1:]
    following = next((layer for layer in after if not isinstance(layer, SCALE_WITH_INPUT)), None)
    if not isinstance(following, (layers.Conv2D, layers.Dense)):
        return
    kernel, bias = convolution.get_weights()
    norms = np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]).astype(np.float64), axis=0)
    norms = np.maximum(norms, norms.max() / 100 or 1)  # a filter that hardly responds stays faint
    factors = np.exp(np.log(norms).mean()) / norms
    convolution.set_weights([kernel * factors, bias * factors])
    kernel, *others = following.get_weights()
    repeated = np.tile(factors, kernel.shape[-2] // len(factors))  # once per pixel if the maps were flattened
    following.set_weights([kernel / repeated[:, None], *others])


def center_logits(network: keras.Model) -> None:
    """Change the weights so that the ten logits of every image have a mean of 0; the probabilities stay the same.

    Softmax ignores a constant added to all ten logits, so training leaves it undetermined. Without it, the energy of
    the logits, log Σ exp, is the cross-entropy between the uniform distribution and the probabilities: the quantity
    that training on non-digits minimizes.

    Source: Hendrycks, Mazeika & Dietterich, "Deep anomaly detection with outlier exposure", 2019.
    """
    layer = network.get_layer("logits")
    layer.set_weights([weights - weights.mean(axis=-1, keepdims=True) for weights in layer.get_weights()])


def divide_logits(network: keras.Model, temperature: float) -> None:
    """Divide the weights of the logits by the temperature: the network then gives calibrated probabilities itself."""
    layer = network.get_layer("logits")
    layer.set_weights([weights / temperature for weights in layer.get_weights()])


def round_weights(network: keras.Model) -> None:
    """Round all weights to 9 significant bits, so that a browser receives half as many bytes.

    On the last 10,000 training digits, no answer of `best` or `lesson` changed.
    """
    for layer in network.layers:
        layer.set_weights([rounded(weights) for weights in layer.get_weights()])


def rounded(weights: np.ndarray) -> np.ndarray:
    """`float32` values rounded to the nearest with 9 significant bits."""
    fractions, exponents = np.frexp(weights)
    scale = 2.0**SIGNIFICANT_BITS
    return np.ldexp(np.rint(fractions * scale) / scale, exponents).astype(np.float32)
