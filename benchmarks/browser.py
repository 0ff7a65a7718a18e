"""What a visitor waits for, in a real browser with nothing cached, beside other ways to make it."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks import link, load, servers

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None
)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# Without scripts a form is of use once it has come and is painted.
COME = f"Math.max({PAINTED}, performance.getEntriesByType('navigation')[0].responseEnd)"
READ = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
CONNECTED = """new Promise((done) => {
  const look = () => document.querySelector(".smoking .q-radio") && window.socket?.connected
    ? done(performance.now()) : setTimeout(look, 2);
  look();
})"""
# From the click until the new text is in the page and laid out; then until a frame has shown it.
CHANGES = """async ([selector, count, pause]) => {
  const values = ["current", "past", "never", "undisclosed"];
  const took = [];
  for (let turn = 0; turn < count; turn += 1) {
    const at = turn % values.length;
    const shown = () => document.querySelector(`[data-card="smoking.${values[at]}"]`);
    const started = performance.now();
    const laidOut = await new Promise((done) => {
      const watcher = new MutationObserver(() => {
        if (!shown()) return;
        watcher.disconnect();
        document.body.getBoundingClientRect();
        done(performance.now() - started);
      });
      watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
      document.querySelectorAll(selector)[at].click();
    });
    await new Promise((done) => requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = done;
      after.port2.postMessage("");
    }));
    took.push([laidOut, performance.now() - started]);
    await new Promise((done) => setTimeout(done, pause));
  }
  return took;
}"""


@dataclass(slots=True, kw_only=True)
class Peer:
    """One way to make the form, and what was measured of it."""

    name: str
    address: str
    process: psutil.Process
    usable_once: str = READ
    live_once: str = READ
    radios: str = "[name=smoking]"
    sizes: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    paints: list[float] = field(default_factory=list)
    usable: list[float] = field(default_factory=list)
    live: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def measure(rounds: int, nicegui: str | None) -> dict[str, list[Peer]]:
    """Every peer in turn, so many rounds, on the machine's own network and on a slow one."""
    if not CHROMIUM:
        raise SystemExit("NOT RUN: no Chromium. Get one: apt-get install chromium")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = stack.enter_context(servers.site_folder(folder))
        _write_pages(folder)
        servings = {
            "ours": stack.enter_context(
                servers.serving(servers.SITE, environment, folder / "site.log")
            ),
            "bare": stack.enter_context(
                servers.serving(servers.BARE, environment, folder / "bare.log")
            ),
        }
        if nicegui:
            servings["NiceGUI"] = stack.enter_context(_nicegui(nicegui, folder))
        networks = {"unlimited": None, "slow 3G": {"server": stack.enter_context(link.slow())}}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = {}
        for network, proxy in networks.items():
            found[network] = _peers(servings)
            for _ in range(rounds):
                for peer in found[network]:
                    _visit(browser.new_context(proxy=proxy), peer, changes=8 if proxy else 40)
        browser.close()
    return found


def _write_pages(folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="mscalc.settings",
        SECRET_KEY="only for a benchmark, which keeps no secret of anybody",  # noqa: S106
        DATA_DIR=str(folder),
    )
    django.setup()
    from benchmarks import pages

    pages.write(folder / "bare", servers.ROOT / "static" / "site/site.css")


def _peers(servings: dict[str, tuple[int, psutil.Process]]) -> list[Peer]:
    def peer(name: str, server: str, path: str = "/", **more: str) -> Peer:
        port, process = servings[server]
        return Peer(name=name, address=f"http://{load.HOST}:{port}{path}", process=process, **more)

    found = [
        peer("ours", "ours", usable_once=COME),
        peer("bare round trip", "bare", "/?round-trip.gz"),
        peer("static page, inline JavaScript", "bare", "/?static.gz"),
    ]
    if "NiceGUI" in servings:
        found.append(
            peer(
                "NiceGUI",
                "NiceGUI",
                usable_once=CONNECTED,
                live_once=CONNECTED,
                radios=".smoking .q-radio",
            )
        )
    return found


@contextmanager
def _nicegui(python: str, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    port = servers.free_port()
    script = servers.ROOT / "benchmarks" / "peers" / "nicegui_form.py"
    with (folder / "nicegui.log").open("w") as sink:
        process = psutil.Popen(
            [Path(python).absolute(), script, str(port)],
            cwd=folder,
            env={**os.environ, "TEXTS": str(folder / "bare" / "texts.json")},
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        servers.pin(process, 0)
        try:
            servers.wait(port)
            yield port, process
        finally:
            process.terminate()
            process.wait(10)


def _visit(context: BrowserContext, peer: Peer, changes: int) -> None:
    page = context.new_page()
    session = context.new_cdp_session(page)
    told = _Told(session)
    page.goto(peer.address, wait_until="load", timeout=120_000)
    peer.live.append(page.evaluate(peer.live_once))
    page.wait_for_timeout(500)
    peer.paints.append(page.evaluate(PAINTED))
    peer.usable.append(
        peer.live[-1] if peer.usable_once == peer.live_once else page.evaluate(peer.usable_once)
    )
    peer.sizes.append(told.size)
    peer.requests.append(told.requests)
    _change(page, peer, changes)
    context.close()


def _change(page: Page, peer: Peer, count: int) -> None:
    page.evaluate(CHANGES, [peer.radios, 4, 60])
    before = servers.cpu(peer.process)
    took = page.evaluate(CHANGES, [peer.radios, count, 60])
    peer.cpu.append((servers.cpu(peer.process) - before) / count * 1e3)
    peer.changes += [laid_out for laid_out, _ in took]
    peer.frames += [shown for _, shown in took]


class _Told:
    """What a page fetches, as the browser counts it on the wire."""

    def __init__(self, session: Any) -> None:
        self.size = self.requests = 0
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", lambda told: self._count(0))
        session.on("Network.webSocketFrameReceived", self._framed)

    def _asked(self, told: Any) -> None:
        self.requests += not told["request"]["url"].startswith("data:")

    def _finished(self, told: Any) -> None:
        self.size += told["encodedDataLength"]

    def _framed(self, told: Any) -> None:
        self.size += len(told["response"]["payloadData"])

    def _count(self, size: int) -> None:
        self.requests += 1
        self.size += size


def rows(peers: Sequence[Peer]) -> list[tuple[str, ...]]:
    """The table: medians, and for a change the 95th percentile too."""
    found = [
        (
            *("made as", "bytes", "requests", "first paint", "usable", "live"),
            *("change to explanation", "95 of 100", "shown", "server CPU a change"),
        )
    ]
    for peer in peers:
        found.append(
            (
                peer.name,
                f"{statistics.median(peer.sizes):,.0f}",
                f"{statistics.median(peer.requests):.0f}",
                f"{statistics.median(peer.paints):,.0f} ms",
                f"{statistics.median(peer.usable):,.0f} ms",
                f"{statistics.median(peer.live):,.0f} ms",
                f"{statistics.median(peer.changes):.1f} ms",
                f"{load.quantile(peer.changes, 0.95):.1f} ms",
                f"{statistics.median(peer.frames):.1f} ms",
                f"{statistics.mean(peer.cpu):.2f} ms",
            )
        )
    return found
