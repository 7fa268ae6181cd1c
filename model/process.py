"""Settings of the process for TensorFlow and LiteRT: environment variables, and log lines kept off standard error.

Observed in TensorFlow 2.21 and LiteRT 2.3.
"""
from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

# Both are read while TensorFlow is imported. Level 2 hides messages about the machine's CPU. oneDNN's operations are
# off by default on CPUs without AVX-512, although `best` trains in little more than half the time with them there too.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

# Written by C++ code whatever the level above: by TensorFlow while its libraries are loaded, and by LiteRT when it
# first allocates tensors. No setting prevents them: https://github.com/tensorflow/tensorflow/issues/79029 and
# https://github.com/google-ai-edge/mediapipe/issues/3672.
LOG_LINE = re.compile(r"WARNING: All log messages before absl::|I0000 |INFO: Created TensorFlow Lite XNNPACK delegate")

_redirecting = RLock()  # two threads that redirect at the same time would restore each other's file


def import_tensorflow() -> None:
    """Import TensorFlow without its log lines."""
    if "tensorflow" not in sys.modules:
        with without_log_lines():
            import tensorflow  # noqa: F401


@contextmanager
def without_log_lines() -> Iterator[None]:
    """Drop the lines of `LOG_LINE` from standard error; everything else written to it arrives at the end."""
    if sys.__stderr__ is None:  # closed, so its number may belong to another file
        yield
        return
    with _redirecting, tempfile.TemporaryFile("w+", errors="replace") as written:
        sys.__stderr__.flush()
        stderr = os.dup(2)
        os.dup2(written.fileno(), 2)
        try:
            yield
        finally:
            sys.__stderr__.flush()
            os.dup2(stderr, 2)
            os.close(stderr)
            written.seek(0)
            sys.__stderr__.writelines(line for line in written if not LOG_LINE.match(line))
