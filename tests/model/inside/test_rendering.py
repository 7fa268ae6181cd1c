from __future__ import annotations

import re

import numpy as np

from model.inside.rendering import MAP, SIGNED, colored, sheet
from page.parts.assets import read_asset


def test_zero_is_white_on_the_signed_scale_and_darkest_on_the_other():
    assert colored(np.array([0.0, 3.0]), True)[0].tolist() == [247, 247, 247]
    assert colored(np.array([0.0, 3.0]), False).tolist() == [[68, 1, 84], [253, 231, 37]]


def test_opposite_values_have_the_colors_of_opposite_ends():
    assert colored(np.array([-2.0, 2.0]), True).tolist() == [[5, 80, 160], [175, 75, 0]]


def test_values_that_are_all_zero_have_one_color():
    assert len(np.unique(colored(np.zeros((4, 5)), False).reshape(-1, 3), axis=0)) == 1


def test_a_sheet_shows_the_maps_in_order_with_a_gap_between_them():
    maps = np.stack([np.full((2, 3), value) for value in (0.0, 1.0, 1.0, 0.0, 1.0)], axis=-1)
    picture = sheet(maps, False)
    low, high = MAP[0], MAP[-1]
    assert picture.shape == (8, 7, 3)  # three rows of two maps of 2 x 3, with a pixel in between
    assert picture[0, 0].tolist() == low.tolist()
    assert picture[0, 4].tolist() == high.tolist()  # the second map, after a gap


def test_the_scripts_have_the_same_color_scales():
    text = read_asset("scripts/common/colors.js")
    for name, scale in (("MAP", MAP), ("SIGNED", SIGNED)):
        numbers = re.findall(r"\d+", re.search(rf"const {name} = (\[.*?\]);", text, re.DOTALL).group(1))
        assert list(map(int, numbers)) == scale.ravel().tolist()
