from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import train as command
from model import training
from model.augmentation import Augmentation, augment
from model.mnist import load_mnist

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def trained(small_mnist, tmp_path_factory):
    """The network file of one epoch of `quick` on 4,000 digits, a twelfth of them held out."""
    output = tmp_path_factory.mktemp("out") / "small.keras"
    assert command.main(["--recipe", "quick", "--epochs", "1", "--batch-size", "32", "--data", str(small_mnist),
                         "--output", str(output)]) == 0
    return output


def test_one_epoch_on_a_few_thousand_digits_exceeds_ninety_percent(trained):
    assert json.loads(trained.with_suffix(".json").read_text())["test_accuracy"] > 0.9


def test_the_record_has_all_its_keys(trained):
    record = json.loads(trained.with_suffix(".json").read_text())
    assert {"test_accuracy", "test_loss", "test_count", "history", "confusion_matrix", "parameters", "seconds", "seed",
            "settings", "versions", "data_sha256"} <= set(record)


def test_the_records_accuracy_is_what_the_saved_network_reaches(trained, small_mnist):
    from model import Recognizer

    record, mnist = json.loads(trained.with_suffix(".json").read_text()), load_mnist(small_mnist)
    read = Recognizer.load(trained).probabilities(mnist.test_images).argmax(axis=1)
    assert record["test_accuracy"] == pytest.approx((read == mnist.test_labels).mean(), abs=0.0011)
    assert np.sum(record["confusion_matrix"]) == record["test_count"] == 1000


def test_a_training_leaves_network_record_and_curves_and_nothing_else(trained):
    assert {path.name for path in trained.parent.iterdir()} == {"small.keras", "small.json", "small.png"}


def test_the_same_seed_gives_the_same_first_epoch_loss(small_mnist, tmp_path):
    config = training.with_changes("quick", epochs=1)
    losses = [training.train(config, load_mnist(small_mnist), tmp_path / str(run), verbose=0)[1]["history"]["loss"]
              for run in range(2)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


def test_a_stopped_training_goes_on_from_its_last_epoch(small_mnist, tmp_path, monkeypatch):
    config = training.with_changes("quick", epochs=3)

    class StopInTheThirdEpoch(training.EpochSeconds):
        def on_epoch_begin(self, epoch, logs=None):
            super().on_epoch_begin(epoch, logs)
            if epoch == 2:
                raise KeyboardInterrupt

    progress = tmp_path / "progress"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(training, "EpochSeconds", StopInTheThirdEpoch)
        training.train(config, load_mnist(small_mnist), progress, verbose=0)
    before = training.read_history(progress / "history.csv")
    record = training.train(config, load_mnist(small_mnist), progress, verbose=0)[1]
    assert record["history"]["loss"][:2] == before["loss"]
    assert len(record["history"]["loss"]) == 3
    assert record["history"]["loss"][2] < before["loss"][1]


def test_a_dry_run_saves_nothing(small_mnist, tmp_path, capsys):
    assert command.main(["--dry-run", "--data", str(small_mnist), "--output", str(tmp_path / "x.keras")]) == 0
    assert not list(tmp_path.iterdir())
    assert "607,394" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--epochs", "0"], ["--dropout", "1"], ["--output", "x.h5"], ["--recipe", "no"]])
def test_impossible_options_are_refused(arguments):
    assert subprocess.run([sys.executable, "train.py", *arguments], cwd=PROJECT, capture_output=True).returncode == 2


def test_a_missing_data_file_is_said_in_one_line(tmp_path, capsys):
    assert command.main(["--data", str(tmp_path / "no.npz")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_augmentation_of_no_extent_changes_nothing(mnist):
    images = tf.constant(mnist.train_images[:8, ..., None], tf.float32)
    still = Augmentation(turn=0, slant=0, stretch=0, shift=0, bend=0, pen=0)
    np.testing.assert_allclose(augment(images, tf.constant([1, 2]), still), images, atol=1e-3)


def test_augmentation_changes_each_image_and_stays_within_black_and_white(mnist):
    images = tf.constant(mnist.train_images[:8, ..., None], tf.float32)
    changed = augment(images, tf.constant([1, 2]), Augmentation()).numpy()
    assert changed.min() >= -1e-3 and changed.max() <= 255.001
    assert (np.abs(changed - images).mean(axis=(1, 2, 3)) > 1).all()


def test_a_quarter_turn_is_numpys(mnist, monkeypatch):
    image = tf.constant(mnist.train_images[:1, ..., None], tf.float32)
    monkeypatch.setattr(tf.random, "stateless_normal",
                        lambda shape, seed, **_: tf.constant([[1.0], [0.0]]) if len(shape) == 2 else tf.zeros(shape))
    turned = augment(image, tf.constant([1, 2]), Augmentation(np.pi / 2, 0, 0, 0, 0, 5, 0))[0, ..., 0]
    np.testing.assert_allclose(turned, np.rot90(image[0, ..., 0], -1), atol=0.5)
