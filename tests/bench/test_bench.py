"""Parts of the benchmarks: rendered pads, and reports."""
from __future__ import annotations

import json

import numpy as np
import pytest

from bench import accuracy, export
from bench.common.pads import MANNERS, draw_pad
from bench.common.report import Report, markdown
from model.exports.formats import FORMATS
from model.exports.runtimes import OPENERS
from tests.support.drawings import SEVEN, points_of


def box_of(pad):
    rows, columns = (np.flatnonzero((pad < 128).any(axis=axis)) for axis in (1, 0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def test_a_drawing_on_the_pad_has_the_given_size_and_pen_width():
    top, bottom, left, right = box_of(draw_pad(points_of(SEVEN), size=0.5, pen=0.05))
    assert bottom - top == pytest.approx(280 * 0.55, abs=2)  # the longer side plus the pen's width
    assert right - left == pytest.approx(280 * (0.5 * 400 / 600 + 0.05), abs=2)


def test_a_drawing_is_rendered_at_its_offset():
    top, bottom, left, right = box_of(draw_pad(points_of(SEVEN), size=0.3, pen=0.05, place=(-0.25, 0.2)))
    assert ((left + right) / 560, (top + bottom) / 560) == pytest.approx((0.25, 0.7), abs=0.01)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_seven_is_a_seven_in_every_manner(recognizer, manner):
    assert recognizer.read(draw_pad(points_of(SEVEN), **MANNERS[manner]), []).digit == 7


def test_accuracy_prints_its_tables_and_writes_counts(tmp_path, capsys):
    strokes = [stroke.tolist() for stroke in points_of(SEVEN)]
    face = [[[200, 200], [800, 200], [800, 800], [200, 800], [200, 200]], [[350, 400], [380, 420]],
            [[650, 400], [620, 420]], [[350, 650], [500, 700], [650, 650]]]
    (tmp_path / "digits.json").write_text(json.dumps([{"label": 7, "writer": "a", "split": "tes", "strokes": strokes}]))
    (tmp_path / "doodles.json").write_text(json.dumps([{"word": "face", "strokes": face}]))
    accuracy.main(["--drawings", str(tmp_path / "digits.json"), "--not-digits", str(tmp_path / "doodles.json"),
                   "--output", str(tmp_path / "out")])
    printed = capsys.readouterr().out
    assert "| drawings read right | 8 | 100.00 % |" in printed
    assert "| doodles refused | 1 | 100.00 % |" in printed
    written = json.loads((tmp_path / "out" / "accuracy.json").read_text())
    assert written["drawings"]["writer"] == {"a": [8, 8]} and written["drawings"]["manner"]["turned"] == [1, 1]
    assert written["doodles"] == {"count": 1, "refused": 1}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"accuracy.json", "errors-drawings.png"}


def test_exports_are_measured_in_every_format(monkeypatch, tmp_path):
    file = tmp_path / "export.json"
    monkeypatch.setattr("sys.argv", ["bench/export.py", "--digits", "100", "--rounds", "2", "--output", str(file)])
    monkeypatch.setattr(export.tf.config.threading, "set_intra_op_parallelism_threads", lambda count: None)
    monkeypatch.setattr(export.tf.config.threading, "set_inter_op_parallelism_threads", lambda count: None)
    export.main()
    [table] = json.loads(file.read_text())["tables"]
    assert [row["format"] for row in table] == [FORMATS[form].words for form in OPENERS]
    assert all(row["read differently"] <= 2 for row in table)  # of 100 digits



def test_rows_with_other_columns_begin_another_table(tmp_path, capsys):
    report = Report()
    for row in ({"ms": "a", "median": 1.5}, {"ms": "b", "median": 20.25}, {"kB": "c", "ours": 3}):
        report.row(row)
    report.note("Done.")
    report.write(tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text())
    assert [len(table) for table in written["tables"]] == [2, 1] and written["notes"] == ["Done."]
    assert {"command", "date", "machine", "versions"} <= written.keys()
    assert "| a | 1.5 |" in capsys.readouterr().out


def test_a_report_names_files_but_not_the_folders_they_are_in(monkeypatch):
    monkeypatch.setattr("sys.argv", ["/somewhere/bench/accuracy.py", "--not-digits", "/home/me/doodles.json.gz"])
    assert Report().origin["command"] == "python bench/accuracy.py --not-digits doodles.json.gz"


def test_a_table_aligns_decimals_and_writes_counts_as_percentages():
    assert markdown([{"x": "a", "s": 1.5, "n": 1234, "right": [1, 3]},
                     {"x": "b", "s": 20.25, "n": None, "right": [2, 2]}]) == (
        "| x | s | n | right |\n| --- | ---: | ---: | ---: |\n"
        "| a | 1.50 | 1,234 | 33.33 % |\n| b | 20.25 | – | 100.00 % |")
