"""`make bench`: measures and prints the tables of docs/performance.md."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from benchmarks import browser, growth, overload, server, sign_in
from tests.deploy.running import NGINX


def main() -> None:
    """Measure what is asked for; everything by default."""
    measures = {
        "server": _server,
        "browser": _browser,
        "growth": _growth,
        "worker": _worker,
        "overload": _overload,
        "sign-in": _sign_in,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help=f"of {', '.join(measures)}; all by default")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--nicegui", help="the Python that has NiceGUI")
    given = parser.parse_args()
    if unknown := set(given.what) - set(measures):
        parser.error(f"Not known: {', '.join(sorted(unknown))}")
    for name in given.what or measures:
        measures[name](given)


def _server(given: argparse.Namespace) -> None:
    _say("Server: our CPU a request against a bare Django view of the same size (in brackets)")
    _table(server.rows(server.measure(given.rounds, seconds=1)))


def _browser(given: argparse.Namespace) -> None:
    if not browser.CHROMIUM:
        print("\nNOT RUN: the browser's table. Get a browser: apt-get install chromium")
        return
    for network, peers in browser.measure(given.rounds, given.nicegui).items():
        _say(f"Browser, nothing cached, network: {network}")
        _table(browser.rows(peers))


def _growth(given: argparse.Namespace) -> None:
    _say("Growth: server CPU a request")
    _table(growth.rows(growth.measure(given.rounds, seconds=2)))


def _worker(given: argparse.Namespace) -> None:
    _say("One worker: what it takes and holds")
    _table(growth.worker(given.rounds))


def _overload(given: argparse.Namespace) -> None:
    if not (overload.H2LOAD and NGINX):
        print("\nNOT RUN: overload. Get it: apt-get install nginx openssl nghttp2-client")
        return
    _say("Overload: whole pages through nginx, one process")
    _table(overload.rows(overload.measure(seconds=10)))


def _sign_in(given: argparse.Namespace) -> None:
    _say("Signing in with a wrong password: medians")
    _table(sign_in.rows(sign_in.measure()))


def _say(title: str) -> None:
    print(f"\n{title}\n", flush=True)


def _table(rows: Iterable[Sequence[str]]) -> None:
    heading, *others = rows
    for row in (heading, ["---"] * len(heading), *others):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
