"""Attribution maps, each compared with a slow computation of its definition."""
from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view

from model.inside import explanation
from model.inside.explanation import Explainer
from model.networks.files import SAVED
from model.networks.layers import answer_layers, build_network
from model.networks.loading import load_network
from model.networks.tracing import trace

METHODS = ["saliency", "smooth_saliency", "grad_cam", "occlusion", "contributions"]
BLANK = np.zeros((28, 28), np.uint8)


@pytest.fixture(scope="module")
def lesson():
    return load_network(SAVED / "lesson.keras")


@pytest.fixture(scope="module")
def explainer(lesson):
    return Explainer(lesson)


@pytest.fixture(scope="module")
def seven(mnist):
    return mnist.test_images[0]


def with_random_weights(network):
    random = np.random.default_rng(1)
    network.set_weights([random.normal(0, 0.3, weights.shape) for weights in network.get_weights()])
    return network


def curved_network():
    """A network with smooth logits: its only hidden layer is dense with tanh."""
    return with_random_weights(build_network(
        [layers.Flatten(), layers.Dense(5, "tanh", name="hidden"), *answer_layers()], "curved"))


def convolution_network():
    """A network whose logits are computed from the means of three feature maps."""
    return with_random_weights(build_network(
        [layers.Conv2D(3, 5, name="conv"), layers.ReLU(name="relu"), layers.GlobalAveragePooling2D(),
         *answer_layers()], "tiny"))


def constant_network():
    network = build_network([layers.Conv2D(2, 3), layers.ReLU(), layers.Flatten(), *answer_layers()], "constant")
    network.set_weights([np.full(weights.shape, 0.0) for weights in network.get_weights()])
    return network


def without_logits(network):
    """The same network in another common form: softmax within its last layer, images without channels."""
    image = keras.Input((28, 28))
    values = layers.Reshape((28, 28, 1))(image)
    for layer in network.layers[:-2]:
        values = layer(values)
    answer = layers.Dense(10, "softmax", name="answer")
    result = keras.Model(image, answer(values))
    answer.set_weights(network.get_layer("logits").get_weights())
    return result


def logits(network, pixels):
    """The logits of images with pixels from 0 to 1."""
    twin, calls = trace(network)
    part = keras.Model(twin.inputs, next(call.output for call in calls if call.layer.name == "logits"))
    return part.predict(255 * np.float32(pixels)[..., None], verbose=0)


def slow_curved_logits(network, pixels):
    (kernel, bias), (kernel_2, bias_2) = (network.get_layer(name).get_weights() for name in ("hidden", "logits"))
    return np.tanh(pixels.ravel().astype(float) @ kernel + bias) @ kernel_2 + bias_2


def slow_steepness(score, pixels, step=1e-4):
    """Central differences of a score, pixel by pixel."""
    result = np.zeros((28, 28))
    for row, column in np.ndindex(28, 28):
        change = np.zeros((28, 28))
        change[row, column] = step
        result[row, column] = (score(pixels + change) - score(pixels - change)) / (2 * step)
    return result


def slow_occlusion(score, image, side):
    sums, counts = np.zeros((28, 28)), np.zeros((28, 28))
    for row, column in np.ndindex(29 - side, 29 - side):
        covered = image.copy()
        patch = np.s_[row:row + side, column:column + side]
        covered[patch] = 0
        sums[patch] += score(image) - score(covered)
        counts[patch] += 1
    return sums / counts


def slow_enlargement(small):
    """A map of a convolution without padding enlarged to 28 x 28: each pixel in the middle of its window, with linear
    interpolation in between and constant values beyond the outermost."""
    positions = np.clip(np.arange(28) - (28 - len(small)) / 2, 0, len(small) - 1)
    columns = np.array([np.interp(positions, np.arange(len(small)), row) for row in small])
    return np.array([np.interp(positions, np.arange(len(small)), column) for column in columns.T]).T


def slow_grad_cam(network, image, weight_of_each_map):
    kernel, bias = network.get_layer("conv").get_weights()
    patches = sliding_window_view(image / 255, kernel.shape[:2])
    maps = np.maximum(np.einsum("rcij,ijf->rcf", patches, kernel[:, :, 0]) + bias, 0)
    # Each logit is computed from the maps' means, so its gradient is the same for all pixels of a map.
    return slow_enlargement(np.maximum(maps @ (weight_of_each_map / maps[..., 0].size), 0))


def test_saliency_is_the_absolute_gradient_by_finite_differences(seven):
    network = curved_network()
    steepness = slow_steepness(lambda pixels: slow_curved_logits(network, pixels)[3], seven / 255)
    np.testing.assert_allclose(Explainer(network).saliency(seven, 3), np.abs(steepness), atol=1e-4)


