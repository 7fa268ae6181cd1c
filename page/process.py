"""Process-level tuning: environment variables, the C allocator, the garbage collector and the exit."""
from __future__ import annotations

import ctypes
import gc
import os
import platform
import sys
from typing import NoReturn

# Other C libraries have no arenas to limit or to trim.
GLIBC = ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
M_ARENA_MAX = -8  # malloc.h
ARENAS = 2


def set_environment() -> None:
    """Set the variables that Gradio reads while it is imported.

    By default it sends usage statistics to its makers, keeps the last 10,000 events, and recomputes statistics over all
    of them after every event. The second and third have no other setting.
    """
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", GRADIO_ANALYTICS_MAX_EVENTS="50",
                      GRADIO_ANALYTICS_CACHE_FREQUENCY="100000")


def limit_arenas() -> None:
    """Limit the allocator's arenas: glibc has up to eight per core, and a training's many threads would leave freed
    megabytes in each."""
    if GLIBC:
        GLIBC.mallopt(M_ARENA_MAX, ARENAS)


def release_memory() -> None:
    """Return freed memory to the operating system, after collecting networks, whose parts refer to each other."""
    gc.collect()
    if GLIBC:
        GLIBC.malloc_trim(0)


def freeze_objects() -> None:
    """Exempt the objects that exist now from garbage collection: TensorFlow, Keras and Gradio hold half a million, and
    scanning them stalls every visitor's readings for almost half a second."""
    gc.freeze()


def exit_immediately(code: int) -> NoReturn:
    """Exit without Python's teardown of TensorFlow and all networks, which takes seconds; a container has ten."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
