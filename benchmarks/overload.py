"""More than can be taken, through the shipped proxy: what is still answered, and what is told.

The dearest request there is: an answer as a whole page, which nothing has made ready. One process
of the site has one core; nginx and the clients share another.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import servers
from tests.deploy.running import ANSWERS, App, Proxy, environment, manage

H2LOAD = shutil.which("h2load")
CLIENTS_AT_PEAK, CLIENTS, GROUP = 16, 800, 20
TIMES = (2, 5, 10)


@dataclass(frozen=True)
class Told:
    """What came of a load, each second; `lost` is all that got no answer."""

    name: str
    asked: float
    answered: float
    refused: float
    lost: float
    slowest: float


def measure(seconds: int) -> list[Told]:
    """Peak, then many times the peak, then the peak again at once."""
    with tempfile.TemporaryDirectory(prefix="mscalc-overload-") as made:
        folder = Path(made)
        env = environment(folder)
        manage(env, "prepare", "--address", "https://localhost")
        app = App(env)
        app.start()
        for process in psutil.Process().children(recursive=True):
            servers.pin(process, 0)
        servers.pin(psutil.Process(), 1)
        proxy = Proxy(folder, [app])
        proxy.start()
        try:
            peak = _load(proxy.port, "what it can take", seconds, CLIENTS_AT_PEAK)
            found = [peak]
            for times in TIMES:
                asked = round(peak.answered * times)
                found.append(_load(proxy.port, f"{times} times that", seconds, CLIENTS, asked))
            return [*found, _load(proxy.port, "at once after", 2, CLIENTS_AT_PEAK)]
        finally:
            proxy.stop()
            app.stop()


def _load(port: int, name: str, seconds: int, clients: int, rate: int = 0) -> Told:
    """Clients in small groups, since each group asks all at once."""
    groups = max(clients // GROUP, 1)
    words = ["h2load", "--h1", f"-D{seconds}", "--warm-up-time=2", f"-c{clients // groups}", "-t1"]
    words += ["-Hcontent-type: application/x-www-form-urlencoded", "-Haccept-encoding: gzip"]
    words += [f"--rps={rate / clients}"] if rate else []
    with tempfile.NamedTemporaryFile("w", suffix=".body") as body:
        body.write(ANSWERS)
        body.flush()
        command = [*words, f"-d{body.name}", f"https://localhost:{port}/"]
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
            for _ in range(groups)
        ]
        texts = [one.communicate()[0] for one in running]
    counts = [sum(found) / seconds for found in zip(*map(_read, texts), strict=True)]
    return Told(name, *counts, max(map(_slowest, texts)))


def _read(text: str) -> tuple[int, int, int, int]:
    """Requests done, answered, refused, and lost."""
    ok, _, _, refused = map(int, re.findall(r"(\d+) [2345]xx", text))
    done, failed = (int(_found(rf"(\d+) {word}", text)) for word in ("done", "failed"))
    return done, ok, refused, max(failed - refused, 0)


def _slowest(text: str) -> float:
    number, unit = _found(r"time for request:\s+\S+\s+(\S+)", text), {"us": 1e-3, "ms": 1, "s": 1e3}
    value, letters = re.fullmatch(r"([\d.]+)(\w+)", number).groups()  # type: ignore[union-attr]
    return float(value) * unit[letters]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise ValueError(f"h2load said nothing of {pattern}")
    return match[1]


def rows(found: list[Told]) -> list[list[str]]:
    """The table, with what is answered as a share of the peak."""
    heading = ["load", "asked /s", "answered /s", "of the peak", "503 /s", "lost /s", "slowest"]
    peak = found[0].answered
    return [heading] + [
        [
            told.name,
            f"{told.asked:,.0f}",
            f"{told.answered:,.0f}",
            f"{told.answered / peak:.0%}",
            f"{told.refused:,.0f}",
            f"{told.lost:,.1f}",
            f"{told.slowest:,.0f} ms",
        ]
        for told in found
    ]
