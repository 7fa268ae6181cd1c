"""`python -m model`: what it prints to which stream, and its exit status."""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.__main__ import main, percent
from model.networks.files import SAVED
from tests.support.project import PROJECT

EXAMPLES = sorted(map(str, (PROJECT / "assets" / "examples").glob("*.png")))
WITHOUT_TENSORFLOW = """
import sys
from model.__main__ import main
status = main(sys.argv[1:])
sys.exit(status or int("tensorflow" in sys.modules or "keras" in sys.modules))
"""


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=PROJECT, capture_output=True, text=True)


@pytest.fixture
def blank(tmp_path):
    Image.new("L", (50, 50), 255).save(path := tmp_path / "blank.png")
    return str(path)


@pytest.fixture
def text(tmp_path):
    (path := tmp_path / "text.png").write_text("no picture")
    return str(path)


def test_a_picture_gives_one_line_with_its_digit_probability_and_state():
    done = run("-m", "model", "read", "assets/examples/7-test-41.png")
    assert done.stdout == "assets/examples/7-test-41.png  7  > 99.99 %  digit\n"
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [EXAMPLES[:1], EXAMPLES, ["--json", EXAMPLES[0]], ["--json", *EXAMPLES]],
                         ids=["one picture", "many pictures", "one in JSON", "many in JSON"])
def test_pictures_are_read_without_tensorflow_and_nothing_is_printed_to_standard_error(arguments):
    done = run("-c", WITHOUT_TENSORFLOW, "read", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == len([argument for argument in arguments if argument != "--json"])


def test_a_network_without_a_conversion_is_read_by_tensorflow_without_its_log(tmp_path):
    shutil.copy(SAVED / "lesson.keras", tmp_path)
    done = run("-m", "model", "read", "--model", str(tmp_path / "lesson.keras"), EXAMPLES[4])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[:2] == [EXAMPLES[4], "4"]


def test_many_pictures_give_one_line_each_in_their_order(capsys):
    assert main(["read", *EXAMPLES]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[path, Path(path).name[0]] for path in EXAMPLES]


@pytest.mark.parametrize(("probability", "text"), [
    (0.5, "50.00 %"), (0.99994, "99.99 %"), (0.99996, "> 99.99 %"), (1.0, "> 99.99 %")])
def test_a_probability_is_never_printed_as_100_percent(probability, text):
    assert percent(probability) == text


def test_json_has_the_values_of_the_recognizers_reading(recognizer, capsys):
    main(["read", "--json", *EXAMPLES])
    for path, line in zip(EXAMPLES, capsys.readouterr().out.splitlines(), strict=True):
        found, reading = json.loads(line), recognizer.read(path)
        assert (found["file"], found["digit"], found["state"]) == (path, reading.digit, reading.state)
        assert found["probability"] == max(found["probabilities"])
        np.testing.assert_allclose(found["probabilities"], reading.probabilities, atol=1e-6)


def test_a_blank_picture_has_no_digit_and_is_not_an_error(blank, capsys):
    assert main(["read", blank]) == 0
    assert capsys.readouterr().out.split() == [blank, "-", "blank"]
    assert main(["read", "--json", blank]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["digit"], found["probability"]) == ("blank", None, None)


def test_a_file_that_is_not_a_picture_is_named_and_the_others_are_read(text, capsys):
    assert main(["read", text, EXAMPLES[3], "nowhere.png"]) == 1
    out, errors = capsys.readouterr()
    assert out.split()[1] == "3" and len(out.splitlines()) == 1
    first, last = errors.splitlines()
    assert first.startswith(f"{text}: That file can't be read as a picture")
    assert last == "nowhere.png: There is no such file."


def test_an_error_in_json_is_a_line_of_its_own(text, capsys):
    assert main(["read", "--json", text]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["file"] == text and "be read as a picture" in found["error"]


def test_the_network_given_by_its_path_reads(capsys):
    from model import Recognizer

    path = SAVED / "lesson.keras"
    main(["read", "--json", "--model", str(path), EXAMPLES[4]])
    found = json.loads(capsys.readouterr().out)
    np.testing.assert_allclose(found["probabilities"], Recognizer.load(path).read(EXAMPLES[4]).probabilities, atol=1e-6)


def test_without_a_network_nothing_is_read(capsys):
    assert main(["read", "--model", "nowhere.keras", EXAMPLES[0]]) == 2
    out, errors = capsys.readouterr()
    assert out == "" and errors.startswith("model: No network at nowhere.keras")


@pytest.mark.parametrize(("count", "is_terminal", "has_bar"), [(10, True, True), (10, False, False), (1, True, False)])
def test_a_progress_bar_is_shown_for_many_pictures_on_a_terminal(monkeypatch, capsys, count, is_terminal, has_bar):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    main(["read", *EXAMPLES[:count]])
    out, errors = capsys.readouterr()
    assert (f"{count}/{count}" in errors) == has_bar
    assert len(out.splitlines()) == count


@pytest.mark.parametrize("arguments", [[], ["read"], ["write", "a.png"]])
def test_a_wrong_command_prints_its_usage(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m model" in capsys.readouterr().err
