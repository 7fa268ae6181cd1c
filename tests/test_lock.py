"""The lock file pins every required package, with checksums, to a version within the project's range."""
from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from tests.support.project import PROJECT

REQUIRED = [Requirement(line) for line in (PROJECT / "requirements.txt").read_text().splitlines()
            if line and not line.startswith("#")]
ENTRIES = re.split(r"\n(?=\w)", (PROJECT / "requirements.lock").read_text())
LOCKED = {}
for entry in ENTRIES:
    LOCKED.setdefault(re.match(r"[\w.-]+", entry)[0], []).append(re.search(r"==([\w.+]+)", entry)[1])


@pytest.mark.parametrize("requirement", REQUIRED, ids=str)
def test_each_requirement_is_locked_to_a_version_in_its_range(requirement):
    assert all(requirement.specifier.contains(version) for version in LOCKED[requirement.name])


def test_every_locked_package_has_a_checksum():
    assert len(ENTRIES) > 50
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in ENTRIES)


def test_the_lock_file_names_no_package_index():
    assert not re.search(r"https?://|--index|file:", (PROJECT / "requirements.lock").read_text())
