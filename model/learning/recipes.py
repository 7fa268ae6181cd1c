"""The recipes of `train.py`: which network, and how it is trained."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import keras

from model.digits.augmentation import Augmentation
from model.digits.pen_digits import Hand
from model.networks.layers import best_layers, build_network, lesson_layers, quick_layers


@dataclass(frozen=True)
class TrainingConfig:
    """Everything chosen for one training; the defaults of `RECIPES` are the command line's.

    Attributes:
        recipe: the name of its list of layers.
        epochs: times MNIST's training digits are gone through.
        batch_size: images a step.
        learning_rate: of Adam; its highest value where there is a schedule.
        filters: of the first convolution.
        kernel_size: of the first convolution, pixels a side.
        dense_units: of the hidden dense layer; 0 for none, where the recipe allows it.
        dropout: share of the last hidden layer's values left out in each step.
        seed: of the weights, the order, the dropout and the augmentation; not of what is held out.
        held_out: share of the training digits, and of the pen digits' writers, kept aside for validation and
            calibration, taken at random.
        decay: share of each kernel's weights taken off in a step, for each 1 of the learning rate; 0 for none.
        cosine: whether the learning rate rises in the first tenth, then falls to 0 along a cosine.
        averaging: momentum of the weights' exponential moving average, which is what is kept; 0 for none.
        augmentation: how far each digit is changed in each epoch; None for not at all.
        calm: share of the epochs, the last ones, in which it is changed half as far: nearer to what will be read.
        drawings: where the pen digits come from: "uci", a file's name, or "none".
        pen_share: share of pen digits in a batch, drawn by other hands.
        no_digit_share: share of made-up drawings of no digit in a batch.
        kind_weight: how much it counts in the loss, beside the digit, which of these kinds an image is; 0 for none.
        hand: how differently those hands draw.
        convolutions: how many there are, each with its ReLU and pooling; this and what follows is for the recipe
            "lesson" alone.
        stride: pixels from one place of a filter to the next.
        padding: "valid" for none, "same" for zeros around the image, so that the maps keep its size.
        pooling: pixels a side of the window that max pooling takes the highest of; 0 for no pooling.
        digits: how many training digits are learned from, the first of them in random order; None for all.
        precision: "float32"; or "mixed_bfloat16" to compute with half of the bits, which is quicker on a processor that
            has operations for it (AMX, AVX-512 BF16). The weights are `float32` all the same.
    """

    recipe: str
    epochs: int
    batch_size: int
    learning_rate: float
    filters: int
    kernel_size: int
    dense_units: int
    dropout: float
    seed: int = 0
    held_out: float = 1 / 12
    decay: float = 0.0
    cosine: bool = False
    averaging: float = 0.0
    augmentation: Augmentation | None = None
    calm: float = 0.0
    drawings: str = "none"
    pen_share: float = 0.0
    no_digit_share: float = 0.0
    kind_weight: float = 0.0
    hand: Hand = field(default_factory=Hand)
    convolutions: int = 1
    stride: int = 1
    padding: str = "valid"
    pooling: int = 2
    digits: int | None = None
    precision: str = "float32"


RECIPES = {
    "lesson": TrainingConfig("lesson", epochs=10, batch_size=256, learning_rate=3e-3, filters=28, kernel_size=3,
                             dense_units=128, dropout=0.2, cosine=True),
    "quick": TrainingConfig("quick", epochs=4, batch_size=256, learning_rate=1.5e-2, filters=16, kernel_size=5,
                            dense_units=64, dropout=0.0, cosine=True),
    "best": TrainingConfig("best", epochs=48, batch_size=160, learning_rate=4e-3, filters=16, kernel_size=5,
                           dense_units=0, dropout=0.1, held_out=1 / 30, decay=0.1, cosine=True, averaging=0.998,
                           augmentation=Augmentation(), calm=0.2, drawings="uci", pen_share=0.2, no_digit_share=0.1),
}
LAYERS: dict[str, Callable[..., list[keras.Layer]]] = {
    "lesson": lesson_layers, "quick": quick_layers, "best": best_layers}
LESSON_ONLY = ("convolutions", "stride", "padding", "pooling")  # settings of the layers that other recipes fix


def build(config: TrainingConfig) -> keras.Sequential:
    """The untrained network of these settings; the same seed gives the same weights."""
    keras.utils.set_random_seed(config.seed)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(config.precision)
    try:
        return build_network(layers_of(config), config.recipe)
    finally:
        keras.config.set_dtype_policy(before)


def layers_of(config: TrainingConfig) -> list[keras.Layer]:
    more = {name: getattr(config, name) for name in LESSON_ONLY} if config.recipe == "lesson" else {}
    return LAYERS[config.recipe](config.filters, config.kernel_size, config.dense_units, config.dropout, **more)


def with_changes(recipe: str, **changes: Any) -> TrainingConfig:
    """The recipe's settings with those given (not None) in place of its own."""
    return replace(RECIPES[recipe], **{name: value for name, value in changes.items() if value is not None})


def with_drawings(config: TrainingConfig, drawings: str | None) -> TrainingConfig:
    """The settings with these pen digits ("uci", a path or "none"); as they are if None."""
    if drawings is None:
        return config
    share = 0.0 if drawings == "none" else config.pen_share or RECIPES["best"].pen_share
    return replace(config, drawings=drawings if drawings in ("none", "uci") else Path(drawings).name, pen_share=share)
