from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from model.drawings.drawing import BlankDrawingError, DrawingError
from model.drawings.preprocessing import center_of_mass, prepare, split_parts
from tests.support.drawings import FORTY_TWO, ONE, SEVEN


def blown_up(image: np.ndarray, times: int, corner: tuple[int, int], side: int = 280) -> np.ndarray:
    """The ink of an image in MNIST's form, magnified and drawn in black on a white pad."""
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    ink = np.kron(image[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1], np.ones((times, times), np.uint8))
    pad = np.full((side, side), 255, np.uint8)
    pad[corner[0]:corner[0] + ink.shape[0], corner[1]:corner[1] + ink.shape[1]] -= ink
    return pad


def disc(side: int = 200, radius: int = 8) -> np.ndarray:
    rows, columns = np.indices((side, side)) - side // 2
    return np.where(rows**2 + columns**2 <= radius**2, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("times", [6, 9, 13])
def test_a_magnified_mnist_digit_off_center_is_restored_to_within_half_a_gray_level(mnist, times):
    differences = [np.abs(prepare(blown_up(image, times, (10, 5))).image.astype(int) - image).mean()
                   for image in mnist.test_images[:200]]
    assert max(differences) < 0.5


def test_center_of_mass_is_the_mean_position_of_the_ink():
    ink = np.zeros((28, 28))
    ink[10, 4] = ink[10, 6] = 1.0
    assert center_of_mass(ink) == (10.0, 5.0)


def test_center_of_mass_of_a_blank_drawing_raises():
    with pytest.raises(BlankDrawingError, match="blank"):
        center_of_mass(np.zeros((28, 28)))


def test_center_of_mass_of_an_array_with_one_axis_raises():
    with pytest.raises(ValueError, match="height, width"):
        center_of_mass(np.zeros(28))


@pytest.mark.parametrize("size", [40, 300, 900])
@pytest.mark.parametrize("place", [50, 400])
def test_strokes_give_the_same_image_at_any_position_and_size(size, place):
    square = np.array([0, 0, 1, 0, 1, 1, 0, 1, 0, 0]) * min(size, 950 - place) + place
    here = prepare({"strokes": [square.tolist()]}).image.astype(int)
    there = prepare({"strokes": [(np.array([0, 0, 1, 0, 1, 1, 0, 1, 0, 0]) * 500 + 200).tolist()]}).image
    assert np.abs(here - there).mean() < 4


def test_the_ink_of_strokes_is_twenty_pixels_long_and_centered_as_in_mnist():
    steps = prepare(SEVEN)
    assert max(steps.fitted.shape) == 20
    assert all(13.5 <= middle <= 14.5 for middle in center_of_mass(steps.image / 255))


def test_digits_side_by_side_are_prepared_like_drawings_of_their_own():
    four, two = split_parts(prepare(FORTY_TWO))
    np.testing.assert_array_equal(four.image, prepare({"strokes": FORTY_TWO["strokes"][:2]}).image)
    np.testing.assert_array_equal(two.image, prepare({"strokes": FORTY_TWO["strokes"][2:]}).image)


def test_digits_side_by_side_in_a_picture_are_separated_by_columns_of_paper():
    pad = np.full((280, 280), 255, np.uint8)
    pad[50:200, 40:60] = pad[80:200, 160:200] = 0
    assert [part.fitted.shape for part in split_parts(prepare(pad))] == [(20, 3), (20, 7)]


@pytest.mark.parametrize("strokes", [
    ONE["strokes"],
    [[100, 100, 100, 900], [300, 100, 300, 900], [500, 100, 500, 900], [700, 100, 700, 900], [900, 100, 900, 900]],
    [[200, 100, 200, 900], [600, 100, 600, 350]],
    [[200, 100, 200, 900], [600, 500, 610, 510]],
], ids=["one", "five", "one is low", "one is a dot"])
def test_a_drawing_without_two_to_four_tall_parts_is_not_split(strokes):
    assert split_parts(prepare({"strokes": strokes})) == []


def test_black_on_white_and_white_on_black_give_the_same_image(mnist):
    pad = blown_up(mnist.test_images[0], 9, (40, 40))
    np.testing.assert_array_equal(prepare(pad).image, prepare(255 - pad).image)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_a_picture_of_any_mode_gives_the_image_of_the_grayscale_picture(mnist, mode):
    pad = np.where(blown_up(mnist.test_images[0], 9, (40, 40)) < 128, 0, 255).astype(np.uint8)
    gray = Image.fromarray(pad)
    if mode == "I;16":
        picture = Image.fromarray(pad.astype(np.uint16) * 257)
    else:
        picture = gray.convert("RGB").convert(mode) if mode == "CMYK" else gray.convert(mode)
    assert np.abs(prepare(picture).image.astype(int) - prepare(gray).image).max() <= 1


@pytest.mark.parametrize("shade", [0, 255])
def test_dark_and_light_ink_on_transparent_paper_is_found(mnist, shade):
    alpha = 255 - blown_up(mnist.test_images[0], 9, (40, 40))
    picture = Image.fromarray(np.dstack([np.full_like(alpha, shade)] * 3 + [alpha]))
    np.testing.assert_allclose(prepare(picture).image, mnist.test_images[0], atol=2)


def test_a_photo_with_an_exif_orientation_is_read_upright(mnist):
    upright = Image.fromarray(blown_up(mnist.test_images[0], 9, (40, 40)))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown rotated by 90 degrees clockwise
    file = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(file, "PNG", exif=exif)
    file.seek(0)
    np.testing.assert_array_equal(prepare(file).image, prepare(upright).image)


def test_ink_is_found_on_grainy_paper_lit_from_one_side(mnist):
    pad = blown_up(mnist.test_images[0], 9, (40, 40)) / 255
    light = np.linspace(0.5, 0.9, 280) * (0.2 + 0.8 * pad)
    photo = np.clip(light + np.random.default_rng(0).normal(0, 0.01, pad.shape), 0, 1)
    assert np.abs(prepare(photo).image.astype(int) - mnist.test_images[0]).mean() < 8


@pytest.mark.parametrize("drawing", [
    {"strokes": []},
    {"strokes": [[]]},
    {"strokes": [[500, 500]]},
    {"strokes": [[500, 500, 505, 505]]},
    np.zeros((280, 280), np.uint8),
    np.full((280, 280), 255, np.uint8),
    np.full((1, 5000), 128, np.uint8),
    np.zeros((1, 1), np.uint8),
    disc(),
], ids=["no stroke", "empty stroke", "dot", "speck", "all black", "all white", "strip", "one pixel", "disc"])
def test_a_drawing_with_nothing_to_read_is_blank(drawing):
    with pytest.raises(BlankDrawingError, match="draw a digit"):
        prepare(drawing)


def test_a_strip_with_ink_becomes_a_line_of_twenty_pixels():
    strip = np.full((1, 5000), 255, np.uint8)
    strip[0, 1000:3000] = 0
    assert prepare(strip).fitted.shape == (1, 20)


@pytest.mark.parametrize("drawing", [
    {}, {"strokes": None}, {"strokes": "7"}, {"strokes": [["a", "b"]]}, {"strokes": [[1, 2, 3]]},
    {"strokes": [[1, float("nan")]]}, {"strokes": [[float("inf"), 1]]}, {"strokes": [[10**400, 1]]},
    {"strokes": [[0, 0] * 30_000]}, {"strokes": [[True, False]]}, 7, np.zeros((2, 2, 9)), np.zeros((0, 4)),
    np.full((9, 9), np.nan), io.BytesIO(b"no picture"), "no such file.png",
])
def test_input_that_is_not_a_drawing_is_refused_with_a_sentence(drawing):
    with pytest.raises(DrawingError, match=r"^[A-Z].*\.$"):
        prepare(drawing)


def test_a_damaged_picture_is_refused_with_a_sentence():
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90), np.uint8)).save(file, "PNG")
    with pytest.raises(DrawingError, match="damaged"):
        prepare(io.BytesIO(file.getvalue()[:2000]))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    with pytest.raises(DrawingError, match="too large"):
        prepare(Image.new("1", (10_000, 6_000)))


@given(st.lists(st.lists(st.tuples(st.integers(-500, 1500), st.integers(-500, 1500)), max_size=9), max_size=5))
def test_any_strokes_give_an_image_with_full_ink_or_are_blank(strokes):
    try:
        image = prepare({"strokes": [[number for point in stroke for number in point] for stroke in strokes]}).image
    except BlankDrawingError:
        return
    assert image.shape == (28, 28) and image.max() == 255
