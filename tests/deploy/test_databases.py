"""One site on either database, moved between them, and migrated back and forth, with its data."""

from __future__ import annotations

import pytest

from tests.deploy.running import environment, manage, shell
from tests.test_backup import EDITOR, PUBLISH, TELL

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
def sites(request, tmp_path, postgresql):
    """Settings of as many sites as are asked for, without anything in them."""

    def make(kind, name):
        folder = tmp_path / name
        folder.mkdir()
        url = postgresql.fresh(f"{request.node.originalname}_{name}") if kind == "pg" else None
        return environment(folder, url)

    return make


def use(env):
    manage(env, "prepare", "--address", "https://localhost")
    shell(env, EDITOR)
    shell(env, PUBLISH)


def test_to_postgresql_and_back_nothing_is_changed(sites, tmp_path):
    there, here, back = sites("sqlite", "there"), sites("pg", "here"), sites("sqlite", "back")
    use(there)
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


@pytest.mark.parametrize("kind", ["sqlite", "pg"])
def test_migrations_go_back_and_forth_with_data(sites, kind):
    env = sites(kind, kind)
    use(env)

    before, *each = shell(env, THERE_AND_BACK).split("--")

    assert len(each) == len(MIGRATIONS)
    for name, after in zip(MIGRATIONS, each, strict=True):
        # Roles came with 0004: whoever goes back further gives them out again.
        assert after.partition("User")[0] == before.partition("User")[0], name
        assert after == before or name < "0004", name

    manage(env, "migrate", "riskfactors", "zero")
    manage(env, "prepare", "--address", "https://localhost")
    assert "Edition 1 " in shell(env, TELL)
