"""The model card of the saved networks, written from their records.

    python -m model.exports.card        # after a training of `best` or `lesson`, and after bench/accuracy.py
"""
from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from model.networks.evaluation import Share, by_digit, is_about, percent, share
from model.networks.files import SAVED

PROJECT = Path(__file__).resolve().parents[2]
MEASURED = PROJECT / "assets" / "results" / "accuracy.json"
TEMPLATE = PROJECT / "assets" / "model-card.md"
CARD = SAVED / "README.md"


def card(best: dict[str, Any], lesson: dict[str, Any], measured: dict[str, Any], template: str) -> str:
    """The card's text.

    Args:
        best: the record of `best`.
        lesson: the record of `lesson`.
        measured: the figures of `best` that `bench/accuracy.py` wrote.
        template: the text, with placeholders for the figures.

    Raises:
        ValueError: if the measured network is not `best`.
    """
    if not is_about(measured, best):
        raise ValueError(f"{MEASURED.name} is about another network: run `python bench/accuracy.py --drawings uci "
                         "--not-digits FILE` first.")
    mnist, drawings, doodles = measured["mnist"], measured["drawings"], measured["doodles"]
    runs = [run["test_accuracy"] for run in best.get("runs", [])]
    writers = sorted(drawings["writer"].values(), key=lambda counts: counts[0] / counts[1])
    return template.format(
        runs=f"`best` is one of {len(runs)} trainings, which read {percent(sum(runs), len(runs))} of MNIST's test "
        f"digits on average and {percent(min(runs))} at worst." if len(runs) > 1 else "One training each.",
        best=best, lesson=lesson, measured=measured, best_interval=of_record(best), lesson_interval=of_record(lesson),
        calibration_error=percent(best["test_calibration_error"]),
        held_out_writers=", ".join(best["drawings"]["held_out_writers"]),
        drawings_right=percent(drawings["right"], drawings["count"]),
        drawings_calibration=percent(drawings["calibration_error"]),
        doodles_refused=interval(share(doodles["refused"], doodles["count"])),
        refused=percent(mnist["refused"], mnist["count"]), by_digit=digit_rows(np.array(best["confusion_matrix"])),
        by_kind="\n".join(f"| {name} | {percent(*right)} |" for name, right in [
            *drawings["manner"].items(), *((f"digit {digit}", right) for digit, right in drawings["digit"].items())]),
        worst_writer=percent(*writers[0]), best_writer=percent(*writers[-1]))


def of_record(record: dict[str, Any]) -> str:
    return interval(share(round(record["test_accuracy"] * record["test_count"]), record["test_count"]))


def interval(found: Share) -> str:
    """`99.62 % (99.48 to 99.72)`"""
    return f"{percent(found.right, found.count)} ({100 * found.low:.2f} to {100 * found.high:.2f})"


def digit_rows(confusion: np.ndarray) -> str:
    """A row per digit, from counts by (right digit, digit read), `(10, 10)`."""
    mistaken = confusion - np.diag(np.diag(confusion))
    rows = []
    for digit, found in enumerate(by_digit(confusion)):
        most = mistaken[digit].max()
        taken = ", ".join(f"{other}" for other in np.flatnonzero(mistaken[digit] == most)) if most else "–"
        rows.append(f"| {digit} | {found.count:,} | {interval(found)} | {taken}{f' ({most})' if most else ''} |")
    return "\n".join(rows)


def main() -> int:
    best, lesson, measured = (json.loads(path.read_text(encoding="utf-8"))
                              for path in (SAVED / "best.json", SAVED / "lesson.json", MEASURED))
    try:
        text = card(best, lesson, measured, TEMPLATE.read_text(encoding="utf-8"))
    except ValueError as error:
        print(f"model.exports.card: {error}", file=sys.stderr)
        return 1
    CARD.write_text(text, encoding="utf-8")
    print(CARD)
    return 0


if __name__ == "__main__":
    sys.exit(main())
