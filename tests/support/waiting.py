"""Waiting for coroutines."""
from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


def awaited(coroutine):
    """What it gives in the end. Not in this thread, in which the browser's tests have a loop of their own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
