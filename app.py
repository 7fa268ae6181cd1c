"""The page: draw a digit and see a convolutional network at work.

    python app.py                      # opens on http://127.0.0.1:7860
    python app.py --model my.keras     # with another network to choose first
"""
from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib.util import find_spec

# Before Gradio is imported: it sends statistics home unless told not to, and sums up past events after each new one.
os.environ.update(GRADIO_ANALYTICS_ENABLED="False", GRADIO_ANALYTICS_MAX_EVENTS="50",
                  GRADIO_ANALYTICS_CACHE_FREQUENCY="100000")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow greets with ten lines on the machine's CPU

from starlette.middleware import Middleware

from model.choices import Limits
from page.assets import ASSETS, CompressedPage, asset_routes
from page.demo import AT_ONCE, build_demo
from page.guard import guard
from page.language import FirstScript, gradios_words
from page.reader import Readers
from page.shortcut import shortcut
from page.theme import local_theme

DEFAULT = "of one network or training (default: %(default)s)"
STYLES = ("style", "train", "results", "lesson")


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    parser.add_argument("--host", help="address to listen on (default: this machine only; 0.0.0.0 for all)")
    parser.add_argument("--port", type=int, help="default: 7860, or the next free one")
    parser.add_argument("--mcp", action="store_true", help="also serve as a tool that reads digits (Model Context "
                        "Protocol; needs `pip install -r requirements-mcp.txt`)")
    parser.add_argument("--embed-on", metavar="ORIGIN", nargs="+", default=os.environ.get("EMBED_ON", "").split(),
                        help="other sites that may hold the page as a web component, such as https://school.example "
                        "(default: those in the variable EMBED_ON; a frame needs none of this)")
    parser.add_argument("--share", action="store_true", help="also make a public link, through Gradio's server")
    limits = parser.add_argument_group("what visitors may train")
    limits.add_argument("--no-training", action="store_true", help="nothing: there is no Train tab")
    limits.add_argument("--most-parameters", type=int, default=Limits.parameters, metavar="N", help=DEFAULT)
    limits.add_argument("--most-epochs", type=int, default=Limits.epochs, metavar="N", help=DEFAULT)
    limits.add_argument("--most-seconds", type=int, default=Limits.seconds, metavar="N", help=DEFAULT)
    options = parser.parse_args(arguments)
    if options.mcp and not find_spec("mcp"):
        parser.error("--mcp needs more packages: `pip install -r requirements-mcp.txt`.")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    readers = Readers(options.model)
    limits = Limits(options.most_parameters, options.most_epochs, options.most_seconds)
    demo = build_demo(readers, None if options.no_training else limits)
    demo.launch(
        server_name=options.host, server_port=options.port, share=options.share, prevent_thread_lock=True,
        mcp_server=options.mcp or None,  # None leaves it to the variable GRADIO_MCP_SERVER
        theme=local_theme(), i18n=gradios_words(), css_paths=[ASSETS / f"{sheet}.css" for sheet in STYLES],
        app_kwargs={"routes": asset_routes(),
                    "middleware": [guard(options.embed_on), Middleware(CompressedPage), Middleware(FirstScript),
                                   shortcut(demo)]},
        favicon_path=ASSETS / "icon.png", pwa=True,  # so that it can be installed
        footer_links=["api", "gradio"], run_history=False, ssr_mode=False, max_file_size="20mb",
        state_session_capacity=AT_ONCE)
    # A container is ended with SIGTERM, which its first process ignores unless it is told what to do.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # After the launch, so that the page does not wait for TensorFlow.
    readers.start()
    try:
        readers.first.wait()
    except KeyboardInterrupt:
        demo.close()
        return 0
    except Exception as error:  # a network's file can be wrong in any way
        print(f"app.py: {error}", file=sys.stderr)
        return 1
    demo.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())
