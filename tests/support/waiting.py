"""Running coroutines from tests that are not asynchronous."""
from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


def awaited(coroutine):
    """The coroutine's result. It runs in another thread, since Playwright has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
