"""What readers and editors get while something is broken, and once it is mended, for real."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.deploy.running import (
    ANSWERS,
    FORM,
    PUBLISH,
    App,
    Load,
    Proxy,
    environment,
    manage,
    shell,
    wait_for,
)

EDITOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("editor", password="a long enough password")
"""
ROLL_BACK = """
from riskfactors.editions.publish import roll_back
from riskfactors.models import Edition
roll_back(Edition.objects.get(number=1), who=None, note="It was clearer before.")
"""
PINNED = ["/cases/used-to-smoke/?edition=2", "/pictures/?edition=2"]
REPEATS = 20 if os.environ.get("FAULTS") else 1
LINK = re.compile(rb'(?:href|action|src)="(/[^"#?]*)')


class Sqlite:
    """The database of a site as a file that can be taken away and spoilt."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "mscalc.sqlite3"
        self.aside = folder / "aside"

    def stop(self):
        self.aside.mkdir()
        for part in self.file.parent.glob("mscalc.sqlite3*"):
            part.rename(self.aside / part.name)
        # Nothing can be made in its place.
        self.file.mkdir()

    def start(self):
        self.file.rmdir()
        for part in self.aside.iterdir():
            part.rename(self.file.parent / part.name)
        self.aside.rmdir()


@pytest.fixture(params=["postgresql", "sqlite"])
def site(request, tmp_path):
    """A site of its own that runs, its database, and the proxy before it."""
    url = None
    if request.param == "postgresql":
        database = request.getfixturevalue("postgresql")
        url = database.fresh(f"faults{time.monotonic_ns()}")
    env = environment(tmp_path, url)
    manage(env, "prepare", "--address", "https://localhost")
    shell(env, EDITOR)
    app = App(env)
    app.start()
    yield app, database if url else Sqlite(tmp_path)
    app.stop()


@pytest.fixture
def front(site, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), [site[0]])
    proxy.start()
    yield proxy
    proxy.stop()


def told(app):
    return json.loads(app.ask("/readyz")[2])["database"]


def everything(app):
    """Every public page that a reader can reach by links, with its status."""
    found, waiting = {}, ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith("/admin/"):
            continue
        status, _, text = app.ask(path)
        found[path] = status
        waiting += [link.decode() for link in LINK.findall(text)]
    return found


def sign_in(app):
    """The status of signing in, without a browser."""
    status, headers, text = app.ask("/admin/login/")
    if status != 200:
        return status
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', text)[1].decode()
    cookie = headers["Set-Cookie"].split(";")[0]
    body = f"username=editor&password=a+long+enough+password&csrfmiddlewaretoken={token}"
    sent = {"Content-Type": FORM["Content-Type"], "Cookie": cookie}
    secure = {"Origin": "https://localhost", "Referer": "https://localhost/"}
    return app.ask("/admin/login/", "POST", body, {**sent, **secure})[0]


def test_readers_do_not_notice_a_database_that_is_lost(site, front):
    app, database = site
    seen = set()
    with Load(front) as load:
        for _ in range(REPEATS):
            database.stop()
            wait_for(lambda: told(app) == "away")
            broken = sign_in(app)
            time.sleep(2)
            database.start()
            wait_for(lambda: told(app) == "ok", 3)
            seen.add((broken, sign_in(app)))

    assert load.failed == {}
    assert seen == {(503, 302)}


def test_no_page_needs_the_database(site):
    app, database = site
    shell(app.env, PUBLISH.format(heading="A heading of today"))
    shell(app.env, ROLL_BACK)
    archive = Path(app.env["DATA_DIR"]) / "editions"
    wait_for(lambda: "roll back" in (archive / "acts").read_text())
    paths = [*everything(app), "/editions/2/", "/editions/2/changes/", *PINNED]
    # Nothing that was asked for before helps.
    app.stop()
    database.stop()

    app.start()
    after = {path: app.ask(path)[0] for path in paths}

    database.start()
    assert len(paths) > 100
    assert {path: status for path, status in after.items() if status != 200} == {}


def test_it_starts_without_its_database_and_finds_it_later(site):
    app, database = site
    number = int(shell(app.env, PUBLISH.format(heading="A heading of today")))
    wait_for(lambda: json.loads(app.ask("/readyz")[2])["edition"] == number)
    app.stop()
    database.stop()

    app.start()
    alone = app.ask("/", "POST", ANSWERS, FORM)
    app.stop()
    (Path(app.env["DATA_DIR"]) / "edition.json").unlink()
    app.start()
    packaged = app.ask("/", "POST", ANSWERS, FORM)
    database.start()
    wait_for(lambda: json.loads(app.ask("/readyz")[2]).get("edition") == number)

    assert (alone[0], b"A heading of today" in alone[2]) == (200, True)
    assert (packaged[0], b"A heading of today" in packaged[2]) == (200, False)
    assert b"A heading of today" in app.ask("/", "POST", ANSWERS, FORM)[2]
    assert sign_in(app) == 302


def test_a_locked_database_stops_editors_only(site):
    app, database = site
    if isinstance(database, Sqlite):
        lock = sqlite3.connect(database.file, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN EXCLUSIVE")
        release = lock.close
    else:
        code = "from django.db import connection, transaction\nimport time\n"
        held = "with transaction.atomic(), connection.cursor() as cursor:\n"
        lock_all = "    cursor.execute('lock table auth_user, django_session'); time.sleep(60)"
        process = subprocess.Popen(
            [os.sys.executable, "manage.py", "shell", "-v", "0", "-c", code + held + lock_all],
            env=app.env,
        )
        time.sleep(2)

        def release():
            process.kill()
            process.wait()

    status = sign_in(app)
    reader = app.ask("/", "POST", ANSWERS, FORM)[0]
    release()

    assert (reader, status) == (200, 503)
    wait_for(lambda: sign_in(app) == 302)


@pytest.fixture
def on_sqlite(tmp_path):
    """A site that runs on SQLite in this folder."""
    env = environment(tmp_path)
    manage(env, "prepare", "--address", "https://localhost")
    shell(env, EDITOR)
    app = App(env)
    app.start()
    yield app
    app.stop()


@pytest.mark.parametrize("part", ["head", "middle", "whole"])
def test_a_damaged_file_stops_editors_only_until_a_backup_is_restored(on_sqlite, tmp_path, part):
    app, file = on_sqlite, tmp_path / "mscalc.sqlite3"
    manage(app.env, "backup", str(tmp_path / "kept.json.gz"))
    app.stop()
    whole = file.read_bytes()
    size = len(whole)
    spoilt = {"head": (0, 100), "middle": (4096, size - 4096), "whole": (0, size)}
    start, end = spoilt[part]
    file.write_bytes(whole[:start] + os.urandom(end - start) + whole[end:])

    app.start()
    seen = app.ask("/", "POST", ANSWERS, FORM)[0], sign_in(app), told(app) != "ok"
    app.stop()
    for left in tmp_path.glob("mscalc.sqlite3*"):
        left.unlink()
    manage(app.env, "restore", str(tmp_path / "kept.json.gz"))
    app.start()

    assert seen == (200, 503, True)
    assert (sign_in(app), told(app)) == (302, "ok")


def test_a_full_disk_stops_editors_only(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(disk)])
    if mounted.returncode:
        pytest.skip("no small disk")
    env = environment(disk)
    env["STATIC_ROOT"] = str(tmp_path / "static")
    app = App(env)
    try:
        manage(env, "prepare", "--address", "https://localhost")
        shell(env, EDITOR)
        app.start()
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as out, contextlib.suppress(OSError):
            while True:
                out.write(b"x" * 4096)
        full = app.ask("/", "POST", ANSWERS, FORM)[0], sign_in(app), app.ask("/about/")[0]
        filler.unlink()
        roomy = sign_in(app)
    finally:
        app.stop()
        subprocess.run(["umount", "-l", str(disk)], check=True)

    assert full == (200, 503, 200)
    assert roomy == 302


CLOCKS = ["+3y", "-3y", "@2038-01-19 03:14:00", "@2028-02-29 23:59:58", "@2026-10-25 00:59:58"]
PRELOAD = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_is_years_off_changes_no_explanation(on_sqlite, clock):
    if PRELOAD is None:
        pytest.skip("no faketime")
    right = on_sqlite.ask("/", "POST", ANSWERS, FORM)[2]
    off = {"LD_PRELOAD": str(PRELOAD), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    app = App({**on_sqlite.env, **off})
    app.start()

    pages = {path: app.ask(path)[0] for path in ("/", "/about/", "/claims/", "/changes/")}
    got = app.ask("/", "POST", ANSWERS, FORM)[2]
    signed_in = sign_in(app)
    app.stop()

    assert set(pages.values()) == {200}
    assert got == right
    assert signed_in == 302


def test_an_odd_machine_is_enough(on_sqlite, tmp_path):
    odd = {"LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "HOME": "/nowhere"}
    app = App({**on_sqlite.env, **odd, "PYTHONUTF8": "0"})
    app.start()

    got = app.ask("/", "POST", ANSWERS, FORM)
    app.stop()

    assert got[2] == on_sqlite.ask("/", "POST", ANSWERS, FORM)[2]


def test_a_folder_that_cannot_be_written_stops_no_reader(on_sqlite, tmp_path):
    app = on_sqlite
    app.stop()
    shutil.rmtree(tmp_path / "static")
    (tmp_path / "edition.json").unlink()
    (tmp_path / "edition.json").mkdir()

    app.start()

    assert app.ask("/", "POST", ANSWERS, FORM)[0] == 200
