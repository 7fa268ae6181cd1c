"""Networks as a browser receives them."""
from __future__ import annotations

import hashlib
import json

import numpy as np

from model.exports.browser import network_message
from model.networks.chain import load_chain
from model.networks.files import SAVED
from model.networks.first_layer import first_layer_of


def test_the_message_of_a_network_has_all_that_a_browser_needs_to_run_it_except_its_weights():
    chain = load_chain(SAVED / "best.keras")
    message = network_message("best", chain, first_layer_of(chain.layers), 4.0)
    kernel, bias = (np.prod(shape) for shape in ((5, 5, 1, 16), 16))
    assert message["layers"][1]["weights"] == {"kernel": [0, kernel], "bias": [kernel, bias]}
    assert (message["firstLayer"], message["leastEnergy"]) == ("relu_1", 4.0)
    assert message["weights"] == hashlib.sha256(chain.weights).hexdigest()
    assert len(json.dumps(message)) < 12_000
