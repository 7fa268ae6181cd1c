"""The cases that Python and the browser share; `tests/scripts/reading/` has the browser's half."""
from __future__ import annotations

import numpy as np
import pytest

from tests.support.cases import image_of, load_cases

CASES = load_cases()
KINDS = sorted({case["kind"] for case in CASES})
RENEW = "If this change is intended, run `python -m tools.cases`."



def of_kind(kind: str) -> list[dict]:
    return [case for case in CASES if case["kind"] == kind]


@pytest.mark.parametrize("kind", KINDS)
def test_each_shared_case_is_read_as_its_file_says(recognizer, kind):
    for case in of_kind(kind):
        reading = recognizer.read({"strokes": case["strokes"]}, [])
        found = (reading.state, reading.digit, reading.doubt, list(reading.digits))
        assert found == (case["state"], case["digit"], case["doubt"], case["digits"]), RENEW
        np.testing.assert_allclose(reading.probabilities, case["probabilities"], atol=1e-4, err_msg=RENEW)


@pytest.mark.parametrize("kind", KINDS)
def test_each_shared_case_gives_the_image_in_its_file(recognizer, kind):
    for case in of_kind(kind):
        reading = recognizer.read({"strokes": case["strokes"]}, [])
        np.testing.assert_array_equal(reading.image, image_of(case), err_msg=RENEW)
        if reading.steps:
            assert [*reading.steps.corner] == case["corner"] and [*reading.steps.fitted.shape] == case["fitted"], RENEW


def test_the_shared_cases_cover_each_state_and_doubt():
    assert {(case["state"], case["doubt"]) for case in CASES} == {
        ("digit", None), ("blank", None), ("unsure", "no digit"), ("unsure", "several digits"), ("unsure", "two alike")}
    assert len(CASES) >= 300
