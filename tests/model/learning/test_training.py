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
from model.digits.augmentation import Augmentation, augment, weakened
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.digits.training_data import hold_out
from model.learning import recipes, training
from model.learning.record import read_history
from model.networks.calibration import cross_entropy, energies
from model.networks.files import SAVED
from model.networks.folding import divide_logits
from model.networks.layers import answer_layers, normalized_convolution
from model.networks.loading import load_network
from model.networks.tracing import network_until
from tests.support.project import PROJECT


@pytest.fixture
def few_layers(monkeypatch):
    """Fewer than `quick` has, of the same kinds: to compile them takes longer than to learn."""
    monkeypatch.setitem(recipes.LAYERS, "quick", lambda *settings: [
        *normalized_convolution(1, 8, 5), keras.layers.MaxPooling2D(4), keras.layers.Flatten(), *answer_layers()])


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
    assert {path.name for path in trained.parent.iterdir()} == {
        "small.keras", "small.lite.npz", "small.json", "small.png"}


def test_the_same_seed_gives_the_same_network_to_the_last_bit(small_mnist, tmp_path, few_layers):
    config = recipes.with_changes("quick", epochs=1)
    networks, records = zip(*(training.train(config, load_mnist(small_mnist), [], tmp_path / str(run), verbose=0)
                              for run in range(2)), strict=True)
    assert records[0]["history"]["loss"] == records[1]["history"]["loss"]
    for ours, theirs in zip(*(network.get_weights() for network in networks), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_half_of_the_bits_are_enough_to_learn_with_and_are_not_what_is_saved(small_mnist, tmp_path, few_layers):
    config = recipes.with_changes("quick", epochs=1, batch_size=32, precision="mixed_bfloat16")
    assert {layer.compute_dtype for layer in recipes.build(config).layers} == {"bfloat16", "float32"}
    network, record = training.train(config, load_mnist(small_mnist), [], tmp_path, verbose=0)
    assert {layer.compute_dtype for layer in network.layers} == {"float32"}
    assert record["test_accuracy"] > 0.8 and record["settings"]["precision"] == "mixed_bfloat16"
    assert keras.config.dtype_policy().name == "float32"


def test_nothing_that_was_compiled_for_a_training_outlives_it(small_mnist, tmp_path, few_layers):
    def trained_and_gone(run: str) -> int:
        """Compiled functions alive after a training that is watched, as visitors' are."""
        config = recipes.with_changes("quick", epochs=1, digits=200)
        training.train(config, load_mnist(small_mnist), [], tmp_path / run, verbose=0,
                       watching=[keras.callbacks.Callback()])
        gc.collect()
        return sum(isinstance(thing, tf.Graph) for thing in gc.get_objects())

    assert trained_and_gone("first") == trained_and_gone("second") == trained_and_gone("third")


def test_its_adam_takes_the_steps_of_keras():
    gradients = np.random.default_rng(0).normal(size=(5, 3, 4)).astype(np.float32)
    ends = []
    for optimizer in (training.Adam(0.01), keras.optimizers.Adam(0.01)):
        weights = keras.Variable(np.ones((3, 4), np.float32))
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient)], [weights])
        ends.append(weights.numpy())
    np.testing.assert_allclose(*ends, rtol=1e-6)
    assert np.abs(ends[0] - 1).max() > 0.01


def test_kernels_decay_and_biases_do_not():
    adam = training.optimizer(recipes.with_changes("quick", decay=0.5, cosine=False, learning_rate=0.1), 10)
    kernel, bias = (keras.Variable(np.ones(3, np.float32), name=name) for name in ("kernel", "bias"))
    adam.apply([tf.zeros(3), tf.zeros(3)], [kernel, bias])
    np.testing.assert_allclose(kernel, 0.95, rtol=1e-6)
    np.testing.assert_array_equal(bias, 1)


def test_a_stopped_training_goes_on_from_its_last_epoch(small_mnist, tmp_path, monkeypatch, few_layers):
    config = recipes.with_changes("quick", epochs=3)

    class StopInTheThirdEpoch(training.EpochSeconds):
        def on_epoch_begin(self, epoch, logs=None):
            super().on_epoch_begin(epoch, logs)
            if epoch == 2:
                raise KeyboardInterrupt

    progress = tmp_path / "progress"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(training, "EpochSeconds", StopInTheThirdEpoch)
        training.train(config, load_mnist(small_mnist), [], progress, verbose=0)
    before = read_history(progress / "history.csv")
    record = training.train(config, load_mnist(small_mnist), [], progress, verbose=0)[1]
    assert record["history"]["loss"][:2] == before["loss"]
    assert len(record["history"]["loss"]) == 3
    assert record["history"]["loss"][2] < before["loss"][1]


