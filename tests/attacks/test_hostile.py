"""Any input gets a reading, or a sentence that says what to do."""
from __future__ import annotations

import inspect
import json
import re
from dataclasses import asdict
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.common import attacks
from model.drawings.drawing import DrawingError
from model.drawings.pictures import MAX_SCANS
from model.drawings.preprocessing import prepare
from model.learning.choices import ALLOWED, Choices, Limits, choices_from, layer_rows
from page.demo import build_demo
from page.networks.networks import Networks
from page.networks.trainings import Trainings
from page.parts.part import Part
from tests.support.waiting import awaited

SENTENCE = re.compile(r"[A-Z].{8,}[.!?]$", re.DOTALL)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEEDS = st.integers(0, 2**32 - 1)

NUMBERS = st.one_of(st.integers(-2000, 2000), st.integers(), st.floats(), st.booleans(), st.text(max_size=3), st.none())
ANYTHING = st.recursive(NUMBERS, lambda inner: st.one_of(
    st.lists(inner, max_size=6), st.dictionaries(st.sampled_from(attacks.KEYS), inner, max_size=5)), max_leaves=20)
DRAWINGS = st.one_of(ANYTHING, st.fixed_dictionaries({"strokes": st.one_of(
    ANYTHING, st.lists(st.lists(NUMBERS, max_size=8), max_size=6), st.lists(st.lists(st.floats(), max_size=8)))}))


def is_read_or_refused(drawing) -> None:
    """An image in MNIST's form, or a sentence."""
    try:
        image = prepare(drawing).image
    except DrawingError as error:
        assert SENTENCE.match(str(error))
    else:
        assert image.shape == (28, 28) and image.dtype == np.uint8


# Strokes

@FEW
@given(DRAWINGS)
def test_any_json_is_read_as_a_drawing_or_gets_a_sentence(drawing):
    is_read_or_refused(drawing)


@pytest.mark.parametrize("text", [text for text in attacks.TEXTS if text.startswith('{"strokes"')])
def test_invalid_strokes_get_a_sentence(text):
    is_read_or_refused(json.loads(text))


@pytest.mark.parametrize("strokes", [[[1] * 2_000_000], [[]] * 1_000_000, [[1, 2]] * 500_000, [[0, 0] * 20_001]],
                         ids=["a million points", "a million empty strokes", "a dot half a million times",
                              "one too many"])
def test_too_many_strokes_are_refused_before_they_are_drawn(strokes, monkeypatch):
    monkeypatch.setattr("model.drawings.preprocessing.draw_strokes", None)
    with pytest.raises(DrawingError, match="too many"):
        prepare({"strokes": strokes})


# Pictures

@pytest.mark.parametrize("name", attacks.PICTURES)
def test_an_odd_picture_is_read_or_gets_a_sentence(name, tmp_path):
    (tmp_path / "picture.png").write_bytes(attacks.picture(name))
    is_read_or_refused(tmp_path / "picture.png")


@FEW
@given(st.sampled_from(list(attacks.SMALL)), SEEDS)
def test_a_corrupted_picture_is_read_or_gets_a_sentence(tmp_path, name, seed):
    (tmp_path / "picture.png").write_bytes(attacks.spoiled(attacks.picture(name), Random(seed)))
    is_read_or_refused(tmp_path / "picture.png")


@pytest.mark.parametrize("name", ["bomb, 20,000 x 20,000", "only the header of a bomb", "large webp"])
def test_a_picture_of_too_many_pixels_is_not_decoded(name, tmp_path, monkeypatch):
    (tmp_path / "picture.png").write_bytes(attacks.picture(name))
    monkeypatch.setattr("model.drawings.pictures.upright", None)
    with pytest.raises(DrawingError, match="too large"):
        prepare(tmp_path / "picture.png")


def test_a_jpeg_of_thousands_of_scans_is_not_decoded(tmp_path, monkeypatch):
    (tmp_path / "picture.jpg").write_bytes(attacks.scan_bomb(100, MAX_SCANS))
    monkeypatch.setattr("model.drawings.pictures.upright", None)
    with pytest.raises(DrawingError, match="takes too long"):
        prepare(tmp_path / "picture.jpg")


