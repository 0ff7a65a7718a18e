"""Publishing that is killed, or done by two at once, leaves one whole edition live."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow
EVERY = 1 if os.environ.get("FAULTS") else 61


@pytest.fixture(scope="module")
def under_fire(tmp_path_factory, pytestconfig, prepared):
    """Runs a prepared site's publishing under fire and reads what it prints."""
    folder = tmp_path_factory.mktemp("fire")
    env = {
        **os.environ,
        "SECRET_KEY": "only for this database, which a test makes and forgets",
        "DJANGO_SETTINGS_MODULE": "mscalc.settings",
        "LOG_LEVEL": "ERROR",
    }

    def run(name, how):
        ignore = shutil.ignore_patterns("static")
        site = shutil.copytree(prepared, folder / name, ignore=ignore)
        told = subprocess.run(
            [sys.executable, "-m", "tests.editions.kill_publish", str(site), how],
            cwd=pytestconfig.rootpath,
            env={**env, "DATA_DIR": str(site)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        return [json.loads(line) for line in told.splitlines()]

    return run


def test_a_publish_killed_at_any_step_leaves_the_old_or_the_new_edition(under_fire):
    """Every 61st step; with FAULTS=1 (make faults) every one."""
    found = under_fire("killed", str(EVERY))

    assert {one["live"] for one in found if one["killed"]} == {1, 2}
    assert not found[-1]["killed"]
    for one in found:
        assert one["editions"] == one["live"], one
        assert one["audit"] == [one["live"], True], one
        for good in ("whole", "shown", "snapshot was whole", "snapshot agrees"):
            assert one[good], one


@pytest.mark.long
def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(under_fire):
    ((told, editions, found),) = under_fire("race", "race")

    assert sorted(told)[0] == "Edition 2"
    assert sorted(told)[1].startswith("Edition 2 went live meanwhile.")
    assert (editions, found["live"], found["audit"]) == (2, 2, [2, True])
