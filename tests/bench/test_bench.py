"""The benchmarks' own parts: pads drawn as people draw them, and the table of accuracy."""
from __future__ import annotations

import json

import numpy as np
import pytest

from bench import accuracy, export, scale
from bench.common.pads import MANNERS, draw_pad
from model.exports.formats import FORMATS
from model.networks.evaluation import tables
from tests.support.drawings import SEVEN, points_of


def box_of(pad):
    rows, columns = (np.flatnonzero((pad < 128).any(axis=axis)) for axis in (1, 0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def test_a_drawing_has_its_size_and_its_pen_on_the_pad():
    top, bottom, left, right = box_of(draw_pad(points_of(SEVEN), size=0.5, pen=0.05))
    assert bottom - top == pytest.approx(280 * 0.55, abs=2)  # the longer side and the pen's width
    assert right - left == pytest.approx(280 * (0.5 * 400 / 600 + 0.05), abs=2)


def test_a_drawing_lies_where_it_is_placed():
    top, bottom, left, right = box_of(draw_pad(points_of(SEVEN), size=0.3, pen=0.05, place=(-0.25, 0.2)))
    assert ((left + right) / 560, (top + bottom) / 560) == pytest.approx((0.25, 0.7), abs=0.01)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_seven_is_a_seven_in_every_manner(recognizer, manner):
    assert recognizer.read(draw_pad(points_of(SEVEN), **MANNERS[manner]), []).digit == 7


def test_a_spread_takes_no_more_than_so_many_evenly():
    assert accuracy.spread(list(range(10)), 4) == [0, 3, 6, 9]
    assert accuracy.spread([1, 2], None) == [1, 2]


def test_accuracy_prints_and_writes_its_table(tmp_path, capsys):
    strokes = [points.tolist() for points in points_of(SEVEN)]
    face = [[[200, 200], [800, 200], [800, 800], [200, 800], [200, 200]], [[350, 400], [380, 420]],
            [[650, 400], [620, 420]], [[350, 650], [500, 700], [650, 650]]]
    (tmp_path / "digits.json").write_text(json.dumps([{"label": 7, "writer": "a", "split": "tes", "strokes": strokes}]))
    (tmp_path / "doodles.json").write_text(json.dumps([{"word": "face", "strokes": face}]))
    accuracy.main(["--drawings", str(tmp_path / "digits.json"), "--not-digits", str(tmp_path / "doodles.json"),
                   "--output", str(tmp_path / "out")])
    printed = capsys.readouterr().out
    assert "| drawings read right | 8 | 100.00 % |" in printed
    assert "| doodles refused | 1 | 100.00 % |" in printed
    assert (tmp_path / "out" / "accuracy.md").read_text().strip() == printed.strip()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "accuracy.md", "confusion.png", "doodles-taken.png", "errors-drawings.png", "errors-mnist.png",
        "reliability-drawings.png", "reliability-mnist.png"}


def test_exports_are_measured_in_every_format(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["export.py", "--digits", "100", "--rounds", "2"])
    monkeypatch.setattr(export.tf.config.threading, "set_intra_op_parallelism_threads", lambda count: None)
    monkeypatch.setattr(export.tf.config.threading, "set_inter_op_parallelism_threads", lambda count: None)
    export.main()
    [table] = tables(capsys.readouterr().out)
    assert [row[0] for row in table[1:]] == [kind.words for kind in FORMATS.values()]
    assert all(int(row[3]) <= 2 for row in table[1:])  # of 100 digits, read differently


def test_what_a_class_needs_follows_from_the_figures_of_one_copy():
    # 150 readings a second take 0.75 s of the page and 0.6 s of what stands before it; 0.6 of a core is planned for.
    need = scale.needs(30, {"page": 5.0, "all": 9.0, "page MB": 800, "MB": 1100}, core_hour=0.04, gb_hour=0.005)
    assert (need["readings/s"], need["copies"], need["proxies"], need["cores"]) == (150, 2, 1, 3)
    assert need["GB"] == pytest.approx(1.9)
    assert need["month"] == pytest.approx(730 * (3 * 0.04 + 1.9 * 0.005))
