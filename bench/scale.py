"""Throughput of several processes behind nginx and on Ray Serve, and the processor time per reading.

    python bench/scale.py                              # 1, 2 and 4 processes; about ten minutes
    python bench/scale.py --processes 1 2 --seconds 5
    python bench/scale.py --core-hour 0.04 --gb-hour 0.005      # with your provider's prices

A class of 30 sends 150 readings a second, which every setup should answer; a crowd of 200 sends 1,000, to find the
maximum. With fewer cores than processes, and the crowd on the same cores, more processes can't answer more readings.
The processor time per reading then tells how many cores a larger crowd needs. The second table works that out, as
`docs/scale.md` explains.
"""
from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from bench.common.copies import NGINX, behind_nginx, cpu_seconds, family, megabytes, on_ray, replicas_of
from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import OURS, serving, wait_until_loaded
from bench.load import RATE, WARM_UP, measure

CROWDS = (30, 200)
AUDIENCES = {"a class of 30, all draw": 30, "a lecture of 1,000, half draw": 500, "a course of 100,000, 1 % draw": 1000}
BUSY = 0.6  # planned load of each core; the rest is for opening pages, training, and the visitors of a failed copy
MONTH = 730  # hours
EXAMPLE = "an example, not an offer (default: %(default)s)"


@contextmanager
def pages(count: int, is_proxied: bool = True) -> Iterator[tuple[str, list[int], list[int]]]:
    """Several pages behind nginx, or one without: the address, the pages' processes, and all processes."""
    with ExitStack() as ends:
        started = [ends.enter_context(serving(*OURS)) for _ in range(count)]
        for _, url in started:
            wait_until_loaded(url)
        pids = everything = [page.pid for page, _ in started]
        if is_proxied:
            folder = ends.enter_context(tempfile.TemporaryDirectory())
            ports = [urlsplit(url).port for _, url in started]
            proxy, url = ends.enter_context(behind_nginx(Path(folder), ports))
            everything = [*pids, proxy.pid]
        yield url, pids, everything


@contextmanager
def ray_serve(processes: int) -> Iterator[tuple[str, list[int], list[int]]]:
    """The same for replicas on Ray Serve."""
    with tempfile.TemporaryDirectory() as folder, on_ray(Path(folder), processes) as (driver, url):
        yield url, replicas_of(driver), family(driver.pid)


def figures(setup, processes: int, seconds: float) -> dict[int, dict[str, float]]:
    """The figures of each crowd, with milliseconds of processor time per reading and MB at the end."""
    found = {}
    with setup(processes) as (url, copies, everything):
        measure(url, 2, 3)
        for people in CROWDS:
            before = cpu_seconds(copies), cpu_seconds(everything)
            found[people] = measure(url, people, seconds)
            readings = found[people]["readings/s"] * (seconds + WARM_UP)
            found[people] |= {"page": 1000 * (cpu_seconds(copies) - before[0]) / readings,
                              "all": 1000 * (cpu_seconds(everything) - before[1]) / readings,
                              "page MB": megabytes(copies), "MB": megabytes(everything)}
    return found


def row(name: str, people: int, found: dict[str, float], base: dict[str, float]) -> Row:
    return {"setup": name, "people": people, "readings/s": round(found["readings/s"]),
            "ratio": round(found["readings/s"] / base["readings/s"], 2), "p50, ms": round(found["p50"], 1),
            "p95, ms": round(found["p95"], 1), "errors": found["errors"], "page, ms": round(found["page"], 2),
            "all, ms": round(found["all"], 2), "MB": round(found["MB"])}


def setups(processes: Sequence[int]) -> Iterator[tuple[str, object, int]]:
    """Name, context manager and number of processes of each setup."""
    yield "1, no proxy", partial(pages, is_proxied=False), 1
    if NGINX:
        yield from ((f"{count} behind nginx", pages, count) for count in processes)
    if find_spec("ray"):
        yield from ((f"{count} on Ray Serve", ray_serve, count) for count in processes)


def needs(people: int, one: dict[str, float], core_hour: float, gb_hour: float) -> dict[str, float]:
    """The machines for this many people who draw at the same time, from the figures of one copy."""
    asked = people * RATE
    copies, proxies, cores = (math.ceil(asked * share / 1000 / BUSY)
                              for share in (one["page"], one["all"] - one["page"], one["all"]))
    memory = (copies * one["page MB"] + proxies * (one["MB"] - one["page MB"])) / 1000
    return {"readings/s": asked, "copies": copies, "proxies": proxies, "cores": cores, "GB": memory,
            "a month": MONTH * (cores * core_hour + memory * gb_hour)}


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "scale.json")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4], metavar="N")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--core-hour", type=float, default=0.04, metavar="PRICE", help="of a core; " + EXAMPLE)
    parser.add_argument("--gb-hour", type=float, default=0.005, metavar="PRICE", help="of a GB of memory; " + EXAMPLE)
    options = parser.parse_args()
    report, base, ones = Report(), None, {}
    for name, setup, processes in setups(options.processes):
        found = figures(setup, processes, options.seconds)
        base = base or found
        if name.startswith("1 "):
            ones[name.removeprefix("1 ")] = found[CROWDS[-1]]
        for people in CROWDS:
            report.row(row(name, people, found[people], base[people]))
    for audience, people in AUDIENCES.items():
        for name, one in ones.items():
            need = needs(people, one, options.core_hour, options.gb_hour)
            report.row({"audience": audience, "setup": name, **need, "GB": round(need["GB"], 1),
                        "a month": round(need["a month"])})
    report.write(options.output)


if __name__ == "__main__":
    main()
