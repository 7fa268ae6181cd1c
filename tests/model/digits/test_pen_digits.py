from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import keras
import numpy as np
import pytest

from model.digits import pen_digits
from model.digits.pen_digits import PenDigitsError, draw_all, load_pen_digits, varied
from model.digits.settings import Hand
from model.drawings.preprocessing import center_of_mass
from model.drawings.strokes import PEN
from tests.support.drawings import SEVEN, points_of

# In the format of UCI's file, y up: a 4 in two strokes and a 1 in one.
UNIPEN = """.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 224
.PEN_DOWN
 10 90
 5 40
 60 45
.PEN_UP
.DT 100
.PEN_DOWN
 50 80
 48 0
.PEN_UP
.DT 100
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1 7 225
.PEN_DOWN
 20 100
 21 0
.PEN_UP
"""
STILL = Hand(0, 0, 0, 0, 0, 0, 0, 0, 0, (PEN, PEN))


def compressed(text: bytes) -> bytes:
    """The text in the format of Unix `compress`, each byte as a 9-bit code; valid for fewer than 255 bytes."""
    bits = "".join(f"{byte:09b}"[::-1] for byte in text)
    bits += "0" * (-len(bits) % 8)
    return b"\x1f\x9d\x90" + bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, len(bits), 8))


@pytest.fixture
def unipen_as_original(monkeypatch):
    """Accept `UNIPEN` as UCI's file, with no wrong entries."""
    monkeypatch.setitem(pen_digits.SHA256, "tra", hashlib.sha256(UNIPEN.encode()).hexdigest())
    monkeypatch.setitem(pen_digits.WRONG, "tra", frozenset())


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(pen_digits.MEMBERS["tra"], content)
    return file.getvalue()


@pytest.mark.parametrize("content", [UNIPEN.encode(), compressed(UNIPEN.encode()), zipped(compressed(UNIPEN.encode()))],
                         ids=["unpacked", "compressed", "archive"])
def test_ucis_file_loads_from_the_archive_and_from_its_member(unipen_as_original, tmp_path, content):
    (tmp_path / "digits").write_bytes(content)
    four, one = load_pen_digits(tmp_path / "digits")
    assert (four.label, four.writer, one.label, one.writer) == (4, "12", 1, "7")
    np.testing.assert_array_equal(four.strokes[1], [[50, -80], [48, 0]])  # y down
    assert [len(stroke) for stroke in four.strokes] == [3, 2]


def test_wrong_entries_of_the_source_are_skipped(unipen_as_original, tmp_path, monkeypatch):
    monkeypatch.setitem(pen_digits.WRONG, "tra", frozenset({0}))
    (tmp_path / "digits").write_text(UNIPEN)
    assert [digit.label for digit in load_pen_digits(tmp_path / "digits")] == [1]


def test_a_file_with_another_checksum_is_refused_with_the_alternative(tmp_path):
    (tmp_path / "digits").write_text(UNIPEN)
    with pytest.raises(PenDigitsError, match=r"checksum.*--drawings none"):
        load_pen_digits(tmp_path / "digits")


def test_a_damaged_archive_raises_an_error_that_names_it(tmp_path):
    (tmp_path / "digits.zip").write_bytes(b"PK and nothing")
    with pytest.raises(PenDigitsError, match=r"digits\.zip can't be unpacked"):
        load_pen_digits(tmp_path / "digits.zip")


@pytest.mark.parametrize("name", ["digits.json", "digits.json.gz"])
def test_json_loads_only_the_digits_of_the_requested_split(tmp_path, name):
    entries = [{"label": 7, "writer": "tra-01", "split": "tra", "strokes": [[[1, 2], [3, 4]]]},
               {"label": 8, "writer": "tes-01", "split": "tes", "strokes": [[[1, 2], [3, 4]]]}]
    text = json.dumps(entries).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    [digit] = load_pen_digits(tmp_path / name)
    assert (digit.label, digit.writer) == (7, "tra-01")
    np.testing.assert_array_equal(digit.strokes[0], [[1, 2], [3, 4]])
    assert [digit.label for digit in load_pen_digits(tmp_path / name, split="tes")] == [8]


