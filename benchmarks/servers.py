"""Servers under measurement: each a granian with one worker, pinned to one core."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks import load

ROOT = Path(__file__).resolve().parent.parent
SITE = "mscalc.wsgi:application"
BARE = "benchmarks.bare:application"
# As `make run` starts it.
FLAGS = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws")


@contextmanager
def site_folder(folder: Path, **more: str) -> Iterator[Mapping[str, str]]:
    """The environment of a site made ready in an empty folder."""
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "BARE": str(folder / "bare"),
        "STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": "only for a benchmark, " * 3,
        **more,
    }
    (folder / "bare").mkdir()
    manage("prepare", "--address", "http://127.0.0.1", environment=environment)
    yield environment


def manage(*words: str, environment: Mapping[str, str]) -> None:
    """Run a management command; its output is not shown."""
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def serving(
    application: str, environment: Mapping[str, str], log: Path
) -> Iterator[tuple[int, psutil.Process]]:
    """A server of this application: its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", "granian", *FLAGS, "--host", load.HOST, "--port", str(port)]
    with log.open("w") as sink:
        server = psutil.Popen(
            [*command, "--log-level", "warning", application],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdout=sink,
            stderr=sink,
        )
        try:
            pin(server, 0)
            wait(port)
            yield port, server
        finally:
            server.terminate()
            server.wait(10)


def pin(process: psutil.Process, core: int) -> None:
    """Keep a process, and all it starts later, on one core, where the system can."""
    if hasattr(process, "cpu_affinity"):
        process.cpu_affinity([core % (psutil.cpu_count() or 1)])


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU that a process and its children have used."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family)


def memory(process: psutil.Process) -> float:
    """MiB of memory that the largest process of a server holds: its worker."""
    family = [process, *process.children(recursive=True)]
    return float(max(one.memory_info().rss for one in family)) / 2**20


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as sock:
        sock.bind((load.HOST, 0))
        port: int = sock.getsockname()[1]
        return port


def wait(port: int, path: str = "/", seconds: float = 60) -> float:
    """Wait until a server answers; how long that took."""
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        try:
            load.once(port, load.request(path))
        except (OSError, SystemExit):
            time.sleep(0.02)
        else:
            return time.perf_counter() - started
    raise SystemExit("The server does not answer.")
