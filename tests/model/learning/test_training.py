from __future__ import annotations

import gc
import json
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

import train as command
from model.digits.augmentation import augment, weakened
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.digits.settings import Augmentation
from model.digits.training_data import hold_out
from model.learning import recipes, training
from model.learning.record import read_history
from model.learning.settings import with_changes, with_drawings
from model.networks.calibration import cross_entropy, energies
from model.networks.compiled import Compiled
from model.networks.files import SAVED
from model.networks.folding import divide_logits
from model.networks.layers import answer_layers, normalized_convolution
from model.networks.loading import load_network
from tests.support.project import PROJECT


@pytest.fixture
def few_layers(monkeypatch):
    """Fewer layers than `quick`, of the same types: compiling them takes longer than training."""
    monkeypatch.setitem(recipes.LAYERS, "quick", lambda *settings: [
        *normalized_convolution(1, 8, 5), keras.layers.MaxPooling2D(4), keras.layers.Flatten(), *answer_layers()])


@pytest.fixture(scope="module")
def trained(small_mnist, tmp_path_factory):
    """The saved network of one epoch of `quick` on 4,000 digits, a twelfth of them held out."""
    output = tmp_path_factory.mktemp("out") / "small.keras"
    assert command.main(["--recipe", "quick", "--epochs", "1", "--batch-size", "32", "--data", str(small_mnist),
                         "--output", str(output)]) == 0
    return output


def test_one_epoch_on_a_few_thousand_digits_exceeds_ninety_percent(trained):
    assert json.loads(trained.with_suffix(".json").read_text())["test_accuracy"] > 0.9


def test_the_record_has_all_keys(trained):
    record = json.loads(trained.with_suffix(".json").read_text())
    assert {"test_accuracy", "test_loss", "test_count", "history", "confusion_matrix", "parameters", "seconds", "seed",
            "settings", "versions", "data_sha256"} <= set(record)


def test_the_records_accuracy_is_that_of_the_saved_network(trained, small_mnist):
    from model import Recognizer

    record, mnist = json.loads(trained.with_suffix(".json").read_text()), load_mnist(small_mnist)
    read = Recognizer.load(trained).probabilities(mnist.test_images).argmax(axis=1)
    assert record["test_accuracy"] == pytest.approx((read == mnist.test_labels).mean(), abs=0.0011)
    assert np.sum(record["confusion_matrix"]) == record["test_count"] == 1000


def test_a_training_leaves_only_the_network_its_conversion_record_and_curves(trained):
    assert {path.name for path in trained.parent.iterdir()} == {
        "small.keras", "small.layers.npz", "small.json", "small.png"}


