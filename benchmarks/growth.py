"""What grows with years of use, and what a worker holds and takes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from benchmarks import load, server, servers

SIZES = ((1, 0), (1_000, 100_000))
PUBLIC = {
    "explain": server.posts(server.HTMX),
    "GET /": server.gets("/"),
    "the change log": server.gets("/changes/?page=1"),
    "the first edition's texts": server.gets("/editions/1/"),
}
PAGES = (
    *("/", "/learn/", "/claims/", "/pictures/", "/glossary/", "/sources/", "/about/", "/changes/"),
    *("/cases/", "/cases/used-to-smoke/", "/compare/", "/interplay/", "/headlines/"),
)
DESK = {
    "the desk": "/admin/desk/",
    "the list of editions": "/admin/desk/editions/",
    "the audit trail": "/admin/riskfactors/auditline/",
}


def ask(environment: Mapping[str, str], *words: str) -> Any:
    """Do something in a site's own settings; what it told."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.fill", *words],
        cwd=servers.ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "mscalc.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def measure(rounds: int, seconds: float) -> dict[str, list[float]]:
    """Microseconds of server CPU a request, for each of SIZES."""
    with ExitStack() as stack:
        sites = []
        for editions, lines in SIZES:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            environment = stack.enter_context(servers.site_folder(folder))
            cookie = ask(environment, "fill", str(editions), str(lines))["cookie"]
            site = stack.enter_context(
                servers.serving(servers.SITE, environment, folder / "site.log")
            )
            desk = {name: server.gets(path, Cookie=cookie) for name, path in DESK.items()}
            sites.append((site, {**PUBLIC, **desk}))
        servers.pin(psutil.Process(), 1)
        return {
            name: _compared([(site, sent[name]) for site, sent in sites], rounds, seconds)
            for name in sites[0][1]
        }


def _compared(
    sides: list[tuple[tuple[int, psutil.Process], tuple[bytes, ...]]], rounds: int, seconds: float
) -> list[float]:
    prepared = [load.prepare(site[0], sent, 200) for site, sent in sides]
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for (site, _), ready, told in zip(sides, prepared, found, strict=True):
            before = servers.cpu(site[1])
            answered = load.loop(site[0], ready, seconds)
            told.append((servers.cpu(site[1]) - before) / len(answered) * 1e6)
    return [statistics.median(told) for told in found]


def rows(found: Mapping[str, list[float]]) -> list[tuple[str, ...]]:
    """The table."""
    titles = [f"{editions:,} editions, {lines:,} lines" for editions, lines in SIZES]
    table = [("request", *titles, "ratio")]
    for name, told in found.items():
        few, many = told
        table.append((name, f"{few:,.0f} µs", f"{many:,.0f} µs", f"{many / few:.2f}"))
    return table


def worker(rounds: int) -> list[tuple[str, ...]]:
    """What a start, a publication and a worker's memory are made of: medians of so many rounds."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, value in _once().items():
            found.setdefault(name, []).append(value)
    field_specs = {"s": "{:.2f} s", "MiB": "{:.1f} MiB"}
    table = [("one worker", "median")]
    for name, values in found.items():
        unit, _, what = name.partition(" ")
        table.append((what, field_specs[unit].format(statistics.median(values))))
    return table


def _once() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        environment = stack.enter_context(servers.site_folder(folder))
        found = {f"s start: {name}": took for name, took in ask(environment, "start").items()}
        bare = stack.enter_context(servers.serving(servers.BARE, environment, folder / "bare.log"))
        found["MiB memory: Django with one view"] = servers.memory(bare[1])
        started = time.perf_counter()
        with servers.serving(servers.SITE, environment, folder / "site.log") as site:
            found["s start: until the first answer"] = time.perf_counter() - started
            found["MiB memory: our worker, just started"] = servers.memory(site[1])
            table = ask(environment, "table")
            found |= {f"MiB of that, explanations {name}": size for name, size in table.items()}
            for sent in (*PUBLIC["explain"], *server.gets(*PAGES)):
                load.once(site[0], sent)
            found["MiB memory: after every page and answer"] = servers.memory(site[1])
            took = ask(environment, "release")
            found |= {f"s publish: {name}": seconds for name, seconds in took.items()}
    return found
