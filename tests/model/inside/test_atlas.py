from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from model.inside import atlas as module
from model.inside.atlas import (
    Atlas,
    build_atlas,
    features_layer,
    features_of,
    load_atlas,
    outputs_of,
    peak,
    principal_axes,
    save_atlas,
)
from model.networks.files import NetworkError
from model.networks.layers import answer_layers, build_network


@pytest.fixture(scope="module")
def few(mnist):
    return mnist._replace(train_images=mnist.train_images[:300], train_labels=mnist.train_labels[:300],
                   test_images=mnist.test_images[:200], test_labels=mnist.test_labels[:200])


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(4)
    return build_network([layers.Conv2D(3, 3, name="first"), layers.ReLU(), layers.MaxPooling2D(2),
                          layers.Conv2D(4, 3, padding="same", name="second"), layers.ReLU(), layers.Flatten(),
                          layers.Dense(40, name="features"), *answer_layers()], "small")


@pytest.fixture(scope="module")
def atlas(network, few):
    return build_atlas(network, few)


def test_the_features_are_what_the_logits_get(network, few):
    assert features_layer(network) == "features"
    kernel, bias = network.get_layer("logits").get_weights()
    [[logits]] = outputs_of(network, ["logits"], few.test_images)
    np.testing.assert_allclose(features_of(network, few.test_images) @ kernel + bias, logits, atol=1e-3)


def test_the_axes_are_those_of_a_singular_value_decomposition():
    features = np.random.default_rng(0).normal(size=(200, 6)) * [1, 5, 2, 0.1, 3, 1]
    _, _, expected = np.linalg.svd(features - features.mean(axis=0))
    found = principal_axes(features, 2)
    np.testing.assert_allclose(np.abs((found * expected[:2]).sum(axis=1)), 1, atol=1e-6)
    assert (found[np.arange(2), np.abs(found).argmax(axis=1)] > 0).all()


def test_a_test_digit_is_placed_where_the_map_has_it(atlas, network, few):
    placed = np.array([atlas.place(features) for features in features_of(network, few.test_images)])
    np.testing.assert_allclose(placed, atlas.places, atol=1e-3)  # all of so few are on the map, in their order
    np.testing.assert_array_equal(atlas.labels, few.test_labels)


def test_a_training_digit_is_its_own_nearest_neighbor(atlas, network):
    features = features_of(network, atlas.neighbor_images[:20])
    assert [int(atlas.nearest(one, 1)[0]) for one in features] == list(range(20))


def test_the_nearest_come_in_the_order_of_their_distance(atlas, network, few):
    features = features_of(network, few.test_images[:1])[0]
    found = atlas.nearest(features, 5)
    own = atlas.components @ (features - atlas.mean)
    distances = sorted((float(np.linalg.norm(neighbor - own)), i) for i, neighbor in enumerate(atlas.neighbors))
    assert found.tolist() == [i for _, i in distances[:5]]


def test_the_most_exciting_digit_has_the_highest_value_of_its_filter(atlas, network):
    [[first, second]] = [[np.concatenate(maps) for maps in
                          zip(*outputs_of(network, ["first", "second"], atlas.neighbor_images), strict=True)]]
    for filter_, digits in enumerate(atlas.exciting):
        maps = first[..., filter_] if filter_ < 3 else second[..., filter_ - 3]
        if digits[0, 0] < 0:
            assert maps.max() <= 0
            continue
        assert maps[tuple(digits[0])] == maps.max()
        values = [maps[tuple(digit)] for digit in digits]
        assert values == sorted(values, reverse=True)
        assert len({int(digit[0]) for digit in digits}) == 4


def test_a_peak_is_the_highest_value_and_its_place():
    maps = np.zeros((1, 3, 4, 2))
    maps[0, 2, 1, 0], maps[0, 0, 3, 1] = 5, 7
    assert peak(maps).tolist() == [[[5, 2, 1], [7, 0, 3]]]


def test_a_filter_that_never_fires_has_no_exciting_digit(few):
    dead = layers.Conv2D(2, 3, kernel_initializer="zeros")
    network = build_network([dead, layers.Flatten(), *answer_layers()], "dead")
    assert (module.exciting_digits(network, few.train_images[:10]) == -1).all()


def test_an_atlas_comes_back_from_its_file_as_it_was(atlas, network, tmp_path):
    save_atlas(atlas, tmp_path / "small.atlas.npz")
    again = load_atlas(tmp_path / "small.atlas.npz", network)
    for name, value in vars(atlas).items():
        np.testing.assert_array_equal(getattr(again, name), value)
    assert [path.name for path in tmp_path.iterdir()] == ["small.atlas.npz"]


def test_the_atlas_of_another_network_is_not_used(atlas, network, tmp_path):
    save_atlas(atlas, tmp_path / "small.atlas.npz")
    other = keras.models.clone_model(network)
    assert load_atlas(tmp_path / "small.atlas.npz", other) is None


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut off"])
def test_there_is_no_atlas_without_a_whole_file(network, tmp_path, content):
    if content is not None:
        (tmp_path / "x.atlas.npz").write_bytes(content)
    assert load_atlas(tmp_path / "x.atlas.npz", network) is None


def test_a_network_without_logits_has_no_atlas(few):
    network = build_network([layers.Flatten(), layers.Dense(10, activation="softmax")], "fused")
    with pytest.raises(NetworkError, match="logits"):
        build_atlas(network, few)


def test_the_projects_atlas_fits_its_network(recognizer):
    found = load_atlas(module.atlas_path(module.SAVED / "best.keras"), recognizer.network)
    assert isinstance(found, Atlas)
    assert len(found.places) == module.ON_THE_MAP and len(found.neighbors) == module.NEIGHBORS
