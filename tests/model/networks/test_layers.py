from __future__ import annotations

import keras
import numpy as np
import pytest

from model.networks.files import SAVED
from model.networks.layers import FusedBatchNormalization
from model.networks.loading import load_network


def test_fused_batch_normalization_computes_what_keras_own_does():
    maps = np.random.default_rng(0).normal(3, 2, (4, 6, 6, 5)).astype(np.float32)
    fused, keras_own = (kind(momentum=0.9) for kind in (FusedBatchNormalization, keras.layers.BatchNormalization))
    np.testing.assert_allclose(fused(maps, training=True), keras_own(maps, training=True), atol=1e-5)
    np.testing.assert_allclose(fused(maps, training=False), keras_own(maps, training=False), atol=0.01)
    # The fused operation divides the variance by n - 1 instead of n, which is 144 here.
    for found, expected in zip(fused.get_weights(), keras_own.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0.01)


@pytest.mark.parametrize("name", ["best", "lesson"])
def test_a_saved_network_consists_of_the_lessons_layers_only(name):
    kinds = {type(layer).__name__ for layer in load_network(SAVED / f"{name}.keras").layers}
    assert kinds <= {"Rescaling", "Conv2D", "ReLU", "MaxPooling2D", "GlobalAveragePooling2D", "Flatten", "Dense",
                     "Dropout", "Softmax"}
