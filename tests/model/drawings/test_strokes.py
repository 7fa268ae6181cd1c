from __future__ import annotations

import numpy as np
import pytest

from model.drawings.drawing import DrawingError
from model.drawings.strokes import (
    MAX_POINTS,
    MAX_STROKES,
    PEN,
    checked_strokes,
    draw_segments,
    draw_strokes,
    groups_side_by_side,
    segments_of,
)

SIDE = 160  # subpixels


def distances(strokes: list[np.ndarray]) -> np.ndarray:
    """Of each subpixel's center to the nearest point of all segments, one segment at a time."""
    rows, columns = np.indices((SIDE, SIDE)) + 0.5
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        for start, end in zip(stroke, stroke[1:] if len(stroke) > 1 else stroke, strict=False):
            x, y = end - start
            along = ((columns - start[0]) * x + (rows - start[1]) * y) / ((x * x + y * y) or 1)
            along = np.clip(along, 0, 1)
            nearest = np.minimum(nearest, np.hypot(columns - start[0] - along * x, rows - start[1] - along * y))
    return nearest


def random_strokes(rng: np.random.Generator, radius: float) -> list[np.ndarray]:
    """One to three strokes within the canvas; some on whole and half subpixels, some level, upright or of one point."""
    strokes = [rng.uniform(radius, SIDE - radius, (rng.integers(1, 6), 2)) for _ in range(rng.integers(1, 4))]
    if rng.random() < 0.5:
        strokes = [np.round(stroke * 2) / 2 for stroke in strokes]
    if rng.random() < 0.3:
        strokes[0][:, rng.integers(2)] = strokes[0][0, 0]
    return strokes


@pytest.mark.parametrize("seed", range(40))
def test_a_subpixel_is_ink_if_its_center_is_within_half_the_pens_width_of_a_stroke(seed):
    rng = np.random.default_rng(seed)
    radius = 10.0 if seed % 2 else rng.uniform(2, 15)
    strokes = random_strokes(rng, radius)
    drawn = draw_segments(segments_of(strokes), radius, SIDE, SIDE)
    away = distances(strokes)
    is_clear = np.abs(away - radius) > 1e-9  # on the edge itself, either is right
    np.testing.assert_array_equal(drawn[is_clear], (away <= radius)[is_clear])


def test_many_segments_drawn_in_chunks_give_the_ink_of_each_alone():
    rng = np.random.default_rng(0)
    stroke = rng.uniform(10, 150, (1202, 2))
    together = draw_segments(segments_of([stroke]), 4.0, SIDE, SIDE)
    alone = [draw_segments(segments_of([stroke[i:i + 2]]), 4.0, SIDE, SIDE) for i in range(1201)]
    np.testing.assert_array_equal(together, np.any(alone, axis=0))


def test_the_direction_and_the_order_of_strokes_make_no_difference():
    strokes = [np.array([[100, 100], [400, 250], [380, 700.5]]), np.array([[120, 300], [900, 300]])]
    crop, _ = draw_strokes(strokes)
    reversed_crop, _ = draw_strokes([stroke[::-1] for stroke in strokes[::-1]])
    np.testing.assert_array_equal(crop, reversed_crop)


def test_a_drawing_and_its_mirror_image_have_mirrored_ink():
    stroke = np.array([[100, 100], [600, 100], [350, 900], [350, 400]])
    crop, _ = draw_strokes([stroke])
    mirrored, _ = draw_strokes([stroke * (-1, 1) + (1000, 0)])
    np.testing.assert_array_equal(crop, mirrored[:, ::-1])


def test_a_level_line_has_the_pens_width_and_the_boxs_length():
    crop, fitted = draw_strokes([np.array([[100, 500], [900, 500]])])
    assert (crop.shape, fitted.shape) == ((24, 160), (3, 20))
    assert crop.any(axis=1).sum() == PEN * 8 and crop.any(axis=0).all()


def test_fitted_ink_is_the_mean_of_64_subpixels():
    crop, fitted = draw_strokes([np.array([[100, 200], [700, 250], [300, 900]])])
    rows, columns = fitted.shape
    expected = [[crop[8 * i:8 * i + 8, 8 * j:8 * j + 8].mean() for j in range(columns)] for i in range(rows)]
    np.testing.assert_array_equal(fitted, expected)


def test_points_outside_the_grid_are_moved_to_its_edge():
    [stroke] = checked_strokes({"strokes": [[-50, 20, 400.5, 1000.01]]})
    np.testing.assert_array_equal(stroke, [[0, 20], [400.5, 1000]])


@pytest.mark.parametrize(("strokes", "message"), [
    ([[0, 0]] * (MAX_STROKES + 1), "too many strokes: 500"),
    ([[0, 0] * (MAX_POINTS + 1)], "too many points: 20,000"),
])
def test_too_many_strokes_or_points_are_refused(strokes, message):
    with pytest.raises(DrawingError, match=message):
        checked_strokes({"strokes": strokes})


def test_strokes_with_more_than_a_pens_width_between_them_are_groups():
    # The drawing is 700 long, so that the pen is 700 · 2.5 / 17.5 = 100 wide.
    strokes = [np.array(stroke, float) for stroke in (
        [[301, 0], [301, 700]], [[0, 0], [200, 600]], [[400, 300], [402, 300]])]
    groups, pen = groups_side_by_side(strokes)
    assert pen == pytest.approx(100)
    assert [[stroke[0, 0] for stroke in group] for group in groups] == [[0], [301, 400]]
