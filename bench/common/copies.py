"""Several copies of the page on this machine, behind nginx as configured in `deploy/`."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.common.server import PROJECT, answers, ended, free_port, wait_for

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def configuration(folder: Path, ports: Sequence[int]) -> tuple[Path, str]:
    """Write our nginx configuration with these ports as a complete one; its path and nginx's address."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    [copy] = re.findall(r"^ *server page:7860([^;]*);", text, re.MULTILINE)
    text = text.replace(f"server page:7860{copy};", " ".join(f"server 127.0.0.1:{port}{copy};" for port in ports))
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{(own := free_port())};")
    (folder / "default.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/log; "
                                       f"events {{}} http {{ access_log off; {paths} include {folder}/default.conf; }}")
    return folder / "nginx.conf", f"http://127.0.0.1:{own}/"


@contextmanager
def behind_nginx(folder: Path, ports: Sequence[int]) -> Iterator[tuple[subprocess.Popen, str]]:
    """nginx in front of copies at these ports: its process and address."""
    path, url = configuration(folder, ports)
    with ended(subprocess.Popen([NGINX, "-c", path, "-e", folder / "log"])) as server:
        wait_for(server, lambda: answers(url), 30)
        yield server, url


# Processes

def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    parents = {int(path.parent.name): int(after_name(path)[1]) for path in Path("/proc").glob("[0-9]*/stat")}
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def after_name(stat: Path) -> list[str]:
    """The fields of /proc/PID/stat after the name, state first; those of a child of init if the process has ended."""
    try:
        return stat.read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ["X", "1", *["0"] * 20]


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time of these processes so far, in total."""
    fields = [after_name(Path(f"/proc/{pid}/stat")) for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def megabytes(pids: Sequence[int]) -> float:
    """Memory of these processes in MB; shared memory counts once."""
    shares = [re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE) for pid in pids]
    return sum(int(share[1]) for share in shares) * 1024 / 1e6
