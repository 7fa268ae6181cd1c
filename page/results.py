"""The Results tab: how well a network reads, and where it errs."""
from __future__ import annotations

from page.reader import Readers


def build_results(readers: Readers) -> None:
    """Curves, figures and mistakes of the chosen network."""