def test_saliency_of_two_digits_is_the_absolute_gradient_of_their_difference(seven):
    network = curved_network()
    steepness = slow_steepness(lambda pixels: slow_curved_logits(network, pixels) @ ([0] * 3 + [1, -1] + [0] * 5),
                               seven / 255)
    np.testing.assert_allclose(Explainer(network).saliency(seven, 3, 4), np.abs(steepness), atol=1e-4)


def test_saliency_of_the_lessons_network_is_its_absolute_gradient_away_from_kinks(lesson, explainer, seven):
    step = 0.002
    changes = step * np.eye(784).reshape(784, 28, 28)

    def slopes(pixels):
        """The one-sided slopes of the logit at each pixel, upward and downward, `(2, 784)`."""
        before, here, after = (logits(lesson, changed)[:, 7]
                               for changed in (pixels - changes, pixels[None], pixels + changes))
        return np.array([(after - here) / step, (here - before) / step])

    here = slopes(seven / 255)
    # Where neighboring pixels are equal, as on paper, max pooling is at several kinks, whose effects may cancel in both
    # directions. They do not cancel for nearby images.
    random = np.random.default_rng(0)
    nearby = [slopes(seven / 255 + random.normal(0, 2 * step, (28, 28))) for _ in range(2)]
    smooth = np.ptp(np.concatenate([here, *nearby]), axis=0) < 0.01
    assert smooth.sum() > 30
    np.testing.assert_allclose(explainer.saliency(seven, 7).ravel()[smooth], np.abs(here.mean(axis=0))[smooth],
                               atol=0.01)


def test_smooth_saliency_without_noise_is_saliency(explainer, seven, monkeypatch):
    monkeypatch.setattr(explanation, "NOISE", 0)
    np.testing.assert_allclose(explainer.smooth_saliency(seven, 7), explainer.saliency(seven, 7), atol=1e-5)


def test_smooth_saliency_of_paper_under_a_sum_of_squares_is_the_mean_of_a_folded_normal(monkeypatch):
    # If score = Σ pixel², then |∂ score / ∂ pixel| of paper with noise σ is |2 σ z|, whose mean is 2 σ √(2 / π).
    network = build_network([layers.Flatten(), layers.Activation(keras.ops.square), *answer_layers()], "squares")
    network.get_layer("logits").set_weights([np.ones((784, 10)), np.zeros(10)])
    image = BLANK.copy()
    image[14, 14] = 255
    monkeypatch.setattr(explanation, "NOISY_COPIES", 200)
    monkeypatch.setattr(explanation, "NOISE", 0.1)
    smooth = Explainer(network).smooth_saliency(image, 2)
    assert smooth[:10].mean() == pytest.approx(2 * 0.1 * np.sqrt(2 / np.pi), rel=0.02)


def test_smooth_saliency_of_the_same_image_is_the_same(explainer, seven):
    assert (explainer.smooth_saliency(seven, 7) == explainer.smooth_saliency(seven, 7)).all()


def test_grad_cam_is_the_sum_of_the_maps_weighted_by_their_gradients(seven):
    network = convolution_network()
    weights = network.get_layer("logits").kernel.numpy()
    expected = slow_grad_cam(network, seven, weights[:, 3])
    assert expected.max() > 0
    np.testing.assert_allclose(Explainer(network).grad_cam(seven, 3), expected, atol=1e-5)


def test_grad_cam_of_two_digits_uses_the_difference_of_their_weights(seven):
    network = convolution_network()
    weights = network.get_layer("logits").kernel.numpy()
    expected = slow_grad_cam(network, seven, weights[:, 3] - weights[:, 5])
    np.testing.assert_allclose(Explainer(network).grad_cam(seven, 3, 5), expected, atol=1e-5)


def test_grad_cam_is_the_same_for_a_network_loaded_from_its_file(tmp_path, seven):
    network = convolution_network()
    network.save(tmp_path / "tiny.keras")
    np.testing.assert_allclose(Explainer(load_network(tmp_path / "tiny.keras")).grad_cam(seven, 3),
                               Explainer(network).grad_cam(seven, 3), atol=1e-6)


def test_grad_cam_of_a_network_with_frozen_weights_is_the_same(seven):
    network, frozen = convolution_network(), convolution_network()
    frozen.trainable = False
    np.testing.assert_allclose(Explainer(frozen).grad_cam(seven, 3), Explainer(network).grad_cam(seven, 3), atol=1e-6)


