from __future__ import annotations

import keras
import pytest

from model.networks.files import NetworkError
from model.networks.loading import load_network


def test_the_error_about_a_missing_network_names_it(tmp_path):
    with pytest.raises(NetworkError, match="nowhere"):
        load_network(tmp_path / "nowhere.keras")


def test_the_error_about_a_file_that_is_not_a_network_names_it(tmp_path):
    file = tmp_path / "text.keras"
    file.write_text("not a network")
    with pytest.raises(NetworkError, match="text"):
        load_network(file)


def test_a_network_for_images_of_another_size_is_refused(tmp_path):
    other = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(10)])
    other.save(tmp_path / "other.keras")
    with pytest.raises(NetworkError, match="28 x 28"):
        load_network(tmp_path / "other.keras")


def test_a_network_with_another_number_of_outputs_is_refused(tmp_path):
    other = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(47)])
    other.save(tmp_path / "other.keras")
    with pytest.raises(NetworkError, match="10 probabilities"):
        load_network(tmp_path / "other.keras")
