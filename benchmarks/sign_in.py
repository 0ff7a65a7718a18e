"""Whether the time of a refused sign-in tells if a name exists: it should not.

A name that exists and one that does not are tried in turn, each name once, so that no lock begins.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import load, servers

TRIES = 200
EDITORS = f"""
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
key = make_password("the password that nobody will guess here")
names = (f"known{{n}}" for n in range({TRIES}))
User.objects.bulk_create(User(username=name, password=key, is_staff=True) for name in names)
"""
PATH = "/admin/login/"


def measure() -> dict[str, list[float]]:
    """Milliseconds of each refusal, for names that exist and names that do not."""
    found: dict[str, list[float]] = {"known": [], "other": []}
    with (
        tempfile.TemporaryDirectory() as made,
        servers.site_folder(Path(made)) as environment,
        servers.serving(servers.SITE, environment, Path(made, "site.log")) as (port, _),
    ):
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", EDITORS]
        subprocess.run(command, cwd=servers.ROOT, env=environment, check=True)  # noqa: S603
        token, headers = _form(port)
        for number in range(TRIES):
            for kind, told in found.items():
                given = {"username": f"{kind}{number}", "password": "a wrong guess of this length"}
                body = urlencode({**given, "csrfmiddlewaretoken": token}).encode()
                sent = load.request(PATH, method="POST", body=body, headers=headers)
                started = time.perf_counter()
                answered, _length = load.once(port, sent)
                told.append((time.perf_counter() - started) * 1e3)
                if b"errornote" not in answered.body:
                    raise SystemExit(f"A wrong password was answered with {answered.status}.")
    return found


def _form(port: int) -> tuple[str, dict[str, str]]:
    """The form's token, and the headers of whoever fills it in."""
    page, _ = load.once(port, load.request(PATH))
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    if token is None:
        raise SystemExit("The page for signing in has no form.")
    return token[1].decode(), {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": page.headers["set-cookie"].split(";")[0],
    }


def rows(found: dict[str, list[float]]) -> list[list[str]]:
    """The table: medians, and the known name's as a share of the other's."""
    known, other = (statistics.median(told) for told in found.values())
    return [
        ["tries of each", "a name that exists", "a name that does not", "ratio"],
        [str(TRIES), f"{known:.1f} ms", f"{other:.1f} ms", f"{known / other:.2f}"],
    ]
