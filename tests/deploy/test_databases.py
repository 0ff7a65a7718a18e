"""One site on either database, moved between them, and migrated back and forth, with its data."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.deploy.conftest import KINDS
from tests.deploy.running import environment, manage, shell
from tests.mscalc.test_backup import EDITOR, PUBLISH, TELL, notes, written_meanwhile

MIGRATIONS = ("0007", "0005", "0004", "0003", "0002", "0001")
THERE_AND_BACK = f"""
from django.core.management import call_command
{TELL}
for name in {MIGRATIONS}:
    call_command("migrate", "riskfactors", name, verbosity=0)
    call_command("migrate", verbosity=0)
    print("--", end="")
    exec({TELL!r})
"""


# Seven people have one text open, and each saves another field of it in the same moment.
AT_ONCE = """
import threading
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from riskfactors.models import AuditLine, Entry, TextVersion
from tests.desk.test_admin import form_of

entry = Entry.objects.get(kind="passages", key="ebv.mono")
address = reverse("admin:riskfactors_entry_change", args=[entry.pk])
names = ("heading", "article", "unsaid", "beyond", "short_article", "short_beyond", "short_limits")
versions, everybody = entry.version, threading.Barrier(len(names))

def save(name):
    user = get_user_model().objects.create_superuser(name)
    client = Client(SERVER_NAME="localhost", headers={"X-Forwarded-Proto": "https"})
    client.force_login(user)
    form = form_of(entry, **{name: f"By {name}"})
    everybody.wait()
    # Where very many save at once, the text is given back with a button to send it again.
    while client.post(address, form, secure=True).status_code == 503:
        pass

threads = [threading.Thread(target=save, args=[name]) for name in names]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
entry.refresh_from_db()
kept = TextVersion.objects.filter(kind=entry.kind, key=entry.key, number__gt=versions)
assert [entry.fields[name] for name in names] == [f"By {name}" for name in names], entry.fields
assert entry.version - versions == kept.count() == len(names)
assert {one.who_text for one in kept} == set(names)
assert AuditLine.objects.filter(act="save").count() == len(names)
print("whole")
"""


@pytest.fixture
def empty(tmp_path, postgresql):
    """Makes settings of sites without anything in them."""

    def make(kind, name):
        folder = tmp_path / name
        folder.mkdir()
        return environment(folder, postgresql.fresh(name) if kind == "postgresql" else None)

    return make


@pytest.fixture
def used(ready, tmp_path):
    """Makes settings of sites that have two editions and an editor who is in every group."""

    def make(kind):
        env = ready(kind, tmp_path / "used")
        shell(env, EDITOR + PUBLISH)
        return env

    return make


@pytest.mark.long
def test_to_postgresql_and_back_nothing_is_changed(used, empty, tmp_path):
    there, here, back = used("sqlite"), empty("postgresql", "here"), empty("sqlite", "back")
    before = shell(there, TELL)

    manage(there, "backup", str(tmp_path / "1.json.gz"))
    manage(here, "restore", str(tmp_path / "1.json.gz"))
    moved = shell(here, TELL)
    manage(here, "backup", str(tmp_path / "2.json.gz"))
    manage(back, "restore", str(tmp_path / "2.json.gz"))
    returned = shell(back, TELL)

    assert before.count("\n") == 5
    assert (moved, returned) == (before, before)
    shell(here, PUBLISH.replace("heading”", "line”"))
    assert "Edition 3 " in shell(here, TELL)


@pytest.mark.long
def test_a_backup_of_postgresql_while_editors_write_is_one_moment(used, tmp_path):
    env = used("postgresql")
    files = [tmp_path / f"{number}.json.gz" for number in range(3)]
    with written_meanwhile(shell, tmp_path, env):
        for file in files:
            manage(env, "backup", str(file))

    lengths = [len(notes(file)) for file in files]
    assert 0 < lengths[0] < lengths[1] < lengths[2]


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_migrations_go_back_and_forth_with_data(used, kind):
    env = used(kind)

    before, *each = shell(env, THERE_AND_BACK).split("--")

    assert len(each) == len(MIGRATIONS)
    for name, after in zip(MIGRATIONS, each, strict=True):
        assert after == before, name

    manage(env, "migrate", "riskfactors", "zero")
    manage(env, "prepare", "--address", "https://localhost")
    assert "Edition 1 " in shell(env, TELL)


@pytest.mark.long
def test_what_two_people_do_at_the_desk_ends_alike_on_postgresql(postgresql, pytestconfig):
    at_once = "meanwhile or again or two or both or merged"
    desks = (
        "tests/desk/test_review.py",
        "tests/desk/test_writing.py",
        "tests/desk/test_remarks.py",
    )
    command = [sys.executable, "-m", "pytest", "-n0", *desks, "-k", at_once]
    env = {**os.environ, "DATABASE_URL": postgresql.fresh("desk")}

    done = subprocess.run(command, cwd=pytestconfig.rootpath, env=env, capture_output=True)

    assert done.returncode == 0, done.stdout[-4000:].decode()


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"])
def test_seven_who_save_one_text_in_the_same_moment_lose_no_word(kind, ready, tmp_path):
    assert shell(ready(kind, tmp_path / "at once"), AT_ONCE).strip() == "whole"
