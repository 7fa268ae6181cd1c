"""What TensorFlow and LiteRT log in C++ stays off standard error; everything else arrives there."""
from __future__ import annotations

import os
import subprocess
import sys

import pytest

from model.process import without_log_lines
from tests.support.project import PROJECT

LOG = ("WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
       "I0000 00:00:1796060088.141434   16533 port.cc:153] oneDNN custom operations are on.\n"
       "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")


def test_log_lines_are_dropped_and_other_lines_arrive_in_order(capfd):
    with without_log_lines():
        os.write(2, f"first\n{LOG}".encode())
        print("second", file=sys.__stderr__)
    os.write(2, b"third\n")
    assert capfd.readouterr().err == "first\nsecond\nthird\n"


def test_an_error_passes_through_and_standard_error_works_again(capfd):
    with pytest.raises(ImportError), without_log_lines():
        os.write(2, b"E0000 a library is missing\n")
        raise ImportError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "E0000 a library is missing\nafter\n"


def test_a_process_without_standard_error_runs_the_code_all_the_same():
    code = "from model.process import without_log_lines\nwith without_log_lines(): print('done')"
    command = f'"{sys.executable}" -c "{code}" 2>&-'
    done = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "done\n")


def test_train_imports_tensorflow_without_printing_its_log():
    done = subprocess.run([sys.executable, "train.py", "--dry-run"], cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
