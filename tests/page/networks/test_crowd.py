"""Who draws among many gets the reading he would get alone."""
from __future__ import annotations

import asyncio
from threading import Event, current_thread

import numpy as np
import pytest

from model.drawings.drawing import DrawingError
from model.networks.files import SAVED
from model.networks.lite import load_lite
from model.recognizer import Recognizer
from page.networks.crowd import FEW, MOST, Crowd
from tests.support.drawings import ONE, SEVEN
from tests.support.waiting import awaited

ANGLES = np.linspace(0, 2 * np.pi, 40)
ZERO = {"strokes": [np.stack([500 + 200 * np.sin(ANGLES), 500 - 300 * np.cos(ANGLES)], axis=1).ravel().tolist()]}
BLANK = {"strokes": []}
DAMAGED = {"strokes": [[1, 2, 3]]}


def lite(name="best"):
    return Recognizer(None, None, load_lite(SAVED / f"{name}.keras"))


class Watched(Recognizer):
    """Keeps how many images the network was given each time, and by which threads; begins when it may."""

    def __init__(self):
        super().__init__(None, None, load_lite(SAVED / "best.keras"))
        self.counts, self.threads, self.may_begin = [], set(), Event()

    def look_at(self, images, layers=None):
        assert self.may_begin.wait(10)
        self.counts.append(len(images))
        self.threads.add(current_thread().name)
        return super().look_at(images, layers)


class Broken(Recognizer):
    def look_at(self, images, layers=None):
        raise MemoryError


def read_at_once(*asked, layers=("relu_1",)):
    """What each gets, a reading or an error, of a recognizer and a drawing, all at the same moment."""
    async def all_read():
        crowd = Crowd()
        return await asyncio.gather(*(crowd.read(recognizer, drawing, layers) for recognizer, drawing in asked),
                                    return_exceptions=True)

    return awaited(all_read())


async def turns(count):
    """Let the others in the event loop have their turn so many times: at the second, all have asked the network."""
    for _ in range(count):
        await asyncio.sleep(0)


def assert_same(found, expected):
    assert (found.state, found.digit, found.doubt, found.digits) == (
        expected.state, expected.digit, expected.doubt, expected.digits)
    np.testing.assert_array_equal(found.image, expected.image)
    np.testing.assert_allclose(found.probabilities, expected.probabilities, atol=1e-5)
    assert found.activations.keys() == expected.activations.keys()
    for layer, values in found.activations.items():
        np.testing.assert_allclose(values, expected.activations[layer], atol=1e-4)


def test_of_many_each_gets_the_reading_of_his_own_drawing():
    recognizer = lite()
    drawings = [SEVEN, ONE, ZERO, BLANK] * 6
    alone = [recognizer.read(drawing, ["relu_1"]) for drawing in drawings]
    assert [reading.digit for reading in alone[:4]] == [7, 1, 0, None]
    for found, expected in zip(read_at_once(*((recognizer, drawing) for drawing in drawings)), alone, strict=True):
        assert_same(found, expected)


def test_those_who_read_with_different_networks_get_their_own_networks_answer():
    networks = [lite("best"), lite("lesson")]
    found = read_at_once(*((network, ZERO) for network in networks * 3), layers=())
    assert not np.allclose(found[0].probabilities, found[1].probabilities, atol=1e-5)
    for network, reading in zip(networks * 3, found, strict=True):
        assert_same(reading, network.read(ZERO, []))


def test_the_network_is_given_what_waits_together_in_a_thread_of_its_own():
    async def twenty_wait():
        crowd = Crowd()
        tasks = [asyncio.create_task(crowd.read(recognizer, SEVEN, [])) for _ in range(20)]
        await turns(2)
        recognizer.may_begin.set()
        await asyncio.gather(*tasks)

    recognizer = Watched()
    awaited(twenty_wait())
    assert recognizer.threads == {"run the network"}
    # The first time it is given what waited just then: one or more.
    assert sum(recognizer.counts) == 20 and len(recognizer.counts) <= 4 and max(recognizer.counts) == MOST == 8


@pytest.mark.parametrize("count", [1, FEW])
def test_a_few_peoples_drawings_are_read_without_another_thread(count):
    recognizer = Watched()
    recognizer.may_begin.set()
    assert [reading.digit for reading in read_at_once(*[(recognizer, SEVEN)] * count)] == [7] * count
    assert recognizer.counts == [1] * count and "run the network" not in recognizer.threads


def test_who_comes_while_the_thread_is_at_work_does_not_keep_the_others_waiting_for_it():
    async def one_more_comes():
        crowd = Crowd()
        tasks = [asyncio.create_task(crowd.read(recognizer, SEVEN, [])) for _ in range(FEW + 1)]
        await turns(2)
        for task in tasks[1:]:
            task.cancel()
        await turns(2)
        tasks.append(asyncio.create_task(crowd.read(recognizer, ONE, [])))
        await turns(2)
        recognizer.may_begin.set()
        return [(await task).digit for task in (tasks[0], tasks[-1])]

    recognizer = Watched()
    assert awaited(one_more_comes()) == [7, 1]
    assert recognizer.threads == {"run the network"}


@pytest.mark.parametrize("count", [1, FEW])
def test_who_sends_no_drawing_is_told_so_and_the_others_are_read(count):
    recognizer = lite()
    found = read_at_once(*((recognizer, drawing) for drawing in [SEVEN, DAMAGED, ONE] * count))
    assert [reading.digit for reading in found[::3] + found[2::3]] == [7] * count + [1] * count
    assert all(isinstance(error, DrawingError) for error in found[1::3])


def test_if_a_network_fails_all_who_wait_for_it_hear_of_it_and_others_do_not():
    broken, whole = Broken(None, None, load_lite(SAVED / "best.keras")), lite()
    found = read_at_once(*[(broken, SEVEN), (whole, SEVEN), (broken, ONE), (whole, ONE)] * FEW)
    assert {type(answer) for answer in found[::2]} == {MemoryError}
    assert [reading.digit for reading in found[1::2]] == [7, 1] * FEW


@pytest.mark.parametrize("goes", [0, 1, FEW])
def test_who_goes_away_keeps_nobody_from_being_read(goes):
    async def one_goes():
        crowd, recognizer = Crowd(), lite()
        tasks = [asyncio.create_task(crowd.read(recognizer, SEVEN, [])) for _ in range(FEW + 1)]
        await turns(2)
        tasks[goes].cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return found, await crowd.read(recognizer, ONE, [])

    found, later = awaited(one_goes())
    assert isinstance(found.pop(goes), asyncio.CancelledError)
    assert [reading.digit for reading in [*found, later]] == [7] * FEW + [1]
