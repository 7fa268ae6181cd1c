"""The repository is a valid Hugging Face Space, and one command publishes it."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata

import pytest
import tomllib
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.support.project import PROJECT

FRONT = yaml.safe_load((PROJECT / "README.md").read_text().split("---\n")[1])
REQUIREMENTS = [requirement for line in (PROJECT / "requirements.txt").read_text().splitlines()
                if line and not line.startswith("#")
                and (not (requirement := Requirement(line)).marker or requirement.marker.evaluate())]
COLORS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
WORKFLOW = yaml.safe_load((PROJECT / ".github" / "workflows" / "publish.yml").read_text())


def test_the_space_has_the_pinned_version_of_gradio():
    [gradio] = [requirement for requirement in REQUIREMENTS if requirement.name == "gradio"]
    assert (FRONT["sdk"], f"=={FRONT['sdk_version']}") == ("gradio", str(gradio.specifier))


def test_the_mcp_extra_has_the_same_version_of_gradio():
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["mcp"] == [f"gradio[mcp]=={FRONT['sdk_version']}"]


@pytest.mark.parametrize("name", [requirement.name for requirement in REQUIREMENTS])
def test_each_package_supports_the_spaces_python(name):
    try:
        supported = metadata(name)["Requires-Python"] or ""
    except PackageNotFoundError:  # the wheel with CUDA is installed instead
        supported = metadata(name.removesuffix("-cpu"))["Requires-Python"] or ""
    assert SpecifierSet(supported).contains(f"{FRONT['python_version']}.0")


def test_the_python_version_is_text_so_that_3_10_is_not_3_1():
    assert isinstance(FRONT["python_version"], str)


def test_all_files_that_the_front_matter_names_exist():
    assert (PROJECT / FRONT["app_file"]).is_file()
    assert (PROJECT / FRONT["thumbnail"]).is_file()
    assert (PROJECT / "LICENSE").read_text().startswith(FRONT["license"].upper())


def test_the_front_matter_has_what_the_hub_shows():
    assert {FRONT["colorFrom"], FRONT["colorTo"]} <= COLORS
    assert 0 < len(FRONT["short_description"]) <= 60
    assert FRONT["title"] and FRONT["emoji"] and FRONT["tags"]
    assert FRONT["datasets"] == ["ylecun/mnist"]


@pytest.fixture
def published(tmp_path):
    """A function that publishes with a stand-in for `hf`, and returns the arguments and files of each of its calls."""
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / "hf").write_text(f'#!/bin/sh\nn=$(ls {kept} | wc -l)\nmkdir {kept}/$n\n'
                                 f'cp -r "$3" {kept}/$n/files\nprintf "%s\\n" "$@" > {kept}/$n/arguments\n')
    (tmp_path / "hf").chmod(0o755)

    def publish(*names):
        environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
        subprocess.run(["sh", "deploy/space.sh", *names], cwd=PROJECT, env=environment, check=True)
        return [((call / "arguments").read_text().splitlines(), call / "files") for call in sorted(kept.iterdir())]

    return publish


def front_of(folder):
    return yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])


def test_one_command_publishes_the_committed_files(published):
    [(arguments, files)] = published("someone/digits", "")
    assert arguments[:2] == ["upload", "someone/digits"] and arguments[3:6] == [".", "--repo-type", "space"]
    tracked = subprocess.check_output(["git", "ls-files"], cwd=PROJECT, text=True).split()
    sent = {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}
    assert {"app.py", "requirements.txt", "model/saved/best.keras"} <= sent <= {*tracked}
    assert front_of(files)["thumbnail"] == "https://huggingface.co/spaces/someone/digits/resolve/main/assets/page.png"
    assert "models" not in front_of(files)


def test_the_networks_are_published_as_a_model_that_the_space_names(published):
    (arguments, networks), (_, files) = published("someone/digits", "someone/networks")
    assert arguments[1] == "someone/networks" and arguments[3:6] == [".", "--repo-type", "model"]
    assert {"README.md", "best.keras", "best.json"} <= {path.name for path in networks.iterdir()}
    assert front_of(files)["models"] == ["someone/networks"]
    assert front_of(files)["datasets"] == FRONT["datasets"]


def test_a_page_in_one_file_is_published_as_a_static_space(published, tmp_path):
    (tmp_path / "digits.html").write_text("<!doctype html>")
    [(arguments, files)] = published("--page", str(tmp_path / "digits.html"), "someone/digits")
    assert arguments[:2] == ["upload", "someone/digits"] and arguments[3:6] == [".", "--repo-type", "space"]
    assert {path.name for path in files.iterdir()} == {"README.md", "index.html"}
    assert (files / "index.html").read_text() == "<!doctype html>"
    front = front_of(files)
    assert front["sdk"] == "static"
    assert front["title"] == FRONT["title"] and front["datasets"] == FRONT["datasets"]
    assert not {"sdk_version", "python_version", "app_file", "thumbnail", "suggested_hardware"} & {*front}


def test_the_hubs_command_has_the_options_that_the_script_uses():
    script = (PROJECT / "deploy" / "space.sh").read_text()
    calls = "\n".join(re.findall("^ *hf .+", script, re.MULTILINE))
    used = set(re.findall(r" (--[a-z-]+)", calls))
    code = "import sys; from huggingface_hub.cli.hf import main; sys.argv = ['hf', 'upload', '--help']; main()"
    text = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert used == {"--repo-type", "--delete", "--commit-message"} and all(option in text for option in used)


def test_a_tag_publishes_the_space_after_the_tests_have_passed():
    assert WORKFLOW["on"] == {"push": {"tags": ["v*"]}}
    commands = [step["run"] for step in WORKFLOW["jobs"]["publish"]["steps"] if "run" in step]
    assert commands[0] == ".ci/run" and re.match(r"sh deploy/space\.sh ", commands[-1])
    assert os.access(PROJECT / commands[0], os.X_OK) and (PROJECT / commands[-1].split()[1]).is_file()
