"""A visitor's choices for a small network and its training, and the resulting layers. Imports no Keras."""
from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple

from model.drawings.drawing import DIGITS, SIZE
from model.networks.windows import output_size, padding_sizes, size_formula

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """The settings on the page, with the names of `TrainingConfig` and of `train.py`'s options.

    Attributes:
        convolutions: number of convolutions, each with its ReLU and pooling.
        filters: of each convolution.
        kernel_size: pixels per side.
        stride: pixels between neighboring positions of a filter.
        padding: "valid" for none, "same" for zeros around the image.
        pooling: pixels per side of the pooling window; 0 for none.
        dense_units: of the hidden dense layer; 0 for none.
        dropout: share of the last hidden layer's values dropped in each step.
        learning_rate: of Adam.
        batch_size: images per step.
        epochs: passes over the training digits.
        digits: number of training digits.
    """

    convolutions: int = 1
    filters: int = 28
    kernel_size: int = 3
    stride: int = 1
    padding: str = "valid"
    pooling: int = 2
    dense_units: int = 128
    dropout: float = 0.2
    learning_rate: float = 0.001
    batch_size: int = 64
    epochs: int = 10
    digits: int = 55_000


# The first is the page's initial choice: 98 % within a few seconds.
PRESETS = {
    "quick": Choices(filters=16, kernel_size=5, dense_units=64, dropout=0.0, learning_rate=0.002, batch_size=128,
                     epochs=2),
    "lesson": Choices(),
    "tiny": Choices(filters=4, kernel_size=5, pooling=2, dense_units=0, dropout=0.0, learning_rate=0.003, epochs=3,
                    digits=20_000),
    "no pooling": Choices(pooling=0, epochs=3),
    "no hidden layer": Choices(dense_units=0, dropout=0.0, epochs=3),
}
ALLOWED: dict[str, tuple[float, float] | tuple[str, ...]] = {
    "convolutions": (1, 3), "filters": (1, 64), "kernel_size": (1, 28), "stride": (1, 8),
    "padding": ("valid", "same"), "pooling": (0, 8), "dense_units": (0, 512), "dropout": (0.0, 0.9),
    "learning_rate": (0.00001, 1.0), "batch_size": (8, 512), "epochs": (1, 100), "digits": (500, 55_000),
}


@dataclass(frozen=True)
class Limits:
    """Limits for each visitor's training.

    Attributes:
        parameters: of one network.
        epochs: of one training.
        seconds: of one training; it is then stopped and keeps what it has learned.
    """

    parameters: int = 2_500_000
    epochs: int = 10
    seconds: int = 120


class Row(NamedTuple):
    """A row of the layer table, computed without building the layer.

    Attributes:
        name: of the Keras layer.
        kind: the layer's type in words.
        output: shape (rows, columns, channels) or (values,).
        formula: calculation of the output size, with numbers; empty if it equals the input size.
        parameters: number of learned parameters.
        counted: calculation of that number; empty if there are none.
    """

    name: str
    kind: str
    output: Shape
    formula: str = ""
    parameters: int = 0
    counted: str = ""


class ImpossibleError(ValueError):
    """These settings don't make a network.

    Attributes:
        setting: name of the setting to change.
    """

    def __init__(self, setting: str, sentence: str) -> None:
        super().__init__(sentence)
        self.setting = setting


def choices_from(values: Any, limits: Limits) -> tuple[Choices, dict[str, str]]:
    """Choices parsed from JSON, and a sentence for each invalid setting; no sentences if they can be trained.

    A setting that is missing or has the wrong type gets its default and a sentence.
    """
    values = values if isinstance(values, Mapping) else {}
    troubles, found = {}, {}
    for field in fields(Choices):
        value = values.get(field.name)
        trouble = trouble_with(field.name, value, limits)
        if trouble:
            troubles[field.name] = trouble
        else:
            found[field.name] = value if isinstance(value, str) else type(field.default)(value)
    choices = replace(Choices(), **found)
    if not troubles:
        troubles = dict(impossible(choices, limits))
    return choices, troubles


