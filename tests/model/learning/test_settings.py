from __future__ import annotations

import subprocess
import sys

from model.learning.settings import RECIPES, with_changes, with_drawings
from tests.support.project import PROJECT

HELP = """
import sys
import train
try:
    train.main(["--help"])
except SystemExit:
    print(sorted({"keras", "numpy", "tensorflow"} & sys.modules.keys()))
"""


def test_the_help_of_train_imports_neither_keras_nor_tensorflow():
    output = subprocess.check_output([sys.executable, "-c", HELP], cwd=PROJECT, text=True)
    assert "--recipe" in output and output.endswith("[]\n")


def test_changes_that_are_none_keep_the_recipes_setting():
    assert with_changes("quick", epochs=2, filters=None).epochs == 2
    assert with_changes("quick", epochs=None) == RECIPES["quick"]


def test_settings_with_pen_digits_hold_the_name_of_their_file_without_its_folder():
    config = with_drawings(RECIPES["lesson"], "some/folder/pens.json")
    assert (config.drawings, config.pen_share) == ("pens.json", 0.2)


def test_settings_without_pen_digits_have_none_in_a_batch():
    config = with_drawings(RECIPES["best"], "none")
    assert (config.drawings, config.pen_share) == ("none", 0)