def test_grad_cam_of_a_network_without_a_convolution_is_zero(seven):
    assert not Explainer(curved_network()).grad_cam(seven, 3).any()


@pytest.mark.parametrize("side", [4, 5])
def test_occlusion_is_the_mean_fall_of_the_score_over_the_patches_that_cover_a_pixel(seven, side, monkeypatch):
    monkeypatch.setattr(explanation, "PATCH", side)
    network = curved_network()
    expected = slow_occlusion(lambda image: slow_curved_logits(network, image / 255)[3], seven, side)
    np.testing.assert_allclose(Explainer(network).occlusion(seven, 3), expected, atol=1e-4)


def test_contributions_to_a_weighted_sum_of_pixels_are_the_weighted_pixels(seven):
    network = with_random_weights(build_network([layers.Flatten(), *answer_layers()], "sum"))
    weights = network.get_layer("logits").kernel.numpy()[:, 3].reshape(28, 28)
    np.testing.assert_allclose(Explainer(network).contributions(seven, 3), weights * (seven / 255), atol=1e-5)


def test_contributions_sum_to_the_score_minus_that_of_a_blank_image(lesson, explainer, mnist):
    for image, label in zip(mnist.test_images[:10], mnist.test_labels[:10].tolist(), strict=True):
        score, blank = logits(lesson, np.stack([image, BLANK]) / 255)[:, label]
        assert explainer.contributions(image, label).sum() == pytest.approx(score - blank, rel=0.02)


@pytest.mark.parametrize("method", ["occlusion", "contributions"])
def test_evidence_for_one_of_two_digits_is_evidence_against_the_other(explainer, seven, method):
    explain = getattr(explainer, method)
    np.testing.assert_allclose(explain(seven, 7, 1), -explain(seven, 1, 7), atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_a_map_is_float32_of_the_images_size(explainer, seven, method):
    answer = getattr(explainer, method)(seven, 7)
    assert (answer.shape, answer.dtype) == ((28, 28), np.float32)


@pytest.mark.parametrize("method", METHODS)
def test_the_map_of_a_drawing_is_not_empty(explainer, seven, method):
    assert getattr(explainer, method)(seven, 7).any()


@pytest.mark.parametrize("method", ["saliency", "smooth_saliency", "grad_cam"])
def test_maps_that_only_show_where_have_no_negative_values(explainer, seven, method):
    assert getattr(explainer, method)(seven, 7, 1).min() >= 0


@pytest.mark.parametrize("method", METHODS)
def test_the_map_of_a_blank_image_is_zero(method):
    # Because of its biases, this network has feature maps even for a blank image, some of them evidence for a 3.
    assert (getattr(Explainer(convolution_network()), method)(BLANK, 3) == 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_map_of_a_network_with_a_constant_answer_is_zero(seven, method):
    assert (getattr(Explainer(constant_network()), method)(seven, 7) == 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_logits_and_logarithms_of_probabilities_give_the_same_map_for_two_digits(seven, method):
    network = convolution_network()
    by_logits, by_logarithms = Explainer(network), Explainer(without_logits(network))
    np.testing.assert_allclose(getattr(by_logarithms, method)(seven, 3, 5), getattr(by_logits, method)(seven, 3, 5),
                               atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_the_map_is_finite_for_a_probability_of_zero(seven, method):
    network = convolution_network()
    network.get_layer("logits").bias.assign([0, 0, 0, -200] + [0] * 6)
    assert np.isfinite(getattr(Explainer(without_logits(network)), method)(seven, 3)).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_network_is_not_traced_again_for_another_digit(seven, method):
    traces = []
    counting = layers.Activation(lambda values: traces.append(1) or values)
    explain = getattr(Explainer(build_network([layers.Conv2D(2, 3), layers.Flatten(), counting, *answer_layers()],
                                              "counting")), method)
    explain(seven, 3)
    once = len(traces)
    explain(seven // 2, 4)
    explain(seven, 4, 3)
    assert len(traces) == once


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("argument", "image", "digit", "other"), [
    ("image", np.zeros((28, 28)), 7, None),
    ("image", np.zeros((28, 28, 1), np.uint8), 7, None),
    ("digit", BLANK, 10, None),
    ("digit", BLANK, -1, None),
    ("digit", BLANK, True, None),
    ("digit", BLANK, 3.0, None),
    ("other", BLANK, 7, 10),
    ("other", BLANK, 7, 7),
])
def test_the_error_about_an_invalid_argument_names_it(explainer, method, argument, image, digit, other):
    with pytest.raises(ValueError, match=f"`{argument}` must .* Received"):
        getattr(explainer, method)(image, digit, other)
