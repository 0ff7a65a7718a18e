"""A backup is everything editors made, at one moment; it is restored whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

import pytest

# One process of the tests runs all of it: they share a site that is made once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]
KEY = "only for databases that a test makes, and forgets again"
EDITOR = """
from django.contrib.auth.models import Group, User
editor = User.objects.create_user("Ådne", password="a long enough password")
editor.groups.set(Group.objects.all())
"""
PUBLISH = """
from riskfactors.models import Entry
from riskfactors.editions.publish import publish
from django.contrib.auth.models import User
entry = Entry.objects.get(kind="passages", key="ebv.mono")
entry.fields["heading"] = "Ünusual “heading”"
entry.save()
publish(who=User.objects.first(), note="Clearer.")
"""
TELL = """
import hashlib, json
from riskfactors.models import *
from django.contrib.auth.models import User
from django.core import serializers
for model in (Edition, Entry, AuditLine, Live, User):
    rows = serializers.serialize("python", model.objects.order_by("pk"))
    # PostgreSQL keeps no order of keys. Moments are told to the microsecond.
    rows = json.dumps(rows, sort_keys=True, default=str)
    print(model.__name__, model.objects.count(), hashlib.sha256(rows.encode()).hexdigest())
"""
RENDER = """
import hashlib
from riskfactors.editions import live
from riskfactors.engine.answers import all_answers
from riskfactors.site.calculator import blocks_of
edition = live.refresh()
pages = ["".join(blocks_of(edition, answers)) for answers in all_answers()]
print(len(pages), hashlib.sha256("".join(pages).encode()).hexdigest())
"""
WRITE = """
from itertools import count
from pathlib import Path
from riskfactors.models import AuditLine, Entry
for n in count():
    Entry.objects.filter(key="ebv.mono", kind="passages").update(version=n + 100)
    AuditLine.objects.create(who_text="x", act="save", edition=1, digest_after="-", note=str(n))
    Path({folder!r}, "begun").touch()
    if Path({folder!r}, "over").exists():
        break
"""


def manage(folder, *words, check=True, **more):
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mscalc.settings"}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env={**env, **settings, "SECRET_KEY": KEY, **more},
        check=check,
        capture_output=True,
        text=True,
    )


def shell(folder, code):
    return manage(folder, "shell", "--verbosity", "0", "-c", code).stdout


@pytest.fixture(scope="module")
def used(tmp_path_factory, prepared):
    """A site with two editions and an editor."""
    folder = tmp_path_factory.mktemp("used")
    without_files = shutil.ignore_patterns("static")
    shutil.copytree(prepared, folder, dirs_exist_ok=True, ignore=without_files)
    shell(folder, EDITOR)
    shell(folder, PUBLISH)
    return folder


@pytest.fixture(scope="module")
def first_backup(used, tmp_path_factory):
    file = tmp_path_factory.mktemp("backup") / "site.json.gz"
    manage(used, "backup", str(file))
    return file


@pytest.fixture
def backup(first_backup, tmp_path):
    return shutil.copy(first_backup, tmp_path / "site.json.gz")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A site's folder with tables and nothing in them."""
    folder = tmp_path_factory.mktemp("fresh")
    manage(folder, "migrate", "--verbosity", "0")
    return folder


def test_what_is_restored_equals_what_was_backed_up(used, backup, tmp_path):
    told = manage(tmp_path, "restore", str(backup)).stdout

    assert "Restored 2 editions" in told
    assert shell(tmp_path, TELL) == shell(used, TELL)
    rendered = shell(tmp_path, RENDER)
    assert rendered.startswith("600 ")
    assert rendered == shell(used, RENDER)


def test_a_backup_tells_what_it_holds(used, tmp_path):
    told = manage(used, "backup", str(tmp_path / "a.json.gz")).stdout

    assert re.search(r"2 editions, Edition 2 \([0-9a-f]{12}\) live, sha256 [0-9a-f]{64}", told)
    assert [path.name for path in tmp_path.glob("*.json.gz")] == ["a.json.gz"]


def test_what_is_restored_goes_on(backup, tmp_path):
    manage(tmp_path, "restore", str(backup))
    manage(tmp_path, "prepare", "--address", "http://localhost")

    told = shell(tmp_path, PUBLISH.replace("heading”", "line”") + TELL)

    assert "Edition 3 " in told


@contextlib.contextmanager
def written_meanwhile(shell, folder, where):
    """An editor who saves one text after another, and has begun."""
    writer = threading.Thread(target=shell, args=(where, WRITE.format(folder=str(folder))))
    writer.start()
    while not (folder / "begun").exists() and writer.is_alive():
        time.sleep(0.05)
    try:
        yield
    finally:
        (folder / "over").touch()
        writer.join()


def notes(file):
    """What WRITE had written until then; nothing where the two that it writes do not agree."""
    rows = json.loads(gzip.decompress(file.read_bytes()))
    found = [int(row["fields"]["note"]) for row in rows if row["fields"].get("act") == "save"]
    texts = [row["fields"] for row in rows if row["model"] == "riskfactors.entry"]
    [version] = [
        one["version"] for one in texts if (one["kind"], one["key"]) == ("passages", "ebv.mono")
    ]
    agree = sorted(found) == list(range(len(found))) and version - 99 - len(found) in (0, 1)
    return found if agree else []


def test_a_backup_while_editors_write_is_one_moment(used, tmp_path):
    site = shutil.copytree(used, tmp_path / "site")
    files = [tmp_path / f"{n}.json.gz" for n in range(3)]
    with written_meanwhile(shell, tmp_path, site):
        for file in files:
            manage(site, "backup", str(file))

    lengths = [len(notes(file)) for file in files]
    assert 0 < lengths[0] < lengths[1] < lengths[2]
    manage(tmp_path, "restore", str(files[-1]))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: whole[: len(whole) // 2], "cannot be restored"),
        (lambda whole: b"", "cannot be restored"),
        (lambda whole: b"no gzip at all", "cannot be restored"),
        (lambda whole: gzip.compress(b"[{]"), "cannot be restored"),
        (lambda whole: gzip.compress(b'[{"model": "auth.nothing"}]'), "cannot be restored"),
        (
            lambda whole: gzip.compress(gzip.decompress(whole).replace(b"mono", b"m0no")),
            "was changed since",
        ),
    ],
    ids=["half", "empty", "no gzip", "no JSON", "another site's", "tampered"],
)
def test_a_spoilt_backup_changes_nothing(backup, fresh, tmp_path, spoil, said):
    shutil.copytree(fresh, tmp_path, dirs_exist_ok=True)
    backup.write_bytes(spoil(backup.read_bytes()))

    done = manage(tmp_path, "restore", str(backup), check=False)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    told = shell(tmp_path, TELL)
    assert re.findall(r"^\w+ (\d+)", told, re.MULTILINE) == ["0"] * 5


def test_a_database_in_use_is_not_filled(used, backup):
    before = shell(used, TELL)

    done = manage(used, "restore", str(backup), check=False)

    assert (done.returncode, "in use" in done.stderr) == (1, True)
    assert shell(used, TELL) == before


def test_an_older_backup_is_not_overwritten(used, backup):
    done = manage(used, "backup", str(backup), check=False)

    assert (done.returncode, "exists already" in done.stderr) == (1, True)


def test_a_place_that_cannot_be_written_is_told(used, tmp_path):
    done = manage(used, "backup", str(tmp_path / "nowhere" / "a.json.gz"), check=False)

    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
