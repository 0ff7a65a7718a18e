"""Fixtures for all tests."""

from __future__ import annotations

import fcntl
import gc
import itertools
import os
from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from mscalc import response_cache
from mscalc.response_cache import ResponseCache
from riskfactors.editions import content, live, working_copy
from riskfactors.editions.publish import load_packaged
from riskfactors.site import changes
from tests.deploy.running import environment, manage
from tests.factories import EditorFactory

# Playwright runs an event loop in the thread that also uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# A proxy is for the world, and not for the servers that tests start here.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


NUMBERS = itertools.count()
FOLDERS = {"browser", "deploy"}


def pytest_xdist_auto_num_workers():
    """One more than there are cores: whoever drives a browser mostly waits for it."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What needs a browser or servers is slow, but for the journeys, which share one site.

    A module whose texts are stored once is run by one process.
    """
    for item in items:
        if {"packaged", "packaged_texts"} & set(item.fixturenames):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group("journeys"))
        elif FOLDERS & set(item.path.parts):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    """What is loaded now stays to the end: nobody has to look through it for garbage."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish():
    """Pytest looks for garbage five times at its end: once is enough."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def packaged_edition():
    return content.edition()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The folder of a site on SQLite that is ready to serve, to copy: all processes share it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "prepared"
    with (base / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = tmp_path_factory.mktemp("making")
            manage(environment(making), "prepare", "--address", "http://127.0.0.1")
            making.rename(folder)
    return folder


@contextmanager
def until_the_end(blocker):
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def packaged_texts(django_db_setup, django_db_blocker):
    """Stored once for all tests of a module in the working copy, and nothing is live."""
    with until_the_end(django_db_blocker):
        working_copy.replace(content.texts(), who="")
        yield


@pytest.fixture(scope="module")
def packaged(django_db_setup, django_db_blocker):
    """Stored once for all tests of a module in the working copy, and live as edition 1."""
    with until_the_end(django_db_blocker):
        load_packaged()
        yield


@pytest.fixture(autouse=True)
def _live(monkeypatch, packaged_edition):
    """Every test starts with the packaged edition in memory, as a visitor's process has it."""
    monkeypatch.setattr(live, "_edition", packaged_edition)
    changes._log.cache_clear()


@pytest.fixture(autouse=True)
def _own_snapshot(settings, tmp_path_factory):
    """In a folder by a number: `tmp_path` looks through all folders before it names one."""
    folder = tmp_path_factory.getbasetemp() / f"snapshot-{next(NUMBERS)}"
    folder.mkdir()
    settings.SNAPSHOT = folder / "edition.json"


@pytest.fixture
def front():
    """What stands in front of Django, empty; a connection of the test is not Django's to close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    for cache in response_cache.caches.values():
        cache.pages.clear()
    yield ResponseCache(WSGIHandler())
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def editor(db, client):
    """Somebody who may do everything in the admin, signed in."""
    editor = EditorFactory()
    client.force_login(editor)
    return editor


NOT_RUN = {
    "no Chromium": "every test in a real browser. Get one: apt-get install chromium",
    "no Firefox": "the three journeys in Firefox. Get it: apt-get install firefox-esr",
    "no pdftotext": "handouts on paper. Get it: apt-get install poppler-utils",
    "no nginx": "many processes behind the proxy. Get it: apt-get install nginx openssl",
    "no PostgreSQL": "the same on PostgreSQL. Get it: apt-get install postgresql",
    "no faketime": "a clock that is years off. Get it: apt-get install faketime",
    "no small disk": "a full disk. It takes the right to mount one: run the tests as root",
    "no VNU_JAR": "the Nu HTML checker. Get it: npm pack vnu-jar, unpack, VNU_JAR=…/vnu.jar, java",
}
REQUIRED = {
    "REQUIRE_BROWSER": ("no Chromium", "no Firefox"),
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
