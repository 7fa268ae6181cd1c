"""Where a drawing lives among MNIST's digits as one network sees them; computed once, kept beside the network.

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
from model.networks.compiled import EVALUATION_BATCH
from model.networks.files import SAVED, UNREADABLE, NetworkError
from model.networks.network import followed, load_network

ON_THE_MAP = 2000  # test digits
NEIGHBORS = 4000  # training digits, with their images
COMPONENTS = 24  # of a neighbor's features
MOST_EXCITING = 4  # digits of each filter


@dataclass(frozen=True)
class Atlas:
    """A map of digits by their features, which are what the layer `logits` gets.

    Attributes:
        weights: SHA-256 of the network's weights, in letters; the atlas fits no other network.
        mean: `(features,)` `float32`, in the middle of the map.
        axes: `(2, features)` `float32`, the two directions in which the features of MNIST's test digits vary most.
        places: `(n, 2)` `float32`, test digits on the map.
        labels: `(n,)` `uint8`, what those are.
        components: `(24, features)` `float32`, the directions in which training digits vary most.
        neighbors: `(m, 24)` `float16`, training digits along these, as seen from `mean`.
        neighbor_images: `(m, 28, 28)` `uint8`.
        neighbor_labels: `(m,)` `uint8`.
        exciting: `(filters of all convolutions, 4, 3)` `int16`: for each filter, convolution after convolution, the
            neighbors whose maps have the highest values, with row and column of those; -1 where none is above zero.
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
        """Where on the map features `(features,)` lie: `(2,)`."""
        return self.axes @ (features - self.mean)

    def nearest(self, features: np.ndarray, count: int = 5) -> np.ndarray:
        """The neighbors nearest to features `(features,)`, the nearest first: their places in `neighbors`."""
        distances = ((self.neighbors - self.components @ (features - self.mean)) ** 2).sum(axis=1)
        return np.argsort(distances, kind="stable")[:count]


def features_layer(network: keras.Model) -> str:
    """The name of the layer before `logits`, whose output the features are.

    Raises:
        NetworkError: if there is no such layer.
    """
    steps = followed(network)[1]
    below = next((inputs[0] for layer, inputs, _ in steps if layer.name == "logits"), None)
    names = [layer.name for layer, _, output in steps if output is below]
    if not names:
        raise NetworkError(f"The network {network.name!r} has no layer named `logits`, whose input an atlas maps.")
    return names[0]


def build_atlas(network: keras.Model, mnist: Mnist, seed: int = 0) -> Atlas:
    """The atlas of a network, with digits taken at random.

    Source: Pearson, "On lines and planes of closest fit to systems of points in space", 1901, for the map.
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
    """The outputs of the layers of these names, a batch of images after the other."""
    twin, steps = followed(network)
    # By name: Keras would give a single output without its list.
    model = keras.Model(twin.inputs, {layer.name: output for layer, _, output in steps if layer.name in names})
    images = images[..., None] if len(network.input_shape) == 4 else images
    for start in range(0, len(images), EVALUATION_BATCH):
        outputs = model.predict_on_batch(images[start:start + EVALUATION_BATCH])
        yield [outputs[name] for name in names]


def principal_axes(features: np.ndarray, count: int) -> np.ndarray:
    """The directions in which features `(n, features)` vary most, each of length 1: `(count, features)`.

    Each points to where its largest entry is positive, so that the same features always give the same.
    """
    _, axes = np.linalg.eigh(np.cov(features.astype(np.float64), rowvar=False))
    axes = axes.T[::-1][:count]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return (axes * np.sign(largest)).astype(np.float32)


def exciting_digits(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """For each filter of each convolution, the images whose maps have the highest values; see `Atlas.exciting`."""
    names = [layer.name for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    if not names:
        return np.zeros((0, MOST_EXCITING, 3), np.int16)
    peaks = [np.concatenate([peak(maps) for maps in batch], axis=1) for batch in outputs_of(network, names, images)]
    values, places = np.split(np.concatenate(peaks), [1], axis=2)  # (images, filters, 1) and (images, filters, 2)
    order = np.argsort(-values[..., 0], axis=0, kind="stable")[:MOST_EXCITING]  # (4, filters)
    filters = np.arange(order.shape[1])
    found = np.concatenate([order[..., None], places[order, filters]], axis=2)
    found[values[order, filters, 0] <= 0] = -1
    return found.transpose(1, 0, 2).astype(np.int16)


def peak(maps: np.ndarray) -> np.ndarray:
    """The highest value of each map `(n, rows, columns, filters)`, with its row and column: `(n, filters, 3)`."""
    flat = maps.reshape(len(maps), -1, maps.shape[-1])
    where = flat.argmax(axis=1)
    rows, columns = np.divmod(where, maps.shape[2])
    return np.stack([flat.max(axis=1), rows, columns], axis=2)


def fingerprint(network: keras.Model) -> str:
    return hashlib.sha256(b"".join(np.asarray(weights).tobytes() for weights in network.get_weights())).hexdigest()


def atlas_path(network_path: Path) -> Path:
    """Where the atlas of a saved network is kept."""
    return network_path.with_suffix(".atlas.npz")


def save_atlas(atlas: Atlas, path: Path) -> None:
    """Writes it whole or not at all: beside first, then renamed."""
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(partial, **asdict(atlas))
    partial.replace(path)


def load_atlas(path: Path, network: keras.Model) -> Atlas | None:
    """The atlas in a file; None if there is none, it is damaged, or it belongs to another network."""
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
