"""Two processes behind nginx, on each database: what one learns and what one loses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import uuid

import pytest

from tests.deploy.running import ANSWERS, FORM, PUBLISH, ROOT, free_port, manage, shell, wait_for
from tests.deploy.visiting import NAMED, Load


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
        wait_for(lambda app=app: json.loads(app.ask("/readyz")[2])["edition"] == number)
        assert heading.encode() in app.ask("/", "POST", ANSWERS, FORM)[2]


def test_a_health_check_tells_by_its_exit(apps, proxy):
    told = manage(apps[0].env, "healthy", "--port", str(apps[0].port)).stdout

    assert json.loads(told)["database"] == "ok"
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1"):
        manage(apps[0].env, "healthy", "--port", str(free_port()))


def test_nobody_sees_a_mix_while_an_edition_goes_live(apps, proxy):
    with Load(proxy) as load:
        wait_for(lambda: load.texts)
        heading = f"Heading {uuid.uuid4().hex[:6]}"
        number = int(shell(apps[0].env, PUBLISH.format(heading=heading)))
        for app in apps:
            wait_for(lambda app=app: json.loads(app.ask("/readyz")[2])["edition"] == number)
        asked = load.answered
        wait_for(lambda: load.answered > asked + 50)

    assert load.failed == {}
    assert len(load.texts) == 2


TURNS = 30 if os.environ.get("FAULTS") else 2


@pytest.mark.long
def test_a_process_killed_under_load_loses_nobody(apps, proxy):
    with Load(proxy) as load:
        for turn in range(TURNS):
            app = apps[turn % 2]
            time.sleep(0.5)
            if turn % 4 < 2:
                app.kill_worker()
            else:
                app.kill()
            time.sleep(0.3)
            app.start()

        wait_for(lambda: load.answered > 200)

    assert load.failed == {}


@pytest.mark.long
def test_a_restart_under_load_loses_nobody(apps, proxy):
    with Load(proxy) as load:
        for app in apps:
            app.stop()
            app.start()
        proxy.reload()
        asked = load.answered
        wait_for(lambda: load.answered > asked + 50)

    assert load.failed == {}


@pytest.fixture
def newer(apps, tmp_path):
    """The next version, its files in a folder of their own as in an image of its own."""
    root = tmp_path / "newer"
    for name in ("manage.py", "pyproject.toml", "mscalc", "riskfactors", "templates", "static"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        root.mkdir(exist_ok=True)
        copy(ROOT / name, root / name)
    for file in ("site/site.css", "site/site.js"):
        with (root / "static" / file).open("a") as out:
            out.write("/* newer */\n")
    return root, {**apps[0].env, "STATIC_ROOT": str(tmp_path / "static")}


def named_by(app):
    """The files that a page of this process names."""
    return NAMED.findall(app.ask("/teach/")[2])


@pytest.mark.long
@pytest.mark.parametrize("site_env", ["postgresql"], indirect=True)
def test_an_update_under_load_loses_nobody_and_can_be_taken_back(apps, proxy, newer):
    older = ROOT, apps[0].env
    with Load(proxy) as load:
        for root, env in (newer, older):
            manage(env, "prepare", "--address", "https://localhost", root=root)
            for app in apps:
                app.stop()
                app.root, app.env = root, env
                app.start()
                # Both versions are asked for a while, each for files of either.
                files = {file.decode() for one in apps for file in named_by(one)}
                stamped = [f"{file}?{turn}" for file in files for turn in range(4)]
                assert {file: proxy.ask(file)[0] for file in stamped} == dict.fromkeys(stamped, 200)
                asked = load.answered
                wait_for(lambda asked=asked: load.answered > asked + 50)

    assert load.failed == {}


@pytest.mark.long
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
