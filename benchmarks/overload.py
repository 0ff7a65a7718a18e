"""More than can be taken, through the shipped proxy: what is still answered, and what is told.

The dearest request there is: an answer as a whole page, which nothing has made ready. One process
of the site has one core; nginx and the clients share another.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import psutil

from benchmarks import load, servers
from tests.deploy.running import ANSWERS, App, Proxy, environment, manage

H2LOAD = shutil.which("h2load")
CLIENTS_AT_PEAK, CLIENTS, GROUP = 16, 800, 20
TIMES = (2, 5, 12)


@dataclass(frozen=True)
class Illustration:
    """What came of a load, each second; `lost` is all that got no answer.

    Of a hundred, 95 were answered or refused in no more than so many milliseconds.
    """

    name: str
    asked: float
    answered: float
    refused: float
    lost: float
    answered_in: float
    refused_in: float


def measure(seconds: int) -> list[Illustration]:
    """The peak, and many times it, in turn: the machine's own pace changes meanwhile."""
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
            found = [_load(proxy.port, "what it can take", seconds, CLIENTS_AT_PEAK)]
            for times in TIMES:
                asked = round(found[-1].answered * times)
                found.append(_load(proxy.port, "times that", seconds, CLIENTS, asked))
                found.append(_load(proxy.port, "at once after", seconds, CLIENTS_AT_PEAK))
            return found
        finally:
            proxy.stop()
            app.stop()


def _load(port: int, name: str, seconds: int, clients: int, rate: int = 0) -> Illustration:
    """Clients in small groups, since each group asks all at once."""
    groups = max(clients // GROUP, 1)
    words = ["h2load", "--h1", f"-D{seconds}", "--warm-up-time=2", f"-c{clients // groups}", "-t1"]
    words += ["-Hcontent-type: application/x-www-form-urlencoded", "-Haccept-encoding: gzip"]
    words += [f"--rps={rate / clients}"] if rate else []
    with tempfile.TemporaryDirectory(prefix="mscalc-load-") as made:
        folder = Path(made)
        (folder / "body").write_text(ANSWERS, "utf-8")
        command = [*words, f"-d{folder}/body", f"https://localhost:{port}/"]
        running = [
            subprocess.Popen(  # noqa: S603
                [*command, f"--log-file={folder}/{group}.log"], stdout=subprocess.DEVNULL
            )
            for group in range(groups)
        ]
        for one in running:
            one.wait()
        return _told(name, seconds, [line for log in folder.glob("*.log") for line in log.open()])


def _told(name: str, seconds: int, lines: list[str]) -> Illustration:
    """Of h2load's lines, each a start, a status and how long it took, those after the warm-up."""
    every = [tuple(map(int, line.split()[:3])) for line in lines]
    begin = max(start + us for start, _, us in every) - seconds * 1_000_000
    took: dict[int, list[float]] = {200: [], 503: []}
    for start, status, us in every:
        if start + us >= begin:
            took.setdefault(status, []).append(us / 1e3)
    asked, answered, refused = (
        len(found) / seconds for found in ([*chain(*took.values())], took[200], took[503])
    )
    within = [load.quantile(took[status], 0.95) if took[status] else 0.0 for status in (200, 503)]
    return Illustration(name, asked, answered, refused, asked - answered - refused, *within)


def rows(found: list[Illustration]) -> list[list[str]]:
    """The table, with what is answered as a share of the peaks just before and after."""
    heading = ["load", "asked /s", "answered /s", "of the peak", "503 /s", "lost /s"]
    heading += ["answered in", "503 in"]
    table = [heading]
    for number, told in enumerate(found):
        peaks = found[number - 1 : number + 2 : 2] if number % 2 else [told]
        peak = statistics.mean(one.answered for one in peaks)
        table.append(
            [
                f"{told.asked / peak:.1f} {told.name}" if number % 2 else told.name,
                f"{told.asked:,.0f}",
                f"{told.answered:,.0f}",
                f"{told.answered / peak:.0%}" if number % 2 else "",
                f"{told.refused:,.0f}",
                f"{abs(told.lost):,.1f}",
                f"{told.answered_in:,.0f} ms",
                f"{told.refused_in:,.0f} ms" if told.refused else "",
            ]
        )
    return table