def test_a_stopped_training_is_not_resumed_with_other_settings(small_mnist, tmp_path, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    def trained_with(*more):
        return command.main(["--recipe", "quick", "--data", str(small_mnist), "--output", str(tmp_path / "own.keras"),
                             *more])

    monkeypatch.setattr(training, "run", stop)
    assert trained_with("--epochs", "2") == 1
    assert trained_with("--epochs", "3", "--resume") == 1
    assert "begun with other settings" in capsys.readouterr().err
    assert trained_with("--epochs", "2", "--resume") == 1
    assert "Stopped." in capsys.readouterr().err


@pytest.fixture
def pen_file(tmp_path):
    """A file of 40 pen digits by four writers: sevens and ones."""
    seven, one = [[[300, 200], [700, 200], [450, 800]]], [[[500, 100], [500, 900]]]
    entries = [{"label": label, "writer": f"w{i % 4}", "strokes": strokes}
               for i in range(20) for label, strokes in ((7, seven), (1, one))]
    path = tmp_path / "pens.json"
    path.write_text(json.dumps(entries))
    return path


def test_pen_digits_go_into_training_and_the_record_says_so(small_mnist, pen_file, tmp_path, few_layers):
    output = tmp_path / "out" / "pens.keras"
    assert command.main(["--recipe", "quick", "--epochs", "1", "--data", str(small_mnist), "--drawings", str(pen_file),
                         "--output", str(output)]) == 0
    record = json.loads(output.with_suffix(".json").read_text())
    assert record["settings"]["drawings"] == "pens.json"  # the file's name, never where it lay
    assert record["drawings"] == {"learned": 40, "writers": 4, "held_out": 0, "held_out_writers": []}


def test_a_network_that_learned_of_no_digits_gets_a_threshold(small_mnist, pen_file, tmp_path, few_layers):
    config = recipes.with_changes("quick", epochs=1, no_digit_share=0.1, kind_weight=0.3, held_out=0.25)
    config = recipes.with_drawings(config, str(pen_file))
    pens = load_pen_digits(pen_file)
    network, record = training.train(config, load_mnist(small_mnist), pens, tmp_path / "run", verbose=0)
    held_out = hold_out(load_mnist(small_mnist), 0.25)[1]
    logits = network_until(network, "logits").predict(held_out.images[..., None], verbose=0)
    refused = (energies(logits) < record["calibration"]["least_energy"]).mean()
    assert 0.0005 < refused < 0.02  # about the part asked for; the held-out writer's digits count too
    assert len(record["drawings"]["held_out_writers"]) == 1
    assert network.output_shape == (None, 10)  # the kinds were learned beside it, and are gone


def test_calibrating_keeps_every_answer_and_makes_it_less_surprised(small_mnist):
    network = load_network(SAVED / "lesson.keras")
    held_out = hold_out(load_mnist(small_mnist), 0.25)[1]
    labels = held_out.targets.argmax(axis=1)
    divide_logits(network, 0.1)  # much too sure of itself
    before = network_until(network, "logits").predict(held_out.images[..., None], verbose=0)
    found = training.calibrate(network, [held_out], refuses=False)
    after = network_until(network, "logits").predict(held_out.images[..., None], verbose=0)
    np.testing.assert_array_equal(before.argmax(axis=1), after.argmax(axis=1))
    np.testing.assert_allclose(after.mean(axis=1), 0, atol=1e-4)
    assert cross_entropy(after, labels) < cross_entropy(before, labels)
    assert found["temperature"] > 5 and "least_energy" not in found


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
    changed = augment(images, tf.constant([1, 2]), Augmentation(untouched=0)).numpy()
    assert changed.min() >= -1e-3 and changed.max() <= 255.001
    assert (np.abs(changed - images).mean(axis=(1, 2, 3)) > 1).all()


def test_augmentation_leaves_the_share_untouched_that_it_should(mnist):
    images = tf.constant(mnist.train_images[:1000, ..., None], tf.float32)
    changed = augment(images, tf.constant([1, 2]), Augmentation(untouched=0.3)).numpy()
    assert (changed == images.numpy()).all(axis=(1, 2, 3)).mean() == pytest.approx(0.3, abs=0.05)


def test_a_weakened_augmentation_changes_less_and_fewer():
    half = weakened(Augmentation(0.2, 0.4, 0.1, 1, 0.3, 5, 0.5, untouched=0.4), 0.5)
    assert half == Augmentation(0.1, 0.2, 0.05, 0.5, 0.15, 5, 0.25, untouched=0.7)


def test_the_last_epochs_are_half_as_strong_also_when_a_training_goes_on_there():
    strength = tf.Variable(1.0)
    calm, seen = training.Calm(strength, begin=3), []
    for epoch in [0, 2, 3, 4, 2]:
        calm.on_epoch_begin(epoch)
        seen.append(float(strength))
    assert seen == [1, 1, 0.5, 0.5, 1]


def test_a_quarter_turn_is_numpys(mnist, monkeypatch):
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
from model.learning.recipes import LAYERS, RECIPES
from model.learning.training import spread, tells_kinds, train
assert spread().num_replicas_in_sync == 2
# Fewer layers than `best` has, as above.
LAYERS["best"] = lambda *settings: [*normalized_convolution(1, 8, 5, "valid"), layers.MaxPooling2D(2), layers.Flatten(),
                                    layers.Dropout(0.1), *answer_layers()]
config = replace(RECIPES["best"], epochs=2, digits=1500, drawings="none", pen_share=0.0, averaging=0.5,
                 augmentation=None, kind_weight=1.0)
assert tells_kinds(config, kinds=2)
network, record = train(config, load_mnist(sys.argv[1]), [], Path(sys.argv[2]), verbose=0)
print(record["test_accuracy"])
"""


def test_two_devices_share_each_batch(small_mnist, tmp_path):
    answer = subprocess.run([sys.executable, "-c", TWO_DEVICES, small_mnist, tmp_path / "progress"], cwd=PROJECT,
                            capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert float(answer.stdout.split()[-1]) > 0.5
