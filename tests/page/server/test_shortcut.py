"""The shortcut answers the pad's requests as Gradio's own route does, and passes everything else on."""
from __future__ import annotations

import gzip
import json
from types import SimpleNamespace

import pytest
from starlette.responses import Response

from page.gradio_internals import COMPONENT_SERVER
from page.server.guard import Guard
from page.server.shortcut import Shortcut
from tests.support.waiting import awaited

REQUEST = {"component_id": 4, "fn_name": "read", "data": {"strokes": [[1, 2]]}, "session_hash": "a"}


async def gradio(scope, receive, send):
    """Instead of Gradio: answers with the body that it receives."""
    await Response(b"Gradio " + (await receive())["body"])(scope, receive, send)


async def read(data):
    return {"read": data}


async def network(data):
    return {"network": data}


PAD = SimpleNamespace(_id=4, functions={"read": read, "network": network})


def answer_to(body, method="POST", path=f"{COMPONENT_SERVER}/"):
    """The body of the answer to a request that passes through the guard and the shortcut."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    awaited(Guard(Shortcut(gradio, PAD))(scope, receive, send))
    return b"".join(message.get("body", b"") for message in sent)


def test_a_drawing_of_the_pad_is_answered_with_its_reading():
    assert json.loads(answer_to(json.dumps(REQUEST).encode())) == {"read": {"strokes": [[1, 2]]}}


def test_a_networks_message_comes_compressed():
    answer = answer_to(json.dumps(REQUEST | {"fn_name": "network", "data": None}).encode())
    assert json.loads(gzip.decompress(answer)) == {"network": None}


@pytest.mark.parametrize("changes", [{"component_id": 5}, {"component_id": "4"}, {"fn_name": "other"},
                                     {"fn_name": ["read"]}])
def test_a_call_of_another_function_goes_to_gradio_unchanged(changes):
    body = json.dumps(REQUEST | changes).encode()
    assert answer_to(body) == b"Gradio " + body


@pytest.mark.parametrize("body", [b"", b"[1]", b"null"])
def test_a_body_that_is_not_an_object_goes_to_gradio(body):
    assert answer_to(body) == b"Gradio " + body


@pytest.mark.parametrize("elsewhere", [{"method": "GET"}, {"path": "/gradio_api/queue/join"}])
def test_a_request_of_another_method_or_path_goes_to_gradio(elsewhere):
    body = json.dumps(REQUEST).encode()
    assert answer_to(body, **elsewhere) == b"Gradio " + body
