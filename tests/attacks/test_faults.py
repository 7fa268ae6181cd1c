"""Crashes, full disks, damaged files and jumping clocks: nothing saved is lost, and the error is reported."""
from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import keras
import pytest

import train as command
from bench.common.server import reads, server_function, start, stop, wait_for
from model.digits import mnist as data
from model.learning import record
from model.learning.choices import PRESETS
from model.networks.files import load_record
from model.networks.layers import answer_layers, build_network
from model.networks.loading import load_network
from page.networks.networks import Networks
from page.tabs.lesson import NO_DIGITS, sample
from tests.support.project import PROJECT

SAVE_FOR_EVER = """
import sys
from pathlib import Path
import keras
from model.networks.layers import answer_layers, build_network
from model.learning.record import save
networks = [build_network([keras.layers.Flatten(), *answer_layers()], "small") for _ in range(2)]
print("begins", flush=True)
while True:
    for number, network in enumerate(networks):
        network.get_layer("logits").bias.assign([float(number)] * 10)
        save(network, {"settings": {}, "bias": number}, Path(sys.argv[1]))
"""
JUMPING_CLOCK = """
import os, time
right = time.time
time.time = lambda: right() + float(open(os.environ["CLOCK"]).read() or 0)
"""


def small_network(bias: float = 0.0) -> keras.Sequential:
    network = build_network([keras.layers.Flatten(), *answer_layers()], "small")
    network.get_layer("logits").bias.assign([bias] * 10)
    return network


@contextmanager
def mounted(folder: Path, size: str):
    """A disk of this size; skips the test if none can be mounted."""
    folder.mkdir()
    if not shutil.which("mount") or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
                                                   capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


# Killed

def test_a_killed_training_leaves_the_saved_network_and_can_be_resumed(small_mnist, tmp_path):
    output = tmp_path / "out.keras"
    record.save(small_network(), {"settings": {}}, output)
    before = output.read_bytes()
    arguments = ["--recipe", "quick", "--epochs", "3", "--data", str(small_mnist), "--output", str(output)]
    process = subprocess.Popen([sys.executable, "train.py", *arguments], cwd=PROJECT, stdout=subprocess.DEVNULL)
    backup = output.with_suffix(".progress") / "run-0" / "history.csv"
    wait_for(process, lambda: backup.exists() and backup.read_text().count("\n") > 1, 120)  # after the first epoch
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert output.read_bytes() == before
    assert command.main([*arguments, "--resume"]) == 0
    found = load_record(output)
    assert len(found["history"]["loss"]) == 3 and found["test_accuracy"] > 0.9
    assert load_network(output).count_params() == found["parameters"]


@pytest.mark.parametrize("milliseconds", [3, 12])
def test_a_save_killed_at_any_moment_leaves_a_network_with_its_own_record(milliseconds, tmp_path):
    path = tmp_path / "out.keras"
    process = subprocess.Popen([sys.executable, "-c", SAVE_FOR_EVER, path], cwd=PROJECT, stdout=subprocess.PIPE)
    process.stdout.readline()
    wait_for(process, path.with_suffix(".json").exists, 120)
    time.sleep(milliseconds / 1000)  # the moment of the kill; nothing is waited for
    process.kill()
    process.wait()
    process.stdout.close()
    found = load_record(path)
    assert load_network(path).get_layer("logits").bias.numpy()[0] == found["bias"]


def test_a_record_that_still_has_its_temporary_name_is_found(tmp_path):
    path = tmp_path / "out.keras"
    record.save(small_network(1), {"settings": {}, "bias": 1}, path)
    old = path.with_suffix(".json").read_bytes()
    record.save(small_network(2), {"settings": {}, "bias": 2}, path)
    path.with_suffix(".json").rename(path.with_suffix(".partial.json"))
    path.with_suffix(".json").write_bytes(old)
    assert load_record(path)["bias"] == 2


def test_the_record_of_another_network_is_ignored(tmp_path):
    path = tmp_path / "out.keras"
    record.save(small_network(1), {"settings": {}}, path)
    small_network(2).save(path)
    assert load_record(path) == {}


# Full, read-only

def test_a_full_disk_while_saving_leaves_the_previous_network(tmp_path):
    with mounted(tmp_path / "disk", "300k") as disk:
        path = disk / "out.keras"
        record.save(small_network(1), {"settings": {}, "bias": 1}, path)
        large = build_network([keras.layers.Flatten(), keras.layers.Dense(200), *answer_layers()], "large")
        with pytest.raises(OSError, match="space"):
            record.save(large, {"settings": {}}, path)
        assert load_network(path).get_layer("logits").bias.numpy()[0] == load_record(path)["bias"] == 1
        assert {file.name for file in disk.iterdir()} == {"out.keras", "out.json", "out.layers.npz"}


