"""One site on either database, moved between them, and migrated back and forth, with its data."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.deploy.conftest import KINDS
from tests.deploy.running import environment, manage, shell
from tests.mscalc.test_backup import EDITOR, PUBLISH, TELL, notes, written_meanwhile

MIGRATIONS = ("0004", "0003", "0002", "0001")
THERE_AND_BACK = f"""
from django.core.management import call_command
{TELL}
for name in {MIGRATIONS}:
    call_command("migrate", "riskfactors", name, verbosity=0)
    call_command("migrate", verbosity=0)
    print("--", end="")
    exec({TELL!r})
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


def test_what_two_people_do_at_the_desk_ends_alike_on_postgresql(postgresql, pytestconfig):
    at_once = "meanwhile or again or two"
    command = [sys.executable, "-m", "pytest", "-n0", "tests/desk/test_review.py", "-k", at_once]
    env = {**os.environ, "DATABASE_URL": postgresql.fresh("desk")}

    done = subprocess.run(command, cwd=pytestconfig.rootpath, env=env, capture_output=True)

    assert done.returncode == 0, done.stdout[-4000:].decode()