@pytest.mark.parametrize("content", [b"[]", b"[1]", b"[{}]", b"no json"])
def test_json_without_pen_digits_raises_an_error_that_names_the_file(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(PenDigitsError, match=r"x\.json"):
        load_pen_digits(tmp_path / "x.json")


def test_a_failed_download_names_both_alternatives(monkeypatch):
    def get_file(*_, **__):
        raise Exception("URL fetch failure")  # as Keras does

    monkeypatch.setattr(keras.utils, "get_file", get_file)
    with pytest.raises(PenDigitsError, match=r"URL fetch failure.*--drawings PATH.*--drawings none"):
        load_pen_digits("uci")


def test_a_missing_file_raises_an_error(tmp_path):
    with pytest.raises(PenDigitsError, match="No pen digits"):
        load_pen_digits(tmp_path / "no.tra")


def test_a_hand_without_variation_draws_the_same_image_as_preprocessing():
    from model.drawings.preprocessing import prepare

    [image] = draw_all([points_of(SEVEN)], STILL, seed=0)
    expected = prepare(SEVEN).image
    assert np.abs(image.astype(int) - expected).mean() < 0.5


def test_random_hands_draw_different_images_in_mnists_form():
    images = draw_all([points_of(SEVEN)] * 50, Hand(), seed=0)
    for image in images:
        is_at_edge = image[[0, -1]].any() or image[:, [0, -1]].any()  # where a lopsided drawing stops
        assert is_at_edge or np.abs(np.subtract(center_of_mass(image.astype(float)), 14)).max() <= 0.51
    assert len(np.unique(images.reshape(50, -1), axis=0)) == 50


def test_the_same_seed_draws_the_same_images():
    sevens = [points_of(SEVEN)] * 3
    np.testing.assert_array_equal(draw_all(sevens, Hand(), 5), draw_all(sevens, Hand(), 5))


def test_a_quarter_turn_makes_a_horizontal_stroke_vertical():
    class Turned:
        def normal(self, mean, deviation, size=None):
            return np.array([np.pi / 2, 0]) if size is None else np.zeros(size)

        def uniform(self, low, high, size=None):
            return 0 if size is None else np.zeros(size)

    [stroke] = varied([np.array([[0, 0], [10, 0]], float)], STILL, Turned())
    np.testing.assert_allclose(stroke, [[0, -500], [0, 500]], atol=1e-9)


def test_haste_rounds_corners_and_keeps_straight_strokes_straight():
    rng = np.random.default_rng(0)
    corner, straight = (np.array(points, float) for points in ([(0, 0), (100, 0), (100, 100)], [(0, 0), (100, 0)]))
    for haste, is_sharp in ((0, True), (0.1, False)):
        [turning] = varied([corner], replace(STILL, haste=haste), rng)
        assert (np.hypot(*(turning - (500, -500)).T).min() < 20) == is_sharp
        [level] = varied([straight], replace(STILL, haste=haste), rng)
        np.testing.assert_allclose(level[:, 1], 0, atol=1e-9)


def test_strokes_drift_independently_and_a_dot_stays_a_dot():
    bars = [np.array([(0, y), (100, y)], float) for y in (0, 50)]
    rng = np.random.default_rng(0)
    gaps = [np.subtract(*varied(bars, replace(STILL, drift=0.05), rng))[0] for _ in range(50)]
    # The start of a stroke moves by a sum of normal numbers with deviations 0.05 · (1, 1, 1/2, 1/3); the gap between
    # two strokes varies √2 times as much.
    np.testing.assert_allclose(np.std(gaps, axis=0), 1000 * 0.05 * (1 + 1 + 1 / 4 + 1 / 9)**0.5 * 2**0.5, rtol=0.25)
    dot = np.array([(5, 5)], float)
    assert len(varied([*bars, dot], replace(STILL, drift=0.05), rng)[-1]) == 1


def test_a_stroke_is_continued_at_both_ends_along_its_curve():
    rng, reaching = np.random.default_rng(0), replace(STILL, reach=0.2)
    level = np.array([(0, 0), (100, 0)], float)
    lines = [varied([level], reaching, rng)[0] for _ in range(50)]
    np.testing.assert_allclose(np.concatenate(lines)[:, 1], 0, atol=1e-9)
    lengths = [np.ptp(line[:, 0]) for line in lines]
    assert min(lengths) == pytest.approx(1000) and 1200 < max(lengths) < 1450
    angles = np.linspace(0, np.pi, 100)
    bows = [varied([np.stack([np.cos(angles), -np.sin(angles)], axis=1)], reaching, rng)[0] for _ in range(50)]
    beyond = np.concatenate([bow[bow[:, 1] > 260] for bow in bows])  # the bounding box of the semicircle ends at 250
    assert len(beyond) > 100 and np.abs(beyond[:, 0]).max() < 510
