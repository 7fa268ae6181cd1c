from __future__ import annotations

import pytest

from model.networks.files import SAVED
from model.networks.loading import load_network


@pytest.mark.parametrize("name", ["best", "lesson"])
def test_a_saved_network_consists_of_the_lessons_layers_only(name):
    kinds = {type(layer).__name__ for layer in load_network(SAVED / f"{name}.keras").layers}
    assert kinds <= {"Rescaling", "Conv2D", "ReLU", "MaxPooling2D", "GlobalAveragePooling2D", "Flatten", "Dense",
                     "Dropout", "Softmax"}
