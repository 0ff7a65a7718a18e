"""Servers for the tests here, each started once a session."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.deploy.running import (
    EDITOR,
    NGINX,
    PG_BIN,
    App,
    PostgreSQL,
    Proxy,
    environment,
    manage,
    shell,
)

# Readers and editors find the same on either database; make faults tries both.
KINDS = ["postgresql", "sqlite"] if os.environ.get("FAULTS") else ["postgresql"]


# Before the groups are read, also where only this folder is run.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "deploy" not in item.path.parts:
            continue
        # One process of the tests runs all of a file: they share their servers.
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if NGINX is None:
            item.add_marker(pytest.mark.skip(reason="no nginx"))
        if PG_BIN is None:
            item.add_marker(pytest.mark.skip(reason="no PostgreSQL"))


@pytest.fixture(scope="session")
def postgresql():
    cluster = PostgreSQL()
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def ready(request, tmp_path_factory, prepared):
    """Makes sites that are ready to serve, with an editor: each as one that is made but once."""
    made = {}

    def first(kind):
        folder = tmp_path_factory.mktemp("ready")
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        url = request.getfixturevalue("postgresql").fresh("ready") if kind == "postgresql" else None
        env = environment(folder, url)
        if url:
            manage(env, "prepare", "--no-files", "--address", "https://localhost")
        shell(env, EDITOR)
        return env

    def make(kind, folder):
        """Settings of a site on this kind of database, whose folder this is."""
        env = made.get(kind) or made.setdefault(kind, first(kind))
        whole = Path(env["DATA_DIR"])
        shutil.copytree(whole, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("static"))
        url = None
        if kind == "postgresql":
            name = f"site{time.monotonic_ns()}"
            url = request.getfixturevalue("postgresql").fresh(name, like="ready")
        return {**environment(folder, url), "STATIC_ROOT": env["STATIC_ROOT"]}

    return make


@pytest.fixture(scope="session", params=KINDS)
def site_env(request, ready, tmp_path_factory):
    """Settings of a site that is ready to serve, on each database."""
    return ready(request.param, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def apps(site_env):
    started = [App(site_env), App(site_env)]
    for app in started:
        app.start()
    yield started
    for app in started:
        app.stop()


@pytest.fixture(scope="session")
def proxy(apps, tmp_path_factory):
    front = Proxy(tmp_path_factory.mktemp("nginx"), apps)
    front.start()
    yield front
    front.stop()


@pytest.fixture
def on_sqlite(ready, tmp_path):
    """A site that runs on SQLite in this folder."""
    app = App(ready("sqlite", tmp_path))
    app.start()
    yield app
    app.stop()
