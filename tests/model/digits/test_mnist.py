from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

from model.digits.mnist import MNIST_SHA256, MnistError, load_mnist

IDX = {"train-images-idx3-ubyte": "x_train", "train-labels-idx1-ubyte": "y_train",
       "t10k-images-idx3-ubyte": "x_test", "t10k-labels-idx1-ubyte": "y_test"}


@pytest.fixture
def arrays(small_mnist):
    return dict(np.load(small_mnist))


def write_idx(folder, arrays, opener=open, ending=""):
    for name, key in IDX.items():
        array = arrays[key]
        header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
        with opener(folder / (name + ending), "wb") as file:
            file.write(header + array.tobytes())


def test_the_bundled_copy_is_the_complete_mnist(mnist):
    assert (len(mnist.train_images), len(mnist.test_images)) == (60_000, 10_000)
    assert mnist.sha256 == MNIST_SHA256


@pytest.mark.parametrize(("opener", "ending"), [(open, ""), (gzip.open, ".gz")], ids=["plain", "gzipped"])
def test_idx_files_load_as_the_arrays_written_to_them(tmp_path, arrays, opener, ending):
    write_idx(tmp_path, arrays, opener, ending)
    for got, key in zip(load_mnist(tmp_path), IDX.values(), strict=True):
        np.testing.assert_array_equal(got, arrays[key])


def test_an_npz_file_loads_as_the_arrays_written_to_it(small_mnist, arrays):
    np.testing.assert_array_equal(load_mnist(small_mnist).train_images, arrays["x_train"])


@pytest.mark.parametrize("damage", [lambda data: data[:-100], lambda data: b"not zip", lambda data: b""])
def test_a_damaged_npz_file_raises_an_error_that_names_it(tmp_path, small_mnist, damage):
    file = tmp_path / "damaged.npz"
    file.write_bytes(damage(small_mnist.read_bytes()))
    with pytest.raises(MnistError, match=r"damaged\.npz"):
        load_mnist(file)


def test_a_truncated_idx_file_raises_an_error_that_names_it(tmp_path, arrays):
    write_idx(tmp_path, arrays)
    file = tmp_path / "t10k-labels-idx1-ubyte"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(MnistError, match="t10k-labels-idx1-ubyte"):
        load_mnist(tmp_path)


def test_a_missing_path_raises_an_error_that_names_it(tmp_path):
    with pytest.raises(MnistError, match="nowhere"):
        load_mnist(tmp_path / "nowhere")


@pytest.mark.parametrize(("key", "wrong"), [
    ("y_train", np.full(4000, 10)), ("y_test", np.zeros(999, np.uint8)),
    ("x_train", np.zeros((4000, 28, 27), np.uint8)), ("x_test", np.zeros((1000, 28, 28))),
])
def test_arrays_of_the_wrong_shape_type_or_range_are_refused(tmp_path, arrays, key, wrong):
    np.savez(tmp_path / "wrong.npz", **{**arrays, key: wrong})
    with pytest.raises(MnistError, match=r"wrong\.npz: the (train|test) (labels|images) must be"):
        load_mnist(tmp_path / "wrong.npz")


def test_a_data_set_of_mnists_size_with_other_pixels_is_refused(tmp_path, mnist):
    images = mnist.train_images.copy()
    images[0, 0, 0] = 1
    np.savez(tmp_path / "changed.npz", x_train=images, y_train=mnist.train_labels, x_test=mnist.test_images,
             y_test=mnist.test_labels)
    with pytest.raises(MnistError, match="SHA-256"):
        load_mnist(tmp_path / "changed.npz")


def test_mnist_with_wider_integer_labels_has_the_same_checksum(tmp_path, mnist):
    np.savez(tmp_path / "wide.npz", x_train=mnist.train_images, y_train=mnist.train_labels.astype(np.int64),
             x_test=mnist.test_images, y_test=mnist.test_labels.astype(np.int32))
    assert load_mnist(tmp_path / "wide.npz").sha256 == mnist.sha256


def test_a_failed_keras_download_names_both_alternatives(monkeypatch):
    def fail():
        raise Exception("URL fetch failure")

    monkeypatch.setattr("keras.datasets.mnist.load_data", fail)
    with pytest.raises(MnistError, match=r"URL fetch failure.*--data PATH.*leave"):
        load_mnist("keras")


def test_the_path_keras_loads_mnist_with_keras(monkeypatch, arrays):
    from keras.datasets import mnist as keras_mnist

    monkeypatch.setattr(keras_mnist, "load_data", lambda: ((arrays["x_train"], arrays["y_train"]),
                                                           (arrays["x_test"], arrays["y_test"])))
    np.testing.assert_array_equal(load_mnist("keras").test_labels, arrays["y_test"])
