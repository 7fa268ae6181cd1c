"""The lock file has every package, each with its checksums, and fits what the project asks for."""
from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from tests.support.project import PROJECT

ASKED = [Requirement(line) for line in (PROJECT / "requirements.txt").read_text().splitlines()
         if line and not line.startswith("#")]
ENTRIES = re.split(r"\n(?=\w)", (PROJECT / "requirements.lock").read_text())
LOCKED = {}
for entry in ENTRIES:
    LOCKED.setdefault(re.match(r"[\w.-]+", entry)[0], []).append(re.search(r"==([\w.+]+)", entry)[1])


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_what_the_project_asks_for_is_locked_within_its_range(asked):
    assert all(asked.specifier.contains(version) for version in LOCKED[asked.name])


def test_every_locked_package_has_its_checksums():
    assert len(ENTRIES) > 50
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in ENTRIES)


def test_the_lock_names_no_place_to_get_packages_from():
    assert not re.search(r"https?://|--index|file:", (PROJECT / "requirements.lock").read_text())