@pytest.mark.parametrize("name", ["svg", "pdf", "postscript", "html"])
def test_a_file_that_could_contain_a_program_is_not_opened_as_a_picture(name, tmp_path):
    (tmp_path / "picture.png").write_bytes(attacks.picture(name))
    with pytest.raises(DrawingError, match="be read as a picture"):
        prepare(tmp_path / "picture.png")


@pytest.mark.parametrize("name", ["cmyk", "16 bits", "palette", "floats", "animated gif", "animated webp"])
def test_a_one_is_read_from_a_picture_in_an_unusual_format(name, tmp_path, recognizer):
    (tmp_path / "picture.png").write_bytes(attacks.picture(name))
    assert recognizer.read(tmp_path / "picture.png", []).digit == 1


# Server functions

@pytest.fixture(scope="module")
def functions():
    """All server functions of the page, by name; no training starts."""
    networks = Networks()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trainings, "start", lambda self, training: {"name": training.name})
        demo = build_demo(networks, Limits())
        networks.start()
        networks.find("lesson").wait()
        yield {f"{block.elem_id} {name}": function for block in demo.blocks.values() if isinstance(block, Part)
               for name, function in vars(block).items() if getattr(function, "_is_server_fn", False)}


TESTING = {"results tested", "results-confusion digits", "results-mistakes digits"}  # the first call takes seconds


def test_the_page_has_server_functions_under_these_names(functions):
    assert {"pad read", "atlas place", "sharing bundle", "train start", "own-digits teach", "why why"} <= set(functions)


def message_of(answer):
    """The result of a server function, which may be a coroutine."""
    return awaited(answer) if inspect.iscoroutine(answer) else answer


@settings(FEW, max_examples=300)
@given(st.data())
def test_every_server_function_answers_any_json(functions, data):
    function = functions[data.draw(st.sampled_from(sorted(set(functions) - TESTING)))]
    json.dumps(message_of(function(data.draw(DRAWINGS))), allow_nan=False)


@FEW
@given(st.lists(st.one_of(DRAWINGS, st.builds(lambda label, drawing: {"label": label, **drawing}, st.integers(-1, 10),
                                             DRAWINGS.filter(lambda drawing: isinstance(drawing, dict)))), max_size=4))
def test_own_digits_are_accepted_or_get_a_sentence(functions, digits):
    answer = functions["own-digits teach"]({"visitor": "v", "digits": digits})
    assert "name" in answer or SENTENCE.match(answer["error"])


DOT = [5, 5]


@pytest.mark.parametrize(("digits", "sentence"), [
    ([{"label": 7, "strokes": [[300, 200, 700, 800] * 5000]}] * 11, "points in all"),
    ([{"label": 7, "strokes": [DOT] * 499}] * 11, "points in all"),
    ([{"label": 7, "image": "data:image/png;base64,AAAA"}] * 51, "pictures"),
])
def test_own_digits_that_would_take_too_long_get_a_sentence(functions, digits, sentence, monkeypatch):
    monkeypatch.setattr("page.tabs.own_digits.own_digit", None)
    assert sentence in functions["own-digits teach"]({"digits": digits})["error"]


def test_drawings_of_many_points_get_fewer_variants(monkeypatch):
    from model.learning import teaching

    drawn = []
    monkeypatch.setattr(teaching, "draw_all", lambda drawings, hand, seed: drawn.append(len(drawings)) or np.zeros(
        (len(drawings), 28, 28), np.uint8))
    for points in (50, 20_000):
        stroke = np.random.default_rng(0).uniform(0, 1000, (points, 2))
        teaching.variations([teaching.OwnDigit(np.zeros((28, 28), np.uint8), 7, [stroke])] * 10, 0)
    assert drawn == [10 * 24, 10]


@FEW
@given(st.one_of(ANYTHING, st.fixed_dictionaries(
    {name: st.one_of(NUMBERS, st.just(value), st.sampled_from(ALLOWED[name]))
     for name, value in asdict(Choices()).items()})))
def test_any_choices_result_in_layers_or_a_sentence(values):
    choices, troubles = choices_from(values, Limits())
    assert all(SENTENCE.match(f"{trouble} ".strip()) for trouble in troubles.values() if len(trouble) > 9)
    if not troubles:
        assert sum(row.parameters for row in layer_rows(choices)) <= Limits.parameters
