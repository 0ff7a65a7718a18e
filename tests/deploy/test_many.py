"""Two processes behind nginx, on each database: what one learns and what one loses."""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid

import pytest

from tests.deploy.running import ANSWERS, FORM, PUBLISH, Load, free_port, manage, shell, wait_for


@pytest.fixture(autouse=True)
def _all_running(apps):
    """Each test finds both processes running, and leaves them so."""
    yield
    for app in apps:
        if app.process.poll() is not None:
            app.start()


def test_what_one_publishes_the_other_shows(apps, proxy):
    heading = f"A heading of {uuid.uuid4().hex[:6]}"

    number = int(shell(apps[0].env, PUBLISH.format(heading=heading)))

    for app in apps:
        wait_for(lambda app=app: json.loads(app.ask("/readyz")[2])["edition"] == number, 10)
        assert heading.encode() in app.ask("/", "POST", ANSWERS, FORM)[2]


def test_a_health_check_tells_by_its_exit(apps, proxy):
    told = manage(apps[0].env, "healthy", "--port", str(apps[0].port)).stdout

    assert json.loads(told)["database"] == "ok"
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1"):
        manage(apps[0].env, "healthy", "--port", str(free_port()))


def test_nobody_sees_a_mix_while_an_edition_goes_live(apps, proxy):
    with Load(proxy) as load:
        time.sleep(0.5)
        shell(apps[0].env, PUBLISH.format(heading=f"Heading {uuid.uuid4().hex[:6]}"))
        time.sleep(3)

    assert load.failed == {}
    assert len(load.texts) == 2


TURNS = 30 if os.environ.get("FAULTS") else 4


def test_a_process_killed_under_load_loses_nobody(apps, proxy):
    with Load(proxy) as load:
        for turn in range(TURNS):
            time.sleep(0.5)
            apps[turn % 2].kill()
            time.sleep(0.3)
            apps[turn % 2].start()

    assert load.failed == {}
    assert load.answered > 500


def test_a_restart_under_load_loses_nobody(apps, proxy):
    with Load(proxy) as load:
        for app in apps:
            app.stop()
            app.start()
        proxy.reload()
        time.sleep(1)

    assert load.failed == {}
    assert load.answered > 500


def test_pages_outlive_every_process(apps, proxy):
    proxy.ask("/about/")
    for app in apps:
        app.kill()

    kept = proxy.ask("/about/")
    busy = proxy.ask("/", "POST", ANSWERS, FORM)

    assert kept[0] == 200
    assert busy[0] == 503
    assert busy[1]["Retry-After"] == "10"
    assert b"Many people" in busy[2]
