"""The scripts' functions that need no page, by Node's own tests in `tests/scripts/`."""
from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.support.project import PROJECT

TESTS = sorted((PROJECT / "tests" / "scripts").rglob("*.test.js"))


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node")
def test_nodes_tests_of_the_scripts_pass():
    done = subprocess.run(["node", "--test", "--test-reporter=spec", *TESTS], cwd=PROJECT, capture_output=True,
                          text=True, timeout=300)
    failing = done.stdout.rpartition("failing tests:")[2]  # all of it where Node could not even begin
    assert done.returncode == 0, failing + done.stderr


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_a_file_of_nodes_tests_has_the_name_of_its_script(path):
    script = path.relative_to(PROJECT / "tests" / "scripts").with_name(path.name.replace(".test", ""))
    assert (PROJECT / "assets" / "scripts" / script).is_file()
