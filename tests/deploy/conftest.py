"""Servers for the tests here, each started once a session."""

from __future__ import annotations

import pytest

from tests.deploy.running import (
    NGINX,
    PG_BIN,
    App,
    PostgreSQL,
    Proxy,
    environment,
    manage,
)


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


@pytest.fixture(scope="session", params=["postgresql", "sqlite"])
def site_env(request, tmp_path_factory):
    """Settings of a site that is ready to serve, on each database."""
    kind = request.param
    url = request.getfixturevalue("postgresql").url if kind == "postgresql" else None
    env = environment(tmp_path_factory.mktemp(kind), url)
    manage(env, "prepare", "--address", "https://localhost")
    return env


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
