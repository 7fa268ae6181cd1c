"""The part of TensorFlow.js in `assets/vendor/` is what `tools/vendor/` makes from pinned packages."""
from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.support.project import PROJECT

VENDOR = PROJECT / "assets" / "vendor"
SOURCE = PROJECT / "tools" / "vendor"
LOCK = json.loads((SOURCE / "package-lock.json").read_text())["packages"]


@pytest.mark.skipif(not (SOURCE / "node_modules").is_dir(), reason="run `npm ci --prefix tools/vendor` first")
def test_a_new_bundle_has_the_bytes_of_the_committed_one(tmp_path):
    subprocess.run(["node", "build.js", str(tmp_path)], cwd=SOURCE, check=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in VENDOR.iterdir() if path.name != "LICENSES"}


def test_every_package_is_pinned_with_its_checksum():
    pinned = json.loads((SOURCE / "package.json").read_text())["devDependencies"]
    assert pinned == {name: LOCK[f"node_modules/{name}"]["version"] for name in pinned}
    assert all(package["integrity"] for path, package in LOCK.items() if path)


def test_the_lock_file_names_no_registry():
    assert not any("resolved" in package for package in LOCK.values())


def test_the_licenses_name_the_versions_of_the_packages():
    named = re.findall(r"^  (\S+) (\d\S+)", (VENDOR / "LICENSES").read_text(), re.MULTILINE)
    assert len(named) == 4
    assert all(LOCK[f"node_modules/{package}"]["version"] == version for package, version in named)
