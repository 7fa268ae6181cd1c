"""Export of a visitor's network as a plain Keras script."""
from __future__ import annotations

from model.learning.choices import Choices, layer_rows

SCRIPT = '''"""A convolutional network that reads handwritten digits.

Needs Keras and TensorFlow: `pip install tensorflow`. Downloads MNIST once, prints the share of the test digits that it
reads right, and saves the network as digits.keras.
"""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()  # (60000, 28, 28), 0 to 255
order = np.random.default_rng(0).permutation(60_000)
held_out, learned = order[:5_000], order[5_000:]{part}

network = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Rescaling(1 / 255),
{layers}
])
network.summary()
network.compile(optimizer=keras.optimizers.Adam({learning_rate}), loss="sparse_categorical_crossentropy",
                metrics=["accuracy"])
network.fit(images[learned][..., None], labels[learned], batch_size={batch_size}, epochs={epochs},
            validation_data=(images[held_out][..., None], labels[held_out]))
loss, accuracy = network.evaluate(test_images[..., None], test_labels, verbose=0)
print(f"{{accuracy:.2%}} of the test digits are read right.")
network.save("digits.keras")
'''


def keras_script(choices: Choices) -> str:
    """A script that trains the same network; only rounding and the order of the digits differ."""
    part = f"[:{choices.digits:_}]" if choices.digits < 55_000 else ""
    return SCRIPT.format(layers="\n".join(f"    layers.{line}," for line in layer_lines(choices)), part=part,
                         learning_rate=choices.learning_rate, batch_size=choices.batch_size, epochs=choices.epochs)


def layer_lines(choices: Choices) -> list[str]:
    """The layers after the rescaling, as Python source."""
    calls = {"convolution": f"Conv2D({choices.filters}, {choices.kernel_size}, strides={choices.stride}, "
                            f'padding="{choices.padding}")',
             "ReLU": "ReLU()", "max pooling": f"MaxPooling2D({choices.pooling})", "flatten": "Flatten()",
             "dropout": f"Dropout({choices.dropout})", "softmax": "Softmax()"}
    return [calls.get(row.kind) or f"Dense({row.output[0]})" for row in layer_rows(choices)[2:]]
