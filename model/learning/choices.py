"""What a visitor chooses of a small network and its training, and the layers that come of it; no Keras in here."""
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
    """The settings a visitor sees, by the names of `TrainingConfig` and of `train.py`'s options.

    Attributes:
        convolutions: how many there are, each with its ReLU and pooling.
        filters: of each convolution.
        kernel_size: pixels a side.
        stride: pixels from one place of a filter to the next.
        padding: "valid" for none, "same" for zeros around the image.
        pooling: pixels a side of the pooling's window; 0 for none.
        dense_units: of the hidden dense layer; 0 for none.
        dropout: share of the last hidden layer's values left out in each step.
        learning_rate: of Adam.
        batch_size: images a step.
        epochs: times the digits are gone through.
        digits: training digits.
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


# The first is what the page begins with: 98 % in a few seconds.
PRESETS = {
    "in a hurry": Choices(filters=16, kernel_size=5, dense_units=64, dropout=0.0, learning_rate=0.002, batch_size=128,
                          epochs=2),
    "article": Choices(),
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
    """What one visitor may ask of the server.

    Attributes:
        parameters: of one network.
        epochs: of one training.
        seconds: of one training; then it is stopped, and what it has learned is kept.
    """

    parameters: int = 2_500_000
    epochs: int = 10
    seconds: int = 120


class Row(NamedTuple):
    """A layer, before it exists.

    Attributes:
        name: as Keras will call it.
        kind: in words.
        output: (rows, columns, channels), or (values,).
        formula: how the output's size comes about, with numbers; empty where it is the input's.
        parameters: that are learned.
        counted: how these are counted, with numbers; empty where there are none.
    """

    name: str
    kind: str
    output: Shape
    formula: str = ""
    parameters: int = 0
    counted: str = ""


class ImpossibleError(ValueError):
    """Settings that give no network.

    Attributes:
        setting: the name of the one to change.
    """

    def __init__(self, setting: str, sentence: str) -> None:
        super().__init__(sentence)
        self.setting = setting


def choices_from(values: Any, limits: Limits) -> tuple[Choices, dict[str, str]]:
    """Choices out of JSON, and what is wrong with them: a sentence by setting, none if they can be trained.

    A setting that is missing or no number of the right kind keeps the default, and is complained of.
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
    """What is wrong with a setting's value by itself; empty if nothing is."""
    low, high = allowed = ALLOWED[setting]
    if isinstance(low, str):
        return "" if value in allowed else f"Choose {' or '.join(allowed)}."
    high = min(high, limits.epochs) if setting == "epochs" else high
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # nor is what is no number at all (NaN) between them
        return f"From {low:,} to {high:,}."
    return "A whole number, please." if isinstance(low, int) and value != int(value) else ""


def impossible(choices: Choices, limits: Limits) -> Iterator[tuple[str, str]]:
    """The setting that gives no network, or too large a one, with the reason."""
    try:
        rows = layer_rows(choices)
    except ImpossibleError as error:
        yield error.setting, str(error)
        return
    parameters = sum(row.parameters for row in rows)
    if parameters > limits.parameters:
        setting = "dense_units" if choices.dense_units else "filters"
        yield setting, f"{parameters:,} parameters; here {limits.parameters:,} at most."


def layer_rows(choices: Choices) -> list[Row]:
    """The layers in order, from the image to the probabilities.

    Raises:
        ImpossibleError: if a kernel or a window is larger than what it is to slide over.
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
        rows.append(Row("dropout", "dropout", rows[-1].output, f"{choices.dropout:.0%} left out, while it trains"))
    return [*rows, dense_row("logits", rows[-1].output[0], DIGITS), Row("probabilities", "softmax", (DIGITS,))]


def convolution_rows(choices: Choices, number: int, shape: Shape) -> list[Row]:
    """A convolution with its ReLU and pooling, over maps of this shape."""
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
    """The command that trains the same network."""
    options = (f"--{name.replace('_', '-')} {value}" for name, value in asdict(choices).items())
    return "python train.py --recipe lesson --no-cosine " + " ".join(options)