def test_a_training_on_a_full_disk_reports_it_in_one_line(small_mnist, tmp_path, capsys):
    with mounted(tmp_path / "disk", "100k") as disk:
        assert command.main(["--recipe", "quick", "--epochs", "1", "--data", str(small_mnist), "--output",
                             str(disk / "out.keras")]) == 1
    [line] = [line for line in capsys.readouterr().err.splitlines() if line.startswith("train.py:")]
    assert "--resume continues" in line


def test_the_page_runs_from_a_read_only_folder(tmp_path):
    place = f"mount --bind {PROJECT} {PROJECT} && mount -o remount,ro,bind {PROJECT}"
    if not shutil.which("unshare") or subprocess.run(["unshare", "-m", "sh", "-c", place],
                                                     capture_output=True).returncode:
        pytest.skip("no folder can be mounted read-only here")
    code = """
import app
from page.networks.loaded_network import LoadedNetwork
from page.process import exit_immediately
from tests.support.drawings import SEVEN
wait = LoadedNetwork.wait
def read_and_stop(self):
    wait(self)
    print("digit", self.read(SEVEN, []).digit, flush=True)
    raise ValueError("enough")
LoadedNetwork.wait = read_and_stop
exit_immediately(app.main([]))  # as app.py does: another network may still be loading
"""
    shell = f'{place} && cd {PROJECT} && exec "$0" -c "$1"'
    done = subprocess.run(["unshare", "-m", "sh", "-c", shell, sys.executable, code], capture_output=True, text=True,
                          timeout=120, env={**os.environ, "GRADIO_TEMP_DIR": str(tmp_path)})
    assert "digit 7" in done.stdout, done.stderr[-2000:]


# Missing, corrupted

def test_a_network_that_cannot_be_loaded_ends_the_page_with_one_line_and_exit_code_1(tmp_path):
    (tmp_path / "corrupted.keras").write_bytes(b"PK\x03\x04 no more of it")
    page = subprocess.run([sys.executable, "app.py", "--model", tmp_path / "corrupted.keras"], cwd=PROJECT, text=True,
                          capture_output=True)
    assert page.returncode == 1
    [line] = [line for line in page.stderr.splitlines() if line.startswith("app.py:")]
    assert "corrupted.keras" in line and "Traceback" not in page.stderr


def test_a_second_network_that_cannot_be_loaded_is_not_offered(tmp_path, monkeypatch):
    monkeypatch.setattr("page.networks.networks.SAVED", tmp_path)
    shutil.copy(PROJECT / "model" / "saved" / "best.keras", tmp_path)
    (tmp_path / "lesson.keras").write_bytes(b"nothing")
    networks = Networks()
    for network in networks._offered.values():
        network.load()
    assert networks.find("lesson") is None and networks.find_or_first("lesson") is networks.first
    assert not networks.first.is_lost


def test_missing_bundled_digits_are_reported(tmp_path, monkeypatch, capsys):
    from page.networks import digits

    monkeypatch.setattr(data, "BUNDLED", tmp_path)
    digits._all_digits.cache_clear()
    assert sample(0) == {"error": NO_DIGITS}
    assert command.main(["--dry-run"]) == 1
    assert "MNIST" in capsys.readouterr().err


# The clock

def test_a_clock_that_jumps_stops_no_training_and_changes_no_reading(tmp_path):
    clock = tmp_path / "clock"  # the error in seconds
    clock.write_text("0")
    (tmp_path / "sitecustomize.py").write_text(JUMPING_CLOCK)
    server = start(PYTHONPATH=str(tmp_path), CLOCK=str(clock))
    try:
        train = next(part for part, name in server.functions if name == "start")

        def ask(name: str, data: object) -> dict:
            return json.loads(server_function(server, train, name, json.dumps(data))[0][1])

        network = ask("start", {"visitor": "a", "choices": asdict(replace(PRESETS["lesson"], digits=10_000))})["name"]
        wait_for(server.process, lambda: ask("progress", {"name": network})["state"] == "running", 120)
        for days in (30, -30, 3650):
            clock.write_text(str(days * 86_400))
            assert reads(server)
            assert ask("progress", {"name": network})["state"] == "running"
        ask("stop", network)
        wait_for(server.process, lambda: ask("progress", {"name": network})["state"] != "running", 120)
        assert "accuracy" in ask("progress", {"name": network})["figures"]  # of the network trained so far
    finally:
        stop(server)
