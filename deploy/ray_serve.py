"""The page on Ray Serve, which adds and removes replicas with the number of visitors.

    serve run deploy.ray_serve:app                        # on http://127.0.0.1:8000, one to ten replicas
    python deploy/ray_serve.py --replicas 2 --port 8000   # two, on this machine only

Needs `pip install -r requirements-ray.txt`. Any replica can read a drawing, but a visitor's trainings and uploads are
on one of them, so each visitor stays with one, as behind `nginx.conf`: a browser by a cookie, a program by its address.
"""
from __future__ import annotations

import argparse
import os
import pickle
import signal
import uuid
from pathlib import Path
from typing import Any

import ray
from ray import serve
from ray.serve.config import AutoscalingConfig, RequestRouterConfig
from ray.serve.experimental.consistent_hash_router import ConsistentHashRouter
from starlette.requests import HTTPConnection

PROJECT = Path(__file__).resolve().parent.parent
COOKIE = "visitor"
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # otherwise Ray sends usage statistics to its makers


class ByVisitor(ConsistentHashRouter):
    """Routes all of a visitor's requests to one replica; if a replica ends, only its own visitors move."""

    def _routing_key(self, pending_request: Any) -> str | None:
        if pending_request is None:
            return None
        request = HTTPConnection(pickle.loads(pending_request.args[0]).asgi_scope)
        if visitor := request.cookies.get(COOKIE):
            return visitor
        if request.url.path == "/":  # a browser that is about to get its cookie; a whole class may share one address
            return pending_request.metadata.internal_request_id
        return request.headers.get("x-forwarded-for") or (request.client.host if request.client else "")


class WithCookie:
    """Sets a cookie in each browser that opens the page."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        is_new = scope["type"] == "http" and scope["path"] == "/" and COOKIE not in HTTPConnection(scope).cookies

        async def send_with_cookie(message):
            if is_new and message["type"] == "http.response.start":
                cookie = f"{COOKIE}={uuid.uuid4().hex}; Path=/; HttpOnly; SameSite=Lax"
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await self.app(scope, receive, send_with_cookie)


@serve.deployment(
    num_replicas="auto",
    # Most requests are one reading: one runs while the others wait for Python's interpreter lock.
    autoscaling_config=AutoscalingConfig(
        min_replicas=1, max_replicas=10, target_ongoing_requests=2, upscale_delay_s=10,
        downscale_delay_s=1800),  # a replica that ends loses its visitors' trained networks
    max_ongoing_requests=1000,  # the page itself refuses requests when it is overloaded
    request_router_config=RequestRouterConfig(
        request_router_class=ByVisitor, request_router_kwargs={"num_fallback_replicas": 0}),
    health_check_period_s=5, health_check_timeout_s=30,  # slow while it trains, not dead
    graceful_shutdown_timeout_s=60,
    logging_config={"enable_access_log": False})
@serve.ingress()
class Page:
    """One replica: the whole page, which receives requests once its network is loaded."""

    def __init__(self) -> None:
        # Imported here so that only replicas import Gradio.
        from model.learning.choices import Limits
        from page.demo import build_demo
        from page.networks.networks import Networks

        self.networks = Networks()
        self.demo = build_demo(self.networks, Limits())
        self.networks.start()
        self.networks.first.wait()

    def __serve_build_asgi_app__(self) -> WithCookie:
        from page.server.serving import asgi_app

        return WithCookie(asgi_app(self.demo, self.networks))

    def check_health(self) -> None:
        self.networks.first.read({"strokes": [[300, 200, 700, 200, 450, 800]]}, [])


app = Page.bind()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicas", type=int, metavar="N", help="default: one to ten, depending on load")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    ray.init(address="local", num_cpus=max(options.replicas or 1, os.cpu_count()), include_dashboard=False,
             runtime_env={"env_vars": {"PYTHONPATH": str(PROJECT)}})
    serve.start(http_options={"port": options.port})
    pages = Page.options(num_replicas=options.replicas, autoscaling_config=None) if options.replicas else Page
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        serve.run(pages.bind(), blocking=True)
    except KeyboardInterrupt:
        serve.shutdown()  # each replica finishes its requests and deletes its uploads


if __name__ == "__main__":
    main()
