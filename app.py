"""The page: draw a digit and see a convolutional network at work.

    python app.py                      # opens on http://127.0.0.1:7860
    python app.py --model my.keras     # offers another network first
"""
from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from model.learning.choices import Limits
from page.demo import build_demo
from page.networks.networks import Networks
from page.process import exit_immediately
from page.server.serving import allowed_origins, launch

DEFAULT = "of one network or training (default: %(default)s)"


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    parser.add_argument("--host", help="address to listen on (default: this machine only; 0.0.0.0 for all)")
    parser.add_argument("--port", type=int, help="default: 7860, or the next free one")
    parser.add_argument("--mcp", action="store_true", help="also serve as a tool for language models (Model Context "
                        "Protocol; needs `pip install -r requirements-mcp.txt`)")
    parser.add_argument("--embed-on", metavar="ORIGIN", nargs="+", default=allowed_origins(),
                        help="other sites that may embed the page as a web component, such as https://school.example "
                        "(default: the variable EMBED_ON; an iframe does not need this)")
    parser.add_argument("--share", action="store_true", help="also create a public link, through Gradio's server")
    limits = parser.add_argument_group("limits for visitors' trainings")
    limits.add_argument("--no-training", action="store_true", help="no training, and no Train tab")
    limits.add_argument("--most-parameters", type=int, default=Limits.parameters, metavar="N", help=DEFAULT)
    limits.add_argument("--most-epochs", type=int, default=Limits.epochs, metavar="N", help=DEFAULT)
    limits.add_argument("--most-seconds", type=int, default=Limits.seconds, metavar="N", help=DEFAULT)
    options = parser.parse_args(arguments)
    if options.mcp and not find_spec("mcp"):
        parser.error("--mcp needs more packages: `pip install -r requirements-mcp.txt`.")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    networks = Networks(options.model)
    limits = Limits(options.most_parameters, options.most_epochs, options.most_seconds)
    demo = build_demo(networks, None if options.no_training else limits)
    launch(demo, networks, options.embed_on, server_name=options.host, server_port=options.port, share=options.share,
           mcp_server=options.mcp or None)  # None: the variable GRADIO_MCP_SERVER decides
    # A container is stopped with SIGTERM, which its first process ignores unless it has a handler.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # After the launch, so that the page does not wait for TensorFlow.
    networks.start()
    try:
        networks.first.wait()
    except KeyboardInterrupt:
        demo.close()
        return 0
    except Exception as error:  # a network's file can be damaged in any way
        print(f"app.py: {error}", file=sys.stderr)
        return 1
    demo.block_thread()
    return 0


if __name__ == "__main__":
    exit_immediately(main())
