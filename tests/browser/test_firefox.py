"""The page in Firefox: one drawing, the cases that all readers share, and every tab."""
from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pytest

from tests.support.cases import load_cases
from tests.support.project import PROJECT

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PUPPETEER = PROJECT / "tests" / "node_modules" / "puppeteer-core"


@pytest.mark.skipif(not FIREFOX, reason="there is no Firefox")
@pytest.mark.skipif(not PUPPETEER.is_dir(), reason="there is no puppeteer: npm install --prefix tests")
def test_firefox_opens_every_tab_and_reads_the_shared_cases_as_python_does(page_url):
    done = subprocess.run(["node", "tests/browser/firefox.mjs", page_url, FIREFOX], cwd=PROJECT, capture_output=True,
                          text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["errors"] == []
    for found, case in zip(printed["readings"], load_cases(), strict=True):
        assert (found["state"], found["digit"]) == (case["state"], case["digit"])
        np.testing.assert_allclose(found["probabilities"], case["probabilities"], atol=1e-4)
