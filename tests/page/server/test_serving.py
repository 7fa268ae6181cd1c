"""Launching the page."""
from __future__ import annotations

import urllib.request

from gradio import networking

from page.demo import build_demo
from page.networks.networks import Networks
from page.server.serving import launch


def test_a_page_that_a_busy_machine_answers_late_is_launched_all_the_same(monkeypatch):
    monkeypatch.setattr(networking, "url_ok", lambda url: False)  # as after three seconds without an answer
    networks = Networks()
    demo = build_demo(networks, None)
    launch(demo, networks, [], quiet=True)
    try:
        assert urllib.request.urlopen(demo.local_url).status == 200
    finally:
        demo.close()
