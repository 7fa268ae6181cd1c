"""`python -m model`: what it prints, where, and how it ends."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.__main__ import main
from tests.support.project import PROJECT

EXAMPLES = sorted(map(str, (PROJECT / "assets" / "examples").glob("*.png")))


@pytest.fixture
def blank(tmp_path):
    Image.new("L", (50, 50), 255).save(path := tmp_path / "blank.png")
    return str(path)


@pytest.fixture
def text(tmp_path):
    (path := tmp_path / "text.png").write_text("no picture")
    return str(path)


def test_a_picture_gives_a_line_with_its_digit_probability_and_state():
    path = "assets/examples/7-test-41.png"
    done = subprocess.run([sys.executable, "-m", "model", "read", path], cwd=PROJECT, capture_output=True, text=True)
    name, digit, number, percent, state = done.stdout.split()
    assert (name, digit, percent, state) == (path, "7", "%", "digit") and 50 < float(number) <= 100
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)


def test_many_pictures_give_a_line_each_in_their_order(capsys):
    assert main(["read", *EXAMPLES]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[path, Path(path).name[0]] for path in EXAMPLES]


def test_json_says_what_the_recognizer_reads(recognizer, capsys):
    main(["read", "--json", *EXAMPLES])
    for path, line in zip(EXAMPLES, capsys.readouterr().out.splitlines(), strict=True):
        found, reading = json.loads(line), recognizer.read(path)
        assert (found["file"], found["digit"], found["state"]) == (path, reading.digit, reading.state)
        assert found["probability"] == max(found["probabilities"])
        np.testing.assert_allclose(found["probabilities"], reading.probabilities, atol=1e-6)


def test_a_blank_picture_has_no_digit_and_is_no_error(blank, capsys):
    assert main(["read", blank]) == 0
    assert capsys.readouterr().out.split() == [blank, "-", "blank"]
    assert main(["read", "--json", blank]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["digit"], found["probability"]) == ("blank", None, None)


def test_what_is_no_picture_is_named_and_the_others_are_read(text, capsys):
    assert main(["read", text, EXAMPLES[3], "nowhere.png"]) == 1
    out, errors = capsys.readouterr()
    assert out.split()[1] == "3" and len(out.splitlines()) == 1
    first, last = errors.splitlines()
    assert first.startswith(f"{text}: That file is not a picture")
    assert last == "nowhere.png: There is no such file."


def test_in_json_an_error_is_a_line_of_its_own(text, capsys):
    assert main(["read", "--json", text]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["file"] == text and "not a picture" in found["error"]


def test_another_network_reads_where_it_is_asked_to(capsys):
    from model import Recognizer

    path = PROJECT / "model" / "saved" / "lesson.keras"
    main(["read", "--json", "--model", str(path), EXAMPLES[4]])
    found = json.loads(capsys.readouterr().out)
    np.testing.assert_allclose(found["probabilities"], Recognizer.load(path).read(EXAMPLES[4]).probabilities, atol=1e-6)


def test_without_a_network_nothing_is_read(capsys):
    assert main(["read", "--model", "nowhere.keras", EXAMPLES[0]]) == 2
    out, errors = capsys.readouterr()
    assert out == "" and errors.startswith("model: No network at nowhere.keras")


@pytest.mark.parametrize(("count", "is_watched", "bars"), [(10, True, True), (10, False, False), (1, True, False)])
def test_a_bar_shows_how_many_are_read_where_somebody_looks_on(monkeypatch, capsys, count, is_watched, bars):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_watched)
    main(["read", *EXAMPLES[:count]])
    out, errors = capsys.readouterr()
    assert (f"{count}/{count}" in errors) == bars
    assert len(out.splitlines()) == count


@pytest.mark.parametrize("arguments", [[], ["read"], ["write", "a.png"]])
def test_a_wrong_command_says_how_it_is_used(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m model" in capsys.readouterr().err