def trouble_with(setting: str, value: Any, limits: Limits) -> str:
    """A sentence about a setting's invalid value, regardless of the other settings; empty if it is valid."""
    low, high = allowed = ALLOWED[setting]
    if isinstance(low, str):
        return "" if value in allowed else f"Choose {' or '.join(allowed)}."
    high = min(high, limits.epochs) if setting == "epochs" else high
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # NaN fails the comparison
        return f"From {written(low)} to {written(high)}."
    return "Enter a whole number." if isinstance(low, int) and value != int(value) else ""


def written(number: float) -> str:
    """The number as people write it: 0.00001, 0.9, 55,000."""
    return f"{number:,.9f}".rstrip("0").rstrip(".")


def impossible(choices: Choices, limits: Limits) -> Iterator[tuple[str, str]]:
    """The setting that makes the network impossible or too large, with the reason."""
    try:
        rows = layer_rows(choices)
    except ImpossibleError as error:
        yield error.setting, str(error)
        return
    parameters = sum(row.parameters for row in rows)
    if parameters > limits.parameters:
        setting = "dense_units" if choices.dense_units else "filters"
        yield setting, f"{parameters:,} parameters; the limit here is {limits.parameters:,}."


def layer_rows(choices: Choices) -> list[Row]:
    """The layers in order, from the image to the probabilities.

    Raises:
        ImpossibleError: if a kernel or a window is larger than its input.
    """
    shape = (SIZE, SIZE, 1)
    rows = [Row("image", "image", shape), Row("rescaling", "scaling", shape, "each value / 255")]
    for number in range(1, choices.convolutions + 1):
        rows += convolution_rows(choices, number, rows[-1].output)
    count = math.prod(rows[-1].output)
    rows.append(Row("flatten", "flatten", (count,), " · ".join(map(str, rows[-1].output)) + f" = {count:,}"))
    if choices.dense_units:
        rows.append(dense_row("dense_1", count, choices.dense_units))
        rows.append(Row(f"relu_{choices.convolutions + 1}", "ReLU", (choices.dense_units,)))
    if choices.dropout:
        rows.append(Row("dropout", "dropout", rows[-1].output, f"{choices.dropout:.0%} left out during training"))
    return [*rows, dense_row("logits", rows[-1].output[0], DIGITS), Row("probabilities", "softmax", (DIGITS,))]


def convolution_rows(choices: Choices, number: int, shape: Shape) -> list[Row]:
    """A convolution with its ReLU and pooling, for input of this shape."""
    kernel, filters, channels = choices.kernel_size, choices.filters, shape[2]
    size, formula = slid("kernel_size", kernel, choices.stride, shape[0], choices.padding)
    output = (size, size, filters)
    parameters = (kernel * kernel * channels + 1) * filters
    rows = [Row(f"conv_{number}", "convolution", output, formula, parameters,
                f"({kernel} · {kernel} · {channels} + 1) · {filters}"),
            Row(f"relu_{number}", "ReLU", output)]
    if choices.pooling:
        size, formula = slid("pooling", choices.pooling, choices.pooling, size, "valid")
        rows.append(Row(f"pool_{number}", "max pooling", (size, size, filters), formula))
    return rows


def slid(setting: str, window: int, stride: int, size: int, padding: str) -> tuple[int, str]:
    """In how many places along one axis a window fits, and the formula of it."""
    if padding == "valid" and window > size:
        what = "kernel" if setting == "kernel_size" else "window"
        raise ImpossibleError(setting, f"A {what} of {window} × {window} does not fit into {size} × {size}.")
    return (output_size(size, window, stride, padding),
            size_formula(size, window, stride, *padding_sizes(size, window, stride, padding)))


def dense_row(name: str, inputs: int, units: int) -> Row:
    return Row(name, "dense", (units,), "", (inputs + 1) * units, f"({inputs:,} + 1) · {units}")


def command(choices: Choices) -> str:
    """The `train.py` command that trains the same network."""
    options = (f"--{name.replace('_', '-')} {value}" for name, value in asdict(choices).items())
    return "python train.py --recipe lesson --no-cosine " + " ".join(options)
