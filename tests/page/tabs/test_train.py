"""The Train tab's server: when there is one, and what it says of a training."""
from __future__ import annotations

from model.learning.choices import Limits
from model.learning.live import Point
from page.demo import build_demo
from page.networks.networks import Networks
from page.tabs.train import seconds_left


def test_without_training_there_is_no_train_tab():
    ids = [{block.elem_id for block in build_demo(Networks(), limits).blocks.values()} for limits in (None, Limits())]
    assert not ids[0] & {"tab-train", "train", "own-digits", "correction"}
    assert ids[1] >= {"tab-train", "train", "own-digits", "correction"}


def test_a_quarter_done_in_three_seconds_leaves_nine():
    assert seconds_left(Point(0.5, 0.25, 1, 0.5, 1, 0.5, seconds=3)) == 9
