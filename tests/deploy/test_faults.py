"""What readers and editors get while something is broken, and once it is mended, for real."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.deploy.running import (
    ANSWERS,
    EDITOR,
    FORM,
    PUBLISH,
    App,
    PostgreSQL,
    Proxy,
    environment,
    manage,
    shell,
    sign_in,
    wait_for,
)
from tests.deploy.visiting import Load

ROLL_BACK = """
from riskfactors.editions.publish import roll_back
from riskfactors.models import Edition
roll_back(Edition.objects.get(number=1), who=None, note="It was clearer before.")
"""
STAY = "    print('locked', flush=True); time.sleep(300)"
PINNED = ["/cases/used-to-smoke/?edition=2", "/pictures/?edition=2"]
IS_LONG = bool(os.environ.get("FAULTS"))
REPEATS = 20 if IS_LONG else 1
# What is the same on both is tried on both by `make faults`.
KINDS = ["sqlite", "postgresql"] if IS_LONG else ["sqlite"]
BOTH = ["postgresql", "sqlite"] if IS_LONG else ["postgresql"]
PARTS = ["head", "middle", "whole"] if IS_LONG else ["whole"]
on_each = pytest.mark.parametrize("site", KINDS, indirect=True)
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


@pytest.fixture(params=BOTH)
def site(request, ready, tmp_path):
    """A site of its own that runs, and its database."""
    app = App(ready(request.param, tmp_path))
    app.start()
    is_sqlite = request.param == "sqlite"
    yield app, Sqlite(tmp_path) if is_sqlite else request.getfixturevalue("postgresql")
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
            wait_for(lambda: told(app) == "ok")
            seen.add((broken, sign_in(app)))

    assert load.failed == {}
    assert seen == {(503, 302)}


@pytest.mark.long
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


@pytest.mark.long
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
        lock_all = "    cursor.execute('lock table auth_user, django_session')\n"
        process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code + held + lock_all + STAY],
            env=app.env,
            stdout=subprocess.PIPE,
        )
        assert process.stdout.readline() == b"locked\n"

        def release():
            process.kill()
            process.communicate()

    status = sign_in(app)
    reader = app.ask("/", "POST", ANSWERS, FORM)[0]
    release()

    assert (reader, status) == (200, 503)
    wait_for(lambda: sign_in(app) == 302)


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
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


@pytest.fixture
def disk():
    """A disk of its own, of 160 MiB, that PostgreSQL's user may enter as well."""
    folder = Path(tempfile.mkdtemp(prefix="mscalc-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "none", str(folder)])
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def fill(disk):
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while True:
                    out.write(b"x" * size)
    return filler


def test_a_full_disk_stops_editors_only(ready, disk):
    app = App(ready("sqlite", disk))
    app.start()

    filler = fill(disk)
    full = app.ask("/", "POST", ANSWERS, FORM)[0], sign_in(app), app.ask("/about/")[0]
    filler.unlink()
    roomy = sign_in(app)
    app.stop()

    assert full == (200, 503, 200)
    assert roomy == 302


@pytest.fixture
def on_the_disk(disk, tmp_path):
    """A site whose PostgreSQL is on that disk, and no other file of it; and that database."""
    database = PostgreSQL(disk / "cluster")
    database.start()
    env = environment(tmp_path, database.url)
    manage(env, "prepare", "--address", "https://localhost")
    shell(env, EDITOR)
    app = App(env)
    app.start()
    yield app, database
    app.stop()
    database.stop()


@pytest.mark.skipif(not IS_LONG, reason="by make faults")
def test_a_full_disk_of_postgresql_stops_editors_only(on_the_disk, disk):
    app, database = on_the_disk
    filler = fill(disk)
    # What it holds in reserve lasts for some.
    wait_for(lambda: sign_in(app) == 503, 300)

    full = app.ask("/", "POST", ANSWERS, FORM)[0], app.ask("/about/")[0], app.ask("/changes/")[0]
    filler.unlink()
    # It may have given up meanwhile.
    with contextlib.suppress(subprocess.CalledProcessError):
        database.start()
    wait_for(lambda: sign_in(app) == 302)

    assert full == (200, 200, 200)


@pytest.mark.long
def test_a_disk_that_cannot_be_written_stops_editors_only(ready, disk, tmp_path):
    app = App({**ready("sqlite", disk), "LOG_DIR": str(tmp_path)})
    app.start()
    wait_for((disk / "editions" / "acts").exists)
    app.stop()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    app.start()

    closed = app.ask("/", "POST", ANSWERS, FORM)[0], sign_in(app), app.ask("/changes/")[0]
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    wait_for(lambda: sign_in(app) == 302)
    app.stop()

    assert closed == (200, 503, 200)


CLOCKS = ["-3y", "@2038-01-19 03:14:00"]
if IS_LONG:
    CLOCKS += ["+3y", "@2028-02-29 23:59:58", "@2026-10-25 00:59:58"]
PRELOAD = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


@on_each
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_is_years_off_changes_no_explanation(site, clock):
    if PRELOAD is None:
        pytest.skip("no faketime")
    app, _ = site
    right = app.ask("/", "POST", ANSWERS, FORM)[2]
    off = {"LD_PRELOAD": str(PRELOAD), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    other = App({**app.env, **off})
    other.start()

    pages = {path: other.ask(path)[0] for path in ("/", "/about/", "/claims/", "/changes/")}
    got = other.ask("/", "POST", ANSWERS, FORM)[2]
    signed_in = sign_in(other)
    other.stop()

    assert set(pages.values()) == {200}
    assert got == right
    assert signed_in == 302


@pytest.mark.long
@on_each
def test_an_odd_machine_is_enough(site):
    app, _ = site
    odd = {"LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "HOME": "/nowhere"}
    other = App({**app.env, **odd, "PYTHONUTF8": "0"})
    other.start()

    got = other.ask("/", "POST", ANSWERS, FORM)
    other.stop()

    assert got[2] == app.ask("/", "POST", ANSWERS, FORM)[2]


@on_each
def test_files_that_cannot_be_written_stop_no_reader(site):
    app, _ = site
    app.stop()
    snapshot = Path(app.env["DATA_DIR"]) / "edition.json"
    snapshot.unlink()
    snapshot.mkdir()

    app.start()

    assert app.ask("/", "POST", ANSWERS, FORM)[0] == 200