def test_the_same_seed_gives_bitwise_identical_weights(small_mnist, tmp_path, few_layers):
    config = with_changes("quick", epochs=1)
    networks, records = zip(*(training.train(config, load_mnist(small_mnist), [], tmp_path / str(run), verbose=0)
                              for run in range(2)), strict=True)
    assert records[0]["history"]["loss"] == records[1]["history"]["loss"]
    for ours, theirs in zip(*(network.get_weights() for network in networks), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_network_trained_in_mixed_precision_is_saved_in_float32(small_mnist, tmp_path, few_layers):
    config = with_changes("quick", epochs=1, batch_size=32, precision="mixed_bfloat16")
    assert {layer.compute_dtype for layer in recipes.build(config).layers} == {"bfloat16", "float32"}
    network, record = training.train(config, load_mnist(small_mnist), [], tmp_path, verbose=0)
    assert {layer.compute_dtype for layer in network.layers} == {"float32"}
    assert record["test_accuracy"] > 0.8 and record["settings"]["precision"] == "mixed_bfloat16"
    assert keras.config.dtype_policy().name == "float32"


def test_no_compiled_function_outlives_its_training(small_mnist, tmp_path, few_layers):
    def graphs_after_training(run: str) -> int:
        """Compiled functions in memory after a live training."""
        config = with_changes("quick", epochs=1, digits=200)
        training.train(config, load_mnist(small_mnist), [], tmp_path / run, verbose=0,
                       callbacks=[keras.callbacks.Callback()])
        gc.collect()
        return sum(isinstance(thing, tf.Graph) for thing in gc.get_objects())

    assert graphs_after_training("first") == graphs_after_training("second") == graphs_after_training("third")


def test_weight_decay_applies_to_kernels_but_not_to_biases():
    adam = training.optimizer(with_changes("quick", decay=0.5, cosine=False, learning_rate=0.1), 10)
    kernel, bias = (keras.Variable(np.ones(3, np.float32), name=name) for name in ("kernel", "bias"))
    adam.apply([tf.zeros(3), tf.zeros(3)], [kernel, bias])
    np.testing.assert_allclose(kernel, 0.95, rtol=1e-6)
    np.testing.assert_array_equal(bias, 1)


def test_a_stopped_training_resumes_after_its_last_full_epoch(small_mnist, tmp_path, monkeypatch, few_layers):
    config = with_changes("quick", epochs=3)

    class StopInTheThirdEpoch(training.EpochSeconds):
        def on_epoch_begin(self, epoch, logs=None):
            super().on_epoch_begin(epoch, logs)
            if epoch == 2:
                raise KeyboardInterrupt

    checkpoints = tmp_path / "checkpoints"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(training, "EpochSeconds", StopInTheThirdEpoch)
        training.train(config, load_mnist(small_mnist), [], checkpoints, verbose=0)
    before = read_history(checkpoints / "history.csv")
    record = training.train(config, load_mnist(small_mnist), [], checkpoints, verbose=0)[1]
    assert record["history"]["loss"][:2] == before["loss"]
    assert len(record["history"]["loss"]) == 3
    assert record["history"]["loss"][2] < before["loss"][1]


def test_a_stopped_training_does_not_resume_with_other_settings(small_mnist, tmp_path, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    def trained_with(*more):
        return command.main(["--recipe", "quick", "--data", str(small_mnist), "--output", str(tmp_path / "own.keras"),
                             *more])

    monkeypatch.setattr(training, "run", stop)
    assert trained_with("--epochs", "2") == 1
    assert trained_with("--epochs", "3", "--resume") == 1
    assert "had other settings" in capsys.readouterr().err
    assert trained_with("--epochs", "2", "--resume") == 1
    assert "Stopped." in capsys.readouterr().err


@pytest.fixture
def pen_file(tmp_path):
    """A file of 40 pen digits, sevens and ones, by four writers."""
    seven, one = [[[300, 200], [700, 200], [450, 800]]], [[[500, 100], [500, 900]]]
    entries = [{"label": label, "writer": f"w{i % 4}", "strokes": strokes}
               for i in range(20) for label, strokes in ((7, seven), (1, one))]
    path = tmp_path / "pens.json"
    path.write_text(json.dumps(entries))
    return path


def test_the_record_names_the_pen_digits_used_in_training(small_mnist, pen_file, tmp_path, few_layers):
    output = tmp_path / "out" / "pens.keras"
    assert command.main(["--recipe", "quick", "--epochs", "1", "--data", str(small_mnist), "--drawings", str(pen_file),
                         "--output", str(output)]) == 0
    record = json.loads(output.with_suffix(".json").read_text())
    assert record["settings"]["drawings"] == "pens.json"  # the file's name without its folder
    assert record["drawings"] == {"learned": 40, "writers": 4, "held_out": 0, "held_out_writers": []}


def test_a_network_trained_with_non_digits_gets_a_refusal_threshold(small_mnist, pen_file, tmp_path, few_layers):
    config = with_changes("quick", epochs=1, no_digit_share=0.1, kind_weight=0.3, held_out=0.25)
    config = with_drawings(config, str(pen_file))
    pens = load_pen_digits(pen_file)
    network, record = training.train(config, load_mnist(small_mnist), pens, tmp_path / "run", verbose=0)
    held_out = hold_out(load_mnist(small_mnist), 0.25)[1]
    logits = Compiled(network).scores(held_out.images)[1]
    refused = (energies(logits) < record["calibration"]["least_energy"]).mean()
    assert 0.0005 < refused < 0.02  # about 0.005; the held-out writer's digits count too
    assert len(record["drawings"]["held_out_writers"]) == 1
    assert network.output_shape == (None, 10)  # the kinds were outputs in training only


def test_calibration_lowers_the_loss_and_changes_no_answer(small_mnist):
    network = load_network(SAVED / "lesson.keras")
    held_out = hold_out(load_mnist(small_mnist), 0.25)[1]
    labels = held_out.targets.argmax(axis=1)
    divide_logits(network, 0.1)  # far too confident
    before = Compiled(network).scores(held_out.images)[1]
    figures = training.calibrate(network, [held_out], refuses=False)
    after = Compiled(network).scores(held_out.images)[1]
    np.testing.assert_array_equal(before.argmax(axis=1), after.argmax(axis=1))
    np.testing.assert_allclose(after.mean(axis=1), 0, atol=1e-4)
    assert cross_entropy(after, labels) < cross_entropy(before, labels)
    assert figures["temperature"] > 5 and "least_energy" not in figures


def test_a_dry_run_saves_nothing(small_mnist, tmp_path, capsys):
    assert command.main(["--dry-run", "--data", str(small_mnist), "--output", str(tmp_path / "x.keras")]) == 0
    assert not list(tmp_path.iterdir())
    assert "607,394" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--epochs", "0"], ["--dropout", "1"], ["--output", "x.h5"], ["--recipe", "no"]])
def test_invalid_options_exit_with_status_2(arguments):
    assert subprocess.run([sys.executable, "train.py", *arguments], cwd=PROJECT, capture_output=True).returncode == 2


def test_a_missing_data_file_is_reported_in_one_line(tmp_path, capsys):
    assert command.main(["--data", str(tmp_path / "no.npz")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_augmentation_with_all_settings_at_zero_changes_nothing(mnist):
    images = tf.constant(mnist.train_images[:8, ..., None], tf.float32)
    still = Augmentation(turn=0, slant=0, stretch=0, shift=0, bend=0, pen=0)
    np.testing.assert_allclose(augment(images, tf.constant([1, 2]), still), images, atol=1e-3)


def test_augmentation_changes_every_image_and_keeps_pixels_between_0_and_255(mnist):
    images = tf.constant(mnist.train_images[:8, ..., None], tf.float32)
    changed = augment(images, tf.constant([1, 2]), Augmentation(untouched=0)).numpy()
    assert changed.min() >= -1e-3 and changed.max() <= 255.001
    assert (np.abs(changed - images).mean(axis=(1, 2, 3)) > 1).all()


def test_augmentation_leaves_the_given_share_of_images_untouched(mnist):
    images = tf.constant(mnist.train_images[:1000, ..., None], tf.float32)
    changed = augment(images, tf.constant([1, 2]), Augmentation(untouched=0.3)).numpy()
    assert (changed == images.numpy()).all(axis=(1, 2, 3)).mean() == pytest.approx(0.3, abs=0.05)


def test_a_weakened_augmentation_changes_fewer_images_less():
    half = weakened(Augmentation(0.2, 0.4, 0.1, 1, 0.3, 5, 0.5, untouched=0.4), 0.5)
    assert half == Augmentation(0.1, 0.2, 0.05, 0.5, 0.15, 5, 0.25, untouched=0.7)


def test_the_augmentation_is_halved_in_the_last_epochs_even_after_resuming():
    strength = tf.Variable(1.0)
    calm, strengths = training.Calm(strength, begin=3), []
    for epoch in [0, 2, 3, 4, 2]:
        calm.on_epoch_begin(epoch)
        strengths.append(float(strength))
    assert strengths == [1, 1, 0.5, 0.5, 1]


def test_augmentation_rotates_by_a_quarter_turn_as_numpy_does(mnist, monkeypatch):
    image = tf.constant(mnist.train_images[:1, ..., None], tf.float32)
    monkeypatch.setattr(tf.random, "stateless_normal",
                        lambda shape, seed, **_: tf.constant([[1.0], [0.0]]) if len(shape) == 2 else tf.zeros(shape))
    turned = augment(image, tf.constant([1, 2]), Augmentation(np.pi / 2, 0, 0, 0, 0, 5, 0, 0))[0, ..., 0]
    np.testing.assert_allclose(turned, np.rot90(image[0, ..., 0], -1), atol=0.5)


TWO_DEVICES = """
import sys
from dataclasses import replace
from pathlib import Path
import numpy as np
import tensorflow as tf
[processor] = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)
from keras import layers
from model.digits.mnist import load_mnist
from model.networks.layers import answer_layers, normalized_convolution
from model.learning.recipes import LAYERS
from model.learning.settings import RECIPES
from model.learning.training import device_strategy, learns_kinds, train
assert device_strategy().num_replicas_in_sync == 2
# Fewer layers than `best`, as above.
LAYERS["best"] = lambda *settings: [*normalized_convolution(1, 8, 5, "valid"), layers.MaxPooling2D(2), layers.Flatten(),
                                    layers.Dropout(0.1), *answer_layers()]
config = replace(RECIPES["best"], epochs=2, digits=1500, drawings="none", pen_share=0.0, averaging=0.5,
                 augmentation=None, kind_weight=1.0)
assert learns_kinds(config, kinds=2)
network, record = train(config, load_mnist(sys.argv[1]), [], Path(sys.argv[2]), verbose=0)
print(record["test_accuracy"])
"""


def test_two_devices_train_together(small_mnist, tmp_path):
    answer = subprocess.run([sys.executable, "-c", TWO_DEVICES, small_mnist, tmp_path / "progress"], cwd=PROJECT,
                            capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert float(answer.stdout.split()[-1]) > 0.5
