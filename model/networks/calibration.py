"""Calibration: reliability, expected calibration error, temperature scaling, and the energy used to reject inputs."""
from __future__ import annotations

import numpy as np

BINS = 15  # equally wide bins of confidence, as in the papers that compare networks by this error


def energies(logits: np.ndarray) -> np.ndarray:
    """Evidence for any digit at all, `(n,)`: log Σ exp over each image's logits `(n, 10)`.

    If two digits fit a drawing, no probability is high but the energy is. If no digit fits, both are low.

    Source: Liu, Wang, Owens & Li, "Energy-based out-of-distribution detection", 2020 (with the opposite sign).
    """
    highest = logits.max(axis=1)
    return highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean cross-entropy of logits `(n, 10)` with the right digits `(n,)`, in nats."""
    return float((energies(logits) - logits[np.arange(len(labels)), labels]).mean())


def best_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that minimizes the cross-entropy when the logits are divided by it.

    Source: Guo, Pleiss, Sun & Weinberger, "On calibration of modern neural networks", 2017.
    """
    # The cross-entropy is convex in 1 / temperature, so a ternary search finds its minimum.
    low, high = np.log(0.05), np.log(20)
    while high - low > 1e-4:
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if cross_entropy(logits / np.exp(left), labels) < cross_entropy(logits / np.exp(right), labels):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def reliability(probabilities: np.ndarray, labels: np.ndarray) -> list[dict[str, float]]:
    """For each bin that is not empty: the number of answers, their mean confidence and their accuracy."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [{"count": int((bins == i).sum()), "confidence": float(confidence[bins == i].mean()),
             "accuracy": float(right[bins == i].mean())} for i in np.unique(bins)]


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over 15 bins, weighted by their counts, 0 to 1.

    Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015.
    """
    return float(sum(bin["count"] * abs(bin["confidence"] - bin["accuracy"])
                     for bin in reliability(probabilities, labels)) / len(labels))
