"""Color scales for arrays, and contact sheets of feature maps."""
from __future__ import annotations

import numpy as np

# Nine samples of viridis (Smith & van der Walt, 2015), whose lightness increases evenly. The page's scales, in
# assets/scripts/common/colors.js, are the same.
MAP = np.array([[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137],
                [53, 183, 121], [109, 205, 89], [253, 231, 37]], float)
# Blue, white, orange: distinguishable with all common forms of color blindness.
SIGNED = np.array([[5, 80, 160], [90, 150, 210], [247, 247, 247], [240, 150, 60], [175, 75, 0]], float)


def colored(values: np.ndarray, is_signed: bool) -> np.ndarray:
    """The colors of values on one common scale.

    Args:
        values: of any shape.
        is_signed: whether the scale is symmetric about zero; otherwise it starts at zero and clips below.

    Returns:
        `(*values.shape, 3)` `uint8`, red, green and blue.
    """
    high = max(float(np.abs(values).max(initial=0)), 1e-12)
    share = values / (2 * high) + 0.5 if is_signed else np.clip(values, 0, None) / high
    stops = SIGNED if is_signed else MAP
    points = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(share, points, stops[:, part]) for part in range(3)], axis=-1).round().astype(np.uint8)


def sheet(maps: np.ndarray, is_signed: bool, gap: int = 1) -> np.ndarray:
    """All maps of a layer on one picture, arranged as close to a square as possible.

    Args:
        maps: `(rows, columns, channels)`.
        is_signed: as for `colored`.
        gap: white pixels between two maps.

    Returns:
        `(height, width, 3)` `uint8`.
    """
    rows, columns, channels = maps.shape
    across = int(np.ceil(np.sqrt(channels * rows / columns)))
    down = -(-channels // across)
    result = np.full((down * (rows + gap) - gap, across * (columns + gap) - gap, 3), 255, np.uint8)
    colors = colored(maps, is_signed)
    for channel in range(channels):
        top, left = (channel // across) * (rows + gap), (channel % across) * (columns + gap)
        result[top:top + rows, left:left + columns] = colors[:, :, channel]
    return result
