"""How many more readings several processes give, behind nginx and on Ray Serve, and what each costs of a processor.

    python bench/scale.py                              # 1, 2 and 4 processes; about ten minutes
    python bench/scale.py --processes 1 2 --seconds 5
    python bench/scale.py --core-hour 0.04 --gb-hour 0.005      # with your provider's prices

A class of 30 asks 150 readings a second, which each setup is to answer; a crowd of 200 asks 1,000, to find the most.
Where there are fewer cores than processes, and the crowd runs on the same ones, more processes can't give more
readings: then the processor's time for each reading is what tells how many cores a greater crowd needs. The second
table works that out, as `docs/scale.md` explains.
"""
from __future__ import annotations

import argparse
import math
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from bench.common import server
from bench.common.copies import NGINX, behind_nginx, cpu_seconds, family, megabytes, on_ray, replicas_of
from bench.latency import wait_until_loaded
from bench.load import RATE, REQUEST, WARMING, measure

CROWDS = (30, 200)
AUDIENCES = {"a class of 30, all draw": 30, "a lecture of 1,000, half draw": 500, "a course of 100,000, 1 % draw": 1000}
BUSY = 0.6  # of each core that is planned for; the rest is for visitors who come, who train, and whose copy is gone
MONTH = 730  # hours
EXAMPLE = "an example, nobody's offer (default: %(default)s)"
HEAD = (f"{'':22s} {'people':>6s} {'readings/s':>10s} {'ratio':>6s} {'p50 ms':>8s} {'p95 ms':>8s} {'errors':>6s} "
        f"{'page ms':>8s} {'all ms':>7s} {'MB':>6s}")


def loaded_page() -> server.Server:
    page = server.start()
    wait_until_loaded(f"http://127.0.0.1:{page.port}/")
    return page


@contextmanager
def alone(processes: int) -> Iterator[tuple[str, list[int], list[int]]]:
    """One page without anything before it: its address, the page's processes, and all."""
    page = loaded_page()
    try:
        yield f"http://127.0.0.1:{page.port}/", [page.process.pid], [page.process.pid]
    finally:
        server.stop(page)


@contextmanager
def nginx(processes: int) -> Iterator[tuple[str, list[int], list[int]]]:
    """The same for pages behind nginx."""
    with ExitStack() as ends:
        pages = []
        for _ in range(processes):
            pages.append(loaded_page())
            ends.callback(server.stop, pages[-1])
        folder = ends.enter_context(tempfile.TemporaryDirectory())
        before, url = ends.enter_context(behind_nginx(Path(folder), [page.port for page in pages]))
        pids = [page.process.pid for page in pages]
        yield url, pids, [*pids, before.pid]


@contextmanager
def ray_serve(processes: int) -> Iterator[tuple[str, list[int], list[int]]]:
    """The same for replicas on Ray Serve."""
    with tempfile.TemporaryDirectory() as folder, on_ray(Path(folder), processes) as (driver, url):
        yield url, replicas_of(driver), family(driver.pid)


def figures(setup, processes: int, seconds: float) -> dict[int, dict[str, float]]:
    """Those of each crowd; milliseconds of processor time for each reading, and MB at the end."""
    found = {}
    with setup(processes) as (url, pages, everything):
        measure(url, 2, 3, REQUEST)
        for people in CROWDS:
            before = cpu_seconds(pages), cpu_seconds(everything)
            found[people] = measure(url, people, seconds, REQUEST)
            readings = found[people]["readings/s"] * (seconds + WARMING)
            found[people] |= {"page": 1000 * (cpu_seconds(pages) - before[0]) / readings,
                              "all": 1000 * (cpu_seconds(everything) - before[1]) / readings,
                              "page MB": megabytes(pages), "MB": megabytes(everything)}
    return found


def row(name: str, people: int, found: dict[str, float], base: dict[str, float]) -> str:
    return (f"{name:22s} {people:6d} {found['readings/s']:10.0f} {found['readings/s'] / base['readings/s']:6.2f} "
            f"{found['p50']:8.1f} {found['p95']:8.1f} {found['errors']:6d} {found['page']:8.2f} {found['all']:7.2f} "
            f"{found['MB']:6.0f}")


def setups(processes: Sequence[int]) -> Iterator[tuple[str, object, int]]:
    """Name, what runs it, and how many processes."""
    yield "1, nothing before it", alone, 1
    if NGINX:
        yield from ((f"{count} behind nginx", nginx, count) for count in processes)
    if find_spec("ray"):
        yield from ((f"{count} on Ray Serve", ray_serve, count) for count in processes)


def needs(people: int, one: dict[str, float], core_hour: float, gb_hour: float) -> dict[str, float]:
    """What so many people who draw at once need, by the figures of one copy."""
    asked = people * RATE
    copies, proxies, cores = (math.ceil(asked * share / 1000 / BUSY)
                              for share in (one["page"], one["all"] - one["page"], one["all"]))
    memory = (copies * one["page MB"] + proxies * (one["MB"] - one["page MB"])) / 1000
    return {"readings/s": asked, "copies": copies, "proxies": proxies, "cores": cores, "GB": memory,
            "month": MONTH * (cores * core_hour + memory * gb_hour)}


def needs_table(found: dict[str, dict[str, float]], core_hour: float, gb_hour: float) -> str:
    """What each audience needs, for setups of one copy by name."""
    lines = [f"{'':30s} {'readings/s':>10s}  {'':16s} {'copies':>6s} {'proxies':>7s} {'cores':>5s} {'GB':>6s} "
             f"{'a month':>8s}"]
    for audience, people in AUDIENCES.items():
        for name, one in found.items():
            need = needs(people, one, core_hour, gb_hour)
            lines.append(f"{audience:30s} {need['readings/s']:10,d}  {name:16s} {need['copies']:6d} "
                         f"{need['proxies']:7d} {need['cores']:5d} {need['GB']:6.1f} {need['month']:8,.0f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4], metavar="N")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--core-hour", type=float, default=0.04, metavar="PRICE", help="of a core; " + EXAMPLE)
    parser.add_argument("--gb-hour", type=float, default=0.005, metavar="PRICE", help="of a GB of memory; " + EXAMPLE)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores shared by the servers and the crowd, {RATE} readings/s each, "
          f"{options.seconds:.0f} s; `page ms` and `all ms` are processor time for a reading\n\n{HEAD}")
    base, ones = None, {}
    for name, setup, processes in setups(options.processes):
        found = figures(setup, processes, options.seconds)
        base = base or found
        if processes == 1 and setup is not alone:
            ones[name.removeprefix("1 ")] = found[CROWDS[-1]]
        for people in CROWDS:
            print(row(name, people, found[people], base[people]), flush=True)
    print("\nratio: to one process with nothing before it, in this run. All share the cores, so that only so "
          "many processes are\nat work at once, the crowd's too; a core for itself gives 1000 / `all ms` readings/s.\n")
    print(needs_table(ones, options.core_hour, options.gb_hour))


if __name__ == "__main__":
    main()
