"""Fixtures for all tests."""

from __future__ import annotations

import gc
import itertools
import os
from collections import deque

import pytest

from riskfactors.editions import content, live, versions
from riskfactors.editions.explanations import join
from tests.factories import EditorFactory

# Playwright runs an event loop in the thread that also uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


NUMBERS = itertools.count()
FOLDERS = {"browser", "deploy"}


def pytest_xdist_auto_num_workers():
    """One more than there are cores: whoever drives a browser mostly waits for it."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What needs a browser or servers is slow, but for the journeys, which share one site."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group("journeys"))
        elif FOLDERS & set(item.path.parts):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    """What is loaded now stays to the end: nobody has to look through it for garbage."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def packaged_shown():
    edition = content.edition()
    return live.Shown(edition, join(edition))


class Once:
    """Joins each edition once in a process, and keeps the last few."""

    def __init__(self):
        self.made = deque(maxlen=10)

    def __call__(self, edition):
        for known, explanations in self.made:
            if known == edition:
                return explanations
        self.made.append((edition, join(edition)))
        return self.made[-1][1]


@pytest.fixture(scope="session", autouse=True)
def _joined_once():
    once = Once()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "join", once)
        patch.setattr(versions, "join", once)
        yield


@pytest.fixture(autouse=True)
def _shown(monkeypatch, packaged_shown):
    """Every test starts with the packaged edition in memory, as a visitor's process has it."""
    monkeypatch.setattr(live, "_shown", packaged_shown)


@pytest.fixture(autouse=True)
def _own_snapshot(settings, tmp_path_factory):
    """In a folder by a number: `tmp_path` looks through all folders before it names one."""
    folder = tmp_path_factory.getbasetemp() / f"snapshot-{next(NUMBERS)}"
    folder.mkdir()
    settings.SNAPSHOT = folder / "edition.json"


@pytest.fixture
def editor(db, client):
    """Somebody who may do everything in the admin, signed in."""
    editor = EditorFactory()
    client.force_login(editor)
    return editor


NOT_RUN = {
    "no Chromium": "every test in a real browser. Get one: apt-get install chromium",
    "no pdftotext": "handouts on paper. Get it: apt-get install poppler-utils",
    "no nginx": "many processes behind the proxy. Get it: apt-get install nginx openssl",
    "no PostgreSQL": "the same on PostgreSQL. Get it: apt-get install postgresql",
    "no faketime": "a clock that is years off. Get it: apt-get install faketime",
    "no small disk": "a full disk. It takes the right to mount one: run the tests as root",
    "no VNU_JAR": "the Nu HTML checker. Get it: npm pack vnu-jar, unpack, VNU_JAR=…/vnu.jar, java",
}
REQUIRED = {
    "REQUIRE_BROWSER": ("no Chromium",),
    "REQUIRE_SERVERS": ("no nginx", "no PostgreSQL", "no faketime"),
}


def pytest_terminal_summary(terminalreporter):
    """Say loudly what this machine could not run."""
    reasons = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", ())}
    for reason, told in NOT_RUN.items():
        if any(reason in skipped for skipped in reasons):
            terminalreporter.write_line(f"NOT RUN: {told}", red=True, bold=True)
    for switch, what in REQUIRED.items():
        if os.environ.get(switch) and any(w in skipped for w in what for skipped in reasons):
            pytest.exit(f"{switch} is set, and something it needs is missing.", returncode=1)
