"""Server CPU per request, throughput and waiting, against a bare Django view of the same size."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil

from benchmarks import load, servers
from riskfactors.engine.answers import VALUES, all_answers

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
HTMX = {**FORM, "HX-Request": "true"}
ZIPPED = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of request: what is sent, and the status it must get."""

    name: str
    requests: tuple[bytes, ...]
    status: int = 200


@dataclass(slots=True)
class Rounds:
    """What was measured, a figure a round: microseconds, requests a second, milliseconds."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Pair:
    """A kind of request and the bare view of its size."""

    target: Target
    size: int
    prepared: Sequence[load.Prepared]
    bare: Sequence[load.Prepared] = ()
    ours: Rounds = field(default_factory=Rounds)
    reference: Rounds = field(default_factory=Rounds)


def posts(headers: Mapping[str, str], **more: str) -> tuple[bytes, ...]:
    """Every set of answers as a browser posts it."""
    bodies = []
    for answers in all_answers():
        given = {factor: getattr(answers, factor) for factor in VALUES}
        fields = {"vitamin_d_value": "", **{k: v for k, v in given.items() if v}, **more}
        bodies.append(urlencode(fields).encode())
    return tuple(load.request("/", method="POST", body=body, headers=headers) for body in bodies)


def gets(*paths: str, **more: str) -> tuple[bytes, ...]:
    """Pages as a browser asks for them."""
    return tuple(load.request(path, headers={**ZIPPED, **more}) for path in paths)


def targets() -> list[Target]:
    """What is measured."""
    number = {
        "vitamin_d": "measured",
        "vitamin_d_value": "48",
        "vitamin_d_unit": "nmol/L",
    }
    return [
        Target(name="explain", requests=posts(HTMX)),
        Target(name="explain, compressed", requests=posts({**HTMX, **ZIPPED})),
        Target(name="explain, a typed number", requests=posts({**HTMX, **ZIPPED}, **number)),
        Target(name="explain, an error", requests=posts(HTMX, smoking="?")[:1], status=422),
        Target(name="explain, no JavaScript", requests=posts({**FORM, **ZIPPED})),
        Target(name="GET /", requests=gets("/")),
        Target(name="claims", requests=gets("/claims/")),
        Target(name="a case", requests=gets("/cases/used-to-smoke/")),
        Target(name="compare", requests=gets("/compare/")),
        Target(name="compare two", requests=gets("/compare/?a=used-to-smoke&b=at-fifteen")),
        Target(name="interplay", requests=gets("/interplay/")),
        Target(name="a style sheet", requests=gets("/static/site/site.css")),
    ]


def measure(rounds: int, seconds: float) -> list[Pair]:
    """Measure every target and its reference in turn, so many rounds."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = stack.enter_context(servers.site_folder(folder))
        site = stack.enter_context(servers.serving(servers.SITE, environment, folder / "site.log"))
        servers.pin(psutil.Process(), 1)
        pairs = [_pair(site[0], target) for target in targets()]
        for pair in pairs:
            (folder / "bare" / str(pair.size)).write_bytes(b"x" * pair.size)
        bare = stack.enter_context(servers.serving(servers.BARE, environment, folder / "bare.log"))
        for pair in pairs:
            pair.bare = _bare(bare[0], pair)
        for _ in range(rounds):
            for pair in pairs:
                _round(site, pair.prepared, pair.ours, seconds)
                _round(bare, pair.bare, pair.reference, seconds)
    return pairs


def _pair(port: int, target: Target) -> Pair:
    prepared = load.prepare(port, target.requests, target.status)
    sizes = [load.once(port, sent)[0].size for sent in target.requests]
    return Pair(target=target, size=round(statistics.mean(sizes)), prepared=prepared)


def _bare(port: int, pair: Pair) -> Sequence[load.Prepared]:
    """The same request, to the view of the same size."""
    first, _, rest = pair.prepared[0].sent.partition(b"\r\n")
    method = first.split()[0]
    sent = b"%b /?%d HTTP/1.1\r\n%b" % (method, pair.size, rest)
    return load.prepare(port, [sent], 200)


def _round(
    server: tuple[int, psutil.Process], prepared: Sequence[load.Prepared], told: Rounds, took: float
) -> None:
    port, process = server
    before = servers.cpu(process)
    latencies = load.loop(port, prepared, took)
    told.cpu.append((servers.cpu(process) - before) / len(latencies) * 1e6)
    told.rate.append(len(latencies) / took)
    told.p50.append(load.quantile(latencies, 0.5) * 1e3)
    told.p99.append(load.quantile(latencies, 0.99) * 1e3)


def rows(pairs: Sequence[Pair]) -> list[tuple[str, ...]]:
    """The table, ratios first: how many times as fast as the bare view, over one is faster."""
    found = [("request", "bytes", "ratio of CPU", "CPU", "bare", "per second", "p50", "p99")]
    for pair in pairs:
        ours, bare = pair.ours, pair.reference
        ratios = [b / a for a, b in zip(ours.cpu, bare.cpu, strict=True)]
        found.append(
            (
                pair.target.name,
                f"{pair.size:,}",
                _range(ratios, "{:.2f}"),
                _range(ours.cpu, "{:.0f} µs"),
                _range(bare.cpu, "{:.0f} µs"),
                f"{statistics.median(ours.rate):,.0f} ({statistics.median(bare.rate):,.0f})",
                f"{statistics.median(ours.p50):.1f} ({statistics.median(bare.p50):.1f}) ms",
                f"{statistics.median(ours.p99):.1f} ({statistics.median(bare.p99):.1f}) ms",
            )
        )
    return found


def _range(values: Sequence[float], shape: str) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{shape.format(middle)} ({shape.format(low)} to {shape.format(high)})"
