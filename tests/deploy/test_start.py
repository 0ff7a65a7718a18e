"""`make run` in a folder as a clone is: killed at any moment, twice at once, with several jobs.

Each kill is of the whole process group. The kills of a row follow one another in one folder, so
that each start trusts what all before it left; then one start is let come up. What breaks a folder
for good cannot hide behind a later kill. How long a start takes here says where the last one falls.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.deploy.running import ROOT, free_port, wait_for

pytestmark = pytest.mark.long
# Of the tests' own environment only what finds Python, its packages and a home.
ENV = {
    name: value
    for name, value in os.environ.items()
    if name in {"PATH", "HOME", "LANG", "TMPDIR"} or name.startswith("PIP_")
}
starts: list[MakeRun] = []


class MakeRun:
    """One `make run`, with all that it starts."""

    def __init__(self, folder: Path, *words: str, port: int = 0) -> None:
        self.port, self.began = port or free_port(), time.monotonic()
        self.log = folder.parent / f"{folder.name}-{time.monotonic_ns()}.log"
        command = ["make", *words, "run", f"PORT={self.port}"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, f"PYTHON={Path(sys.executable).resolve()}"],
                cwd=folder,
                env=ENV,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        starts.append(self)

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def ask(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            got = connection.getresponse()
            return got.status, got.read()
        finally:
            connection.close()

    def wait(self) -> float:
        """The seconds until a reader and the first editor are served."""
        wait_for(lambda: self.ended or self.ask("/")[0] == 200, 300)
        took, said = time.monotonic() - self.began, self.log.read_text("utf-8")
        assert not self.ended, said
        assert "Traceback" not in said, said
        style = re.search(rb'"(/static/site/site[^"]+css)"', self.ask("/")[1])[1].decode()
        link = re.search(r"/admin/setup/\S+", said)[0]
        asked = {"/": 200, style: 200, "/admin/": 302, link: 200}
        assert {path: self.ask(path)[0] for path in asked} == asked
        return took

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(autouse=True)
def _none_left():
    """Also of a test that failed."""
    yield
    while starts:
        starts.pop().kill()


def empty_folder(folder: Path) -> Path:
    """A folder with the tracked files, as a clone has them."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, tracked.stdout.decode().split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def made_in(folder: Path) -> dict[str, bytes]:
    """What a start made that is the same after each."""
    files = [path for path in (folder / "var" / "static").rglob("*") if path.is_file()]
    key = (folder / "var" / "secret_key").read_bytes().strip()
    assert len(key) >= 50
    assert {path.name for path in (folder / "var").iterdir()} <= ALLOWED
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


ALLOWED = {
    "secret_key", "mscalc.sqlite3", "mscalc.sqlite3-wal", "mscalc.sqlite3-shm", "static",
    "edition.json", "editions",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder where starts came up, and how long the first took, and one without packages."""
    folder = empty_folder(tmp_path_factory.mktemp("whole"))
    took = []
    for _ in range(2):
        shutil.rmtree(folder / "var", ignore_errors=True)
        took.append(come_up(folder))
    return folder, *took


def come_up(folder: Path) -> float:
    start = MakeRun(folder)
    took = start.wait()
    start.kill()
    return took


def kill_in_a_row(folder: Path, moments: Iterable[float | str]) -> None:
    """At each moment: after so many seconds, or once there is such a file."""
    for moment in moments:
        start = MakeRun(folder)
        if isinstance(moment, str):
            wait_for(lambda at=moment, by=start: by.ended or any(folder.glob(at)), pause=0.002)
        else:
            time.sleep(moment)
        start.kill()


# Where half of something is there, sooner than a clock finds.
PACKAGES = [f".venv/lib/*/site-packages/{one}/__init__.py" for one in ("pip", "django", "zxcvbn")]
FILES = ["secret_key", "mscalc.sqlite3", "static-unfinished", "static/*.json", "edition.json"]


def test_an_environment_killed_while_it_is_made_is_trusted_by_no_next_start(whole, tmp_path):
    made, first, again = whole
    folder = empty_folder(tmp_path / "site")
    seconds = range(1, int(first - again) + 2)

    kill_in_a_row(folder, [*PACKAGES, *seconds])
    come_up(folder)

    assert made_in(folder) == made_in(made)


def test_a_site_killed_while_it_is_prepared_is_trusted_by_no_next_start(whole):
    folder, _, again = whole
    good = made_in(folder)
    seconds = range(1, int(again) + 2)
    for row in ([f"var/{name}" for name in FILES], seconds[::2], seconds[1::2]):
        shutil.rmtree(folder / "var")

        kill_in_a_row(folder, row)
        come_up(folder)

        assert made_in(folder) == good, row


def test_two_starts_at_once_in_an_empty_folder_both_come_up(tmp_path):
    folder = empty_folder(tmp_path / "site")

    for start in [MakeRun(folder), MakeRun(folder, "-j4")]:
        start.wait()


def test_two_starts_at_once_never_share_a_port(whole):
    folder, _, _ = whole
    port = free_port()
    both = [MakeRun(folder, port=port) for _ in range(2)]

    wait_for(lambda: any(start.ended for start in both))

    one, other = sorted(both, key=lambda start: start.ended)
    assert "is in use" in other.log.read_text("utf-8")
    one.wait()


def is_answered(port: int) -> bool:
    with socket.socket() as reader:
        return reader.connect_ex(("127.0.0.1", port)) == 0


def test_whoever_ends_make_ends_the_site(whole):
    start = MakeRun(whole[0])
    start.wait()

    start.process.terminate()

    wait_for(lambda: not is_answered(start.port))
