"""The untrained network of each recipe."""
from __future__ import annotations

from collections.abc import Callable

import keras

from model.learning.settings import LESSON_ONLY, TrainingConfig
from model.networks.layers import best_layers, build_network, lesson_layers, quick_layers

LAYERS: dict[str, Callable[..., list[keras.Layer]]] = {
    "lesson": lesson_layers, "quick": quick_layers, "best": best_layers}


def build(config: TrainingConfig) -> keras.Sequential:
    """The untrained network of these settings; the same seed gives the same weights."""
    keras.utils.set_random_seed(config.seed)
    previous = keras.config.dtype_policy()
    keras.config.set_dtype_policy(config.precision)
    try:
        return build_network(layers_of(config), config.recipe)
    finally:
        keras.config.set_dtype_policy(previous)


def layers_of(config: TrainingConfig) -> list[keras.Layer]:
    more = {name: getattr(config, name) for name in LESSON_ONLY} if config.recipe == "lesson" else {}
    return LAYERS[config.recipe](config.filters, config.kernel_size, config.dense_units, config.dropout, **more)
