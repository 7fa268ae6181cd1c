"""The position of a drawing among MNIST's digits in a network's feature space; computed once, saved with the network.

    python -m model.inside.atlas [NETWORK.keras]      # writes NETWORK.atlas.npz; two minutes on two cores
"""
from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np

from model.digits.mnist import Mnist, load_mnist
from model.networks.compiled import EVALUATION_BATCH, Compiled
from model.networks.files import SAVED, UNREADABLE, NetworkError
from model.networks.loading import load_network
from model.networks.tracing import trace

ON_THE_MAP = 2000  # test digits shown
NEIGHBORS = 4000  # training digits among which the nearest are sought; saved with their images
COMPONENTS = 24  # principal components kept of a neighbor's features
DIGITS_PER_FILTER = 4  # those with its strongest responses


@dataclass(frozen=True)
class Atlas:
    """A map of digits by their features, which are the inputs of the layer `logits`.

    Attributes:
        weights: SHA-256 of the network's weights, hexadecimal; the atlas is valid for this network only.
        mean: `(features,)` `float32`, the mean of the test digits' features: the middle of the map.
        axes: `(2, features)` `float32`, the first two principal components of the test digits' features.
        places: `(n, 2)` `float32`, positions of test digits on the map.
        labels: `(n,)` `uint8`, labels of those test digits.
        components: `(24, features)` `float32`, the first principal components of the training digits' features.
        neighbors: `(m, 24)` `float16`, training digits in these components, relative to `mean`.
        neighbor_images: `(m, 28, 28)` `uint8`.
        neighbor_labels: `(m,)` `uint8`.
        exciting: `(filters of all convolutions, 4, 3)` `int16`: for each filter, convolution by convolution, the
            neighbors whose maps have the highest values, each with the row and column of that value; -1 if no value is
            above 0.
    """

    weights: str
    mean: np.ndarray
    axes: np.ndarray
    places: np.ndarray
    labels: np.ndarray
    components: np.ndarray
    neighbors: np.ndarray
    neighbor_images: np.ndarray
    neighbor_labels: np.ndarray
    exciting: np.ndarray

    def place(self, features: np.ndarray) -> np.ndarray:
        """The position of features `(features,)` on the map: `(2,)`."""
        return self.axes @ (features - self.mean)

    def nearest(self, features: np.ndarray, count: int = 5) -> np.ndarray:
        """Indices of the neighbors nearest to features `(features,)`, nearest first."""
        distances = ((self.neighbors - self.components @ (features - self.mean)) ** 2).sum(axis=1)
        return np.argsort(distances, kind="stable")[:count]


def features_layer(network: keras.Model) -> str:
    """The name of the layer before `logits`, whose output is the features.

    Raises:
        NetworkError: if there is no such layer.
    """
    _, calls = trace(network)
    below = next((call.inputs[0] for call in calls if call.layer.name == "logits"), None)
    names = [call.layer.name for call in calls if call.output is below]
    if not names:
        raise NetworkError(f"The network {network.name!r} has no layer named `logits`, whose input an atlas maps.")
    return names[0]


def build_atlas(network: keras.Model, mnist: Mnist, seed: int = 0) -> Atlas:
    """The atlas of a network, from random test and training digits.

    Source of the map: Pearson, "On lines and planes of closest fit to systems of points in space", 1901.
    """
    rng = np.random.default_rng(seed)
    tests, trains = (np.sort(rng.permutation(len(images))[:count]) for images, count in
                     ((mnist.test_images, ON_THE_MAP), (mnist.train_images, NEIGHBORS)))
    of_tests, of_trains = features_of(network, mnist.test_images), features_of(network, mnist.train_images[trains])
    mean = of_tests.mean(axis=0)
    axes, components = principal_axes(of_tests, 2), principal_axes(of_trains, COMPONENTS)
    return Atlas(fingerprint(network), mean, axes, (of_tests[tests] - mean) @ axes.T, mnist.test_labels[tests],
                 components, ((of_trains - mean) @ components.T).astype(np.float16), mnist.train_images[trains],
                 mnist.train_labels[trains], exciting_digits(network, mnist.train_images[trains]))


def features_of(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """The features of images `(n, 28, 28)`: `(n, features)` `float32`."""
    return np.concatenate([outputs[0] for outputs in outputs_of(network, [features_layer(network)], images)])


def outputs_of(network: keras.Model, names: list[str], images: np.ndarray) -> Iterator[list[np.ndarray]]:
    """The outputs of the named layers, one batch of images at a time."""
    compiled = Compiled(network)
    for start in range(0, len(images), EVALUATION_BATCH):
        yield [*compiled.forward(images[start:start + EVALUATION_BATCH], names)[2].values()]


def principal_axes(features: np.ndarray, count: int) -> np.ndarray:
    """The first principal components of features `(n, features)`, each of length 1: `(count, features)`.

    The entry of largest magnitude is positive in each, so that the signs are well defined.
    """
    _, axes = np.linalg.eigh(np.cov(features.astype(np.float64), rowvar=False))
    axes = axes.T[::-1][:count]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return (axes * np.sign(largest)).astype(np.float32)


def exciting_digits(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """For each filter of each convolution, the images with the highest values on its map; see `Atlas.exciting`."""
    names = [layer.name for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    if not names:
        return np.zeros((0, DIGITS_PER_FILTER, 3), np.int16)
    peaks = [np.concatenate([peak(maps) for maps in batch], axis=1) for batch in outputs_of(network, names, images)]
    values, positions = np.split(np.concatenate(peaks), [1], axis=2)  # (images, filters, 1) and (images, filters, 2)
    order = np.argsort(-values[..., 0], axis=0, kind="stable")[:DIGITS_PER_FILTER]  # (4, filters)
    filters = np.arange(order.shape[1])
    found = np.concatenate([order[..., None], positions[order, filters]], axis=2)
    found[values[order, filters, 0] <= 0] = -1
    return found.transpose(1, 0, 2).astype(np.int16)


def peak(maps: np.ndarray) -> np.ndarray:
    """The highest value of each map `(n, rows, columns, filters)` with its row and column: `(n, filters, 3)`."""
    flat = maps.reshape(len(maps), -1, maps.shape[-1])
    highest = flat.argmax(axis=1)
    rows, columns = np.divmod(highest, maps.shape[2])
    return np.stack([flat.max(axis=1), rows, columns], axis=2)


def fingerprint(network: keras.Model) -> str:
    return hashlib.sha256(b"".join(np.asarray(weights).tobytes() for weights in network.get_weights())).hexdigest()


def atlas_path(network_path: Path) -> Path:
    """The path of a saved network's atlas."""
    return network_path.with_suffix(".atlas.npz")


def save_atlas(atlas: Atlas, path: Path) -> None:
    """Save the atlas atomically: write a temporary file, then rename it."""
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(partial, **asdict(atlas))
    partial.replace(path)


def load_atlas(path: Path, network: keras.Model) -> Atlas | None:
    """The atlas in a file; None if it is missing, damaged, or belongs to another network."""
    try:
        with np.load(path, allow_pickle=False) as file:
            values = dict(file)
        atlas = Atlas(str(values.pop("weights")), **values)
    except UNREADABLE:
        return None
    return atlas if atlas.weights == fingerprint(network) else None


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else SAVED / "best.keras"
    try:
        save_atlas(build_atlas(load_network(path), load_mnist()), atlas_path(path))
    except NetworkError as error:
        print(f"model.inside.atlas: {error}", file=sys.stderr)
        return 1
    print(f"{atlas_path(path)}: {atlas_path(path).stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
