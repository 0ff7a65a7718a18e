"""A real Chromium against a real server process, each with nothing of ours preset."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

# What is waited for comes when it comes: a busy machine fails no test.
expect.set_options(timeout=60_000)
# The first is the same engine without a window's own pages: half the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).resolve().parents[2]
# Playwright's driver, which all browsers share, reads this when it starts.
os.environ["NODE_OPTIONS"] = f"--require {json.dumps(str(ROOT / 'tests/browser/firefox.cjs'))}"


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    for item in items:
        if "browser" in item.path.parts and item.path.name != "test_firefox.py":
            item.add_marker(pytest.mark.skip(reason="no Chromium"))


@dataclass(frozen=True)
class Site:
    """A running server."""

    address: str
    data: Path
    log: Path
    env: dict[str, str]

    def logged(self) -> str:
        return self.log.read_text("utf-8")

    def shell(self, code: str) -> str:
        """Runs some Python in the site's own settings, beside the server."""
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        )
        return done.stdout


@pytest.fixture(scope="session")
def serve(tmp_path_factory, prepared):
    """Starts a server, with a fresh database or another's; stops all of them at the end."""
    running = []

    def _serve(data: Path | None = None, **more: str) -> Site:
        if data is None:
            data = tmp_path_factory.mktemp("site")
            shutil.copytree(prepared, data, dirs_exist_ok=True)
        address = f"http://127.0.0.1:{(port := free_port())}"
        log = data / f"log-{port}"
        env = {
            **os.environ,
            "DATA_DIR": str(data),
            "STATIC_ROOT": str(data / "static"),
            "SECRET_KEY": "only for this server, which guards nothing but a test",
            "DJANGO_SETTINGS_MODULE": "mscalc.settings",
            **more,
        }
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        options = ["--port", str(port), "--no-ws", "--log-level", "warning"]
        with log.open("wb") as out:
            running.append(
                subprocess.Popen(
                    [*granian, *options, "mscalc.wsgi:application"],
                    cwd=ROOT,
                    env=env,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                )
            )
        wait_for(address, log)
        return Site(address, data, log, env)

    yield _serve
    for process in running:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def site(serve):
    return serve()


@pytest.fixture(scope="session")
def base_url(site):
    return site.address


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": FLAGS, "headless": True}


@pytest.fixture
def console(page):
    """What the page said on the console; nothing, if all is well."""
    return listen(page)


def listen(page) -> list[str]:
    """Collects what a page says, but for what a refused or replaced request always says."""
    heard: list[str] = []
    usual = (
        *("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort"),
        "Autofocus processing was blocked",
    )
    page.on(
        "console",
        lambda message: message.text.startswith(usual) or heard.append(message.text),
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
