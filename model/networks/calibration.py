"""Whether a network's confidence can be believed: its error, its cure, and when to refuse an answer."""
from __future__ import annotations

import numpy as np

BINS = 15  # of confidence, equally wide, as in the papers that compare networks by this error


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities `(n, 10)` of scores `(n, 10)`."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def energies(logits: np.ndarray) -> np.ndarray:
    """How much speaks for any digit at all, `(n,)`: log Σ exp over each image's logits `(n, 10)`.

    Two digits that both fit make the probabilities low, but not this; a drawing that no digit fits makes both low.

    Source: Liu, Wang, Owens & Li, "Energy-based out-of-distribution detection", 2020 (there with the sign turned).
    """
    highest = logits.max(axis=1)
    return highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean surprise at the right digit, nats."""
    return float((energies(logits) - logits[np.arange(len(labels)), labels]).mean())


def best_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The number to divide logits by, so that the probabilities surprise least.

    Source: Guo, Pleiss, Sun & Weinberger, "On calibration of modern neural networks", 2017.
    """
    # The cross-entropy has a single valley in 1 / temperature, so halving the fields finds its bottom.
    low, high = np.log(0.05), np.log(20)
    while high - low > 1e-4:
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if cross_entropy(logits / np.exp(left), labels) < cross_entropy(logits / np.exp(right), labels):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def reliability(probabilities: np.ndarray, labels: np.ndarray) -> list[dict[str, float]]:
    """For each bin of confidence that holds any: how many answers, their mean confidence, the share that is right."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [{"count": int((bins == i).sum()), "confidence": float(confidence[bins == i].mean()),
             "accuracy": float(right[bins == i].mean())} for i in np.unique(bins)]


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean distance of confidence and accuracy over 15 bins, weighted by their counts, 0 to 1.

    Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015.
    """
    return float(sum(bin["count"] * abs(bin["confidence"] - bin["accuracy"])
                     for bin in reliability(probabilities, labels)) / len(labels))
