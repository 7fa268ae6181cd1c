"""Window arithmetic of convolution and pooling along one axis: output size, padding, and the formula with its numbers.

Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016.
"""
from __future__ import annotations

# n: input size, p: padding on each side, k: window size, s: stride; all in pixels. ⌊ ⌋ rounds down.
FORMULA = "⌊(n + 2p − k) / s⌋ + 1"


def output_size(size: int, window: int, stride: int, padding: str) -> int:
    """The number of positions of the window; `padding` is "valid" for none or "same" for zeros around the input."""
    return -(-size // stride) if padding == "same" else (size - window) // stride + 1


def padding_sizes(size: int, window: int, stride: int, padding: str) -> tuple[int, int]:
    """The number of zeros before and after the input; if the total is odd, the extra one comes after, as in Keras."""
    if padding != "same":
        return 0, 0
    total = max((output_size(size, window, stride, padding) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def size_formula(size: int, window: int, stride: int, before: int, after: int) -> str:
    """`FORMULA` with its numbers and its result; if `before` and `after` differ, their sum stands for 2p.

    Example:
        >>> size_formula(28, 3, 1, 0, 0), size_formula(28, 3, 2, 0, 1)
        ('⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26', '⌊(28 + 1 − 3) / 2⌋ + 1 = 14')
    """
    padding = f"2·{before}" if before == after else f"{before + after}"
    return f"⌊({size} + {padding} − {window}) / {stride}⌋ + 1 = {(size + before + after - window) // stride + 1}"
