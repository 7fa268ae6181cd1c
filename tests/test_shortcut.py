"""The short ways to the pad's functions answer as Gradio's own does, and take nothing else."""
from __future__ import annotations

import json

import pytest
from conftest import awaited
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from page import shortcut
from page.guard import FETCHING, MOST_BYTES, NO_JSON, TOO_LARGE, Guard
from page.shortcut import LINE, WAY, Shortcut

ASKED = {"component_id": 4, "fn_name": "read", "data": {"strokes": [[1, 2]]}, "session_hash": "a"}


async def gradio(scope, receive, send):
    """What comes out at the other end: the body as it was."""
    await Response(b"Gradio " + (await receive())["body"])(scope, receive, send)


async def read(data):
    return Response(b"pad " + json.dumps(data).encode())


async def network(data):
    return Response(f"network {data}".encode())


PADS = {"read": read, "network": network}


def answer_to(body, method="POST", path=f"{WAY}/"):
    """The body of the answer to a request that comes through the guard."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    awaited(Guard(Shortcut(gradio, 4, PADS))(scope, receive, send))
    return b"".join(message.get("body", b"") for message in sent)


def test_what_the_pad_asks_is_answered_at_once():
    assert answer_to(json.dumps(ASKED).encode()) == b'pad {"strokes": [[1, 2]]}'
    assert answer_to(json.dumps(ASKED | {"fn_name": "network", "data": None}).encode()) == b"network None"


@pytest.mark.parametrize("asked", [{"component_id": 5}, {"component_id": "4"}, {"fn_name": "other"},
                                   {"fn_name": ["read"]}])
def test_what_others_ask_goes_to_gradio_as_it_was(asked):
    body = json.dumps(ASKED | asked).encode()
    assert answer_to(body) == b"Gradio " + body


@pytest.mark.parametrize("body", [b"", b"[1]", b"null"])
def test_what_is_no_question_goes_to_gradio(body):
    assert answer_to(body) == b"Gradio " + body


@pytest.mark.parametrize("elsewhere", [{"method": "GET"}, {"path": "/gradio_api/queue/join"}])
def test_other_requests_go_to_gradio(elsewhere):
    body = json.dumps(ASKED).encode()
    assert answer_to(body, **elsewhere) == b"Gradio " + body


# Over a line

def line(welcome=(), **headers):
    """A line through the guard; the pad says back what it is asked."""
    return TestClient(Guard(Shortcut(gradio, 4, PADS), welcome)).websocket_connect(LINE, headers=headers)


def said(over, text):
    over.send_text(text)
    return over.receive_text()


def test_over_a_line_one_question_after_the_other_is_answered():
    with line() as over:
        assert [said(over, f"[{number}]") for number in range(3)] == ["pad [0]", "pad [1]", "pad [2]"]


@pytest.mark.parametrize(("text", "sentence"), [
    ("no JSON", NO_JSON), ("[" * 60_000, TOO_LARGE), (f'"{MOST_BYTES * "a"}"', TOO_LARGE),
    ('{"path": "http://elsewhere"}', FETCHING)])
def test_what_is_too_much_or_no_question_gets_a_sentence_and_the_line_stays(text, sentence):
    with line() as over:
        assert json.loads(said(over, text)) == {"error": sentence}
        assert said(over, "[1]") == "pad [1]"


def test_bytes_are_an_empty_question():
    with line() as over:
        over.send_bytes(b"\x00")
        assert over.receive_text() == "pad null"


def test_another_site_gets_no_line_unless_it_is_welcome():
    with pytest.raises(WebSocketDisconnect), line(Origin="https://other.example"):
        pass
    with line(["https://school.example"], Origin="https://school.example") as over:
        assert said(over, "1") == "pad 1"


def test_an_idle_line_is_closed(monkeypatch):
    monkeypatch.setattr(shortcut, "IDLE", 0.01)
    with line() as over, pytest.raises(WebSocketDisconnect):
        over.receive_text()


def test_who_comes_when_there_are_too_many_lines_is_told_to_try_later(monkeypatch):
    monkeypatch.setattr(shortcut, "MOST_LINES", 1)
    page = TestClient(Shortcut(gradio, 4, PADS))
    with page.websocket_connect(LINE) as over:
        with page.websocket_connect(LINE) as another, pytest.raises(WebSocketDisconnect) as refusal:
            another.receive_text()
        assert refusal.value.code == shortcut.TRY_AGAIN_LATER
        assert said(over, "1") == "pad 1"
    with page.websocket_connect(LINE) as over:
        assert said(over, "2") == "pad 2"
