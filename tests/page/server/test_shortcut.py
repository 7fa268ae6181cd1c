"""The short ways to the pad's functions answer as Gradio's own does, and take nothing else."""
from __future__ import annotations

import json

import pytest
from starlette.responses import Response

from page.server.guard import Guard
from page.server.shortcut import WAY, Shortcut
from tests.support.waiting import awaited

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

