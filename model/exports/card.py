"""The model card beside the saved networks, written from their records.

    python -m model.exports.card        # after a training of `best` or `lesson`, and after bench/accuracy.py
"""
from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from model.networks.evaluation import Share, by_digit, is_about, share, tables
from model.networks.files import SAVED

PROJECT = Path(__file__).resolve().parents[2]
MEASURED = PROJECT / "assets" / "results" / "accuracy.md"
TEMPLATE = PROJECT / "assets" / "model-card.md"
CARD = SAVED / "README.md"


def card(best: dict[str, Any], lesson: dict[str, Any], measured: str, template: str) -> str:
    """The card's text.

    Args:
        best: the record of the network of this name.
        lesson: likewise.
        measured: what `bench/accuracy.py` wrote of `best`.
        template: the text, with names for the figures.

    Raises:
        ValueError: if what was measured is of another network.
    """
    figures, kinds = tables(measured)[:2]
    if not is_about([figures], best):
        raise ValueError(f"{MEASURED.name} is about another network: run `python bench/accuracy.py --drawings uci "
                         "--not-digits FILE` first.")
    figure = {row[0]: row[2] for row in figures}
    of = {row[0]: int(row[1].replace(",", "")) for row in figures[1:] if row[1]}
    settings, runs = best["settings"], [run["test_accuracy"] for run in best.get("runs", [])]
    pen = best.get("drawings")
    writers = [right for kind, right in kinds if kind.startswith("writer")]
    return template.format(
        runs=f"`best` is one of {len(runs)} trainings, which read {sum(runs) / len(runs):.2%} of MNIST's test digits "
        f"in the mean and {min(runs):.2%} at worst." if len(runs) > 1 else "Of one training each.",
        accuracy=best["test_accuracy"], count=best["test_count"], parameters=best["parameters"],
        accuracy_interval=of_record(best), train_count=best["train_count"], validation_count=best["validation_count"],
        calibration_error=best["test_calibration_error"], temperature=best["calibration"]["temperature"],
        seconds=best["seconds"], hardware=best["hardware"], tensorflow=best["versions"]["tensorflow"],
        keras=best["versions"]["keras"], seed=best["seed"],
        pen_digits=f", {pen['learned']:,} pen digits of {pen['writers']} people (UCI)" if pen else "",
        held_out=f", {pen['held_out']} pen digits of {', '.join(pen['held_out_writers'])}" if pen else "",
        epochs=settings["epochs"], precision=settings["precision"], batch_size=settings["batch_size"],
        learning_rate=settings["learning_rate"], calm=settings["calm"], pen_share=settings["pen_share"],
        no_digit_share=settings["no_digit_share"], decay=settings["decay"],
        lesson_accuracy=lesson["test_accuracy"], lesson_count=lesson["test_count"], lesson_interval=of_record(lesson),
        lesson_parameters=lesson["parameters"], lesson_seconds=lesson["seconds"],
        lesson_train_count=lesson["train_count"], lesson_epochs=lesson["settings"]["epochs"],
        drawings=of["drawings read right"], drawings_right=figure["drawings read right"],
        drawings_calibration=figure["calibration error, drawings"], doodles=of["doodles refused"],
        doodles_refused=interval(share_of(figure["doodles refused"], of["doodles refused"])),
        refused=figure["MNIST test digits refused"], by_digit=digit_rows(np.array(best["confusion_matrix"])),
        by_kind="\n".join(f"| {kind} | {right} |" for kind, right in kinds[1:] if not kind.startswith("writer")),
        worst_writer=min(writers, key=percent), best_writer=max(writers, key=percent))


def percent(text: str) -> float:
    return float(text.removesuffix(" %"))


def share_of(text: str, count: int) -> Share:
    """The share that was written as a percentage of so many."""
    return share(round(percent(text) / 100 * count), count)


def of_record(record: dict[str, Any]) -> str:
    return interval(share(round(record["test_accuracy"] * record["test_count"]), record["test_count"]))


def interval(found: Share) -> str:
    """`99.62 % (99.48 to 99.72)`"""
    return f"{100 * found.right / found.count:.2f} % ({100 * found.low:.2f} to {100 * found.high:.2f})"


def digit_rows(confusion: np.ndarray) -> str:
    """A row for each digit, from counts by (right digit, digit read), `(10, 10)`."""
    mistaken = confusion - np.diag(np.diag(confusion))
    rows = []
    for digit, found in enumerate(by_digit(confusion)):
        most = mistaken[digit].max()
        taken = ", ".join(f"{other}" for other in np.flatnonzero(mistaken[digit] == most)) if most else "–"
        rows.append(f"| {digit} | {found.count:,} | {interval(found)} | {taken}{f' ({most})' if most else ''} |")
    return "\n".join(rows)


def main() -> int:
    best, lesson = (json.loads((SAVED / f"{name}.json").read_text(encoding="utf-8")) for name in ("best", "lesson"))
    try:
        text = card(best, lesson, MEASURED.read_text(encoding="utf-8"), TEMPLATE.read_text(encoding="utf-8"))
    except ValueError as error:
        print(f"model.exports.card: {error}", file=sys.stderr)
        return 1
    CARD.write_text(text, encoding="utf-8")
    print(CARD)
    return 0


if __name__ == "__main__":
    sys.exit(main())
