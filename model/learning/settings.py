"""Recipes: the settings of `train.py`'s trainings. Imports neither Keras nor NumPy, so that `--help` is instant."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from model.digits.settings import Augmentation, Hand


@dataclass(frozen=True)
class TrainingConfig:
    """The settings of one training; `RECIPES` holds the command line's defaults.

    Attributes:
        recipe: name of the list of layers.
        epochs: passes over MNIST's training digits.
        batch_size: images per step.
        learning_rate: of Adam; the peak value if there is a schedule.
        filters: of the first convolution.
        kernel_size: of the first convolution, pixels per side.
        dense_units: of the hidden dense layer; 0 for none, where the recipe allows it.
        dropout: share of the last hidden layer's values dropped in each step, 0 to below 1.
        seed: of the weights, the order, dropout and augmentation, but not of the held-out set.
        held_out: share of the training digits, and of the pen digits' writers, set aside at random for validation and
            calibration.
        decay: decoupled weight decay of the kernels, per step and unit of learning rate; 0 for none.
        cosine: whether the learning rate warms up over the first tenth of the steps, then falls to 0 along a cosine.
        averaging: momentum of the exponential moving average of the weights, which is saved instead of them; 0 for
            none.
        augmentation: how far each digit is changed in each epoch; None for no augmentation.
        calm: share of the epochs, at the end, with half the augmentation: closer to the digits that people will draw.
        drawings: source of the pen digits: "uci", a file name, or "none".
        pen_share: share of pen digits in a batch.
        no_digit_share: share of synthetic non-digits in a batch; their target is a uniform distribution.
        kind_weight: weight of the auxiliary loss for an image's source (see `model.learning.kinds`); 0 for none.
        hand: how far pen digits are changed when they are drawn.
        convolutions: number of convolutions, each with its ReLU and pooling. This and the next three settings are for
            the recipe "lesson" only.
        stride: of the convolutions, pixels.
        padding: "valid" for none, or "same" for zeros that keep the size of the feature maps.
        pooling: window of max pooling, pixels per side; 0 for no pooling.
        digits: number of training digits to use; None for all.
        precision: "float32", or "mixed_bfloat16" to compute with half the bits: faster on processors with AMX or
            AVX-512 BF16. The weights are `float32` in both cases.
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
LESSON_ONLY = ("convolutions", "stride", "padding", "pooling")  # settings that the other recipes don't have
PRECISIONS = ("float32", "mixed_bfloat16")


def with_changes(recipe: str, **changes: Any) -> TrainingConfig:
    """The recipe's settings with these changes; those that are None don't count."""
    return replace(RECIPES[recipe], **{name: value for name, value in changes.items() if value is not None})


def with_drawings(config: TrainingConfig, drawings: str | None) -> TrainingConfig:
    """The settings with these pen digits ("uci", a path or "none"); unchanged if None."""
    if drawings is None:
        return config
    share = 0.0 if drawings == "none" else config.pen_share or RECIPES["best"].pen_share
    return replace(config, drawings=drawings if drawings in ("none", "uci") else Path(drawings).name, pen_share=share)
