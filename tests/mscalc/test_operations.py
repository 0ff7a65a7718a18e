"""For whoever runs the site: health, keys, and where to report a weakness."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.management import call_command
from django.db import OperationalError

from mscalc import places
from riskfactors.editions import live
from riskfactors.editions.publish import load_packaged
from riskfactors.management.commands import prepare
from riskfactors.models import Live
from tests.deploy.running import free_port


def test_a_process_that_answers_says_so(client):
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert response["Cache-Control"] == "no-store"


def test_a_process_with_an_edition_is_ready_and_tells_which(client):
    response = client.get("/readyz")

    edition = live.current()
    assert response.status_code == 200
    told = response.json()
    assert (told["ready"], told["edition"]) == (True, edition.number)
    assert told["digest"] == edition.digest


def test_without_an_edition_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(live, "_edition", None)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["ready"] is False


def test_a_database_that_is_away_is_told_and_keeps_it_ready(client, monkeypatch):
    def away(*args):
        raise OperationalError("away")

    monkeypatch.setattr(Live.objects, "values", away)
    live.refresh()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["database"] == "away"


def test_a_database_that_is_back_is_told(client, publishable):
    live.refresh()

    assert client.get("/readyz").json()["database"] == "ok"


@pytest.fixture
def publishable(db):
    return load_packaged()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_database_and_no_tls(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


def test_security_txt_tells_a_contact_and_until_when(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"

    response = client.get("/.well-known/security.txt")

    told = dict(line.split(": ", 1) for line in response.text.strip().splitlines())
    assert told["Contact"] == "mailto:security@example.org"
    left = dt.datetime.fromisoformat(told["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=90) < left < dt.timedelta(days=366)
    assert response["Content-Type"].startswith("text/plain")


def test_security_txt_is_not_there_without_a_contact(client):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("key", ["", "short", "a" * 60, "abab" * 20, "x" * 49])
def test_a_weak_key_is_refused_at_the_start(key, tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={
            **os.environ,
            "SECRET_KEY": key,
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "mscalc.settings",
        },
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


NAMES = ("a b", "it's", "a#b", "a%20b", "copy(1)", "Über", "a&b;c", "$HOME", "`id`", "-n", "a?b")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("make"), reason="no make")
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_have_any_name(tmp_path, settings, name):
    folder = tmp_path / name
    env = {**os.environ, "DATA_DIR": str(folder)}
    steps = ["make", "--silent", "--dry-run", "run"]
    run = partial(subprocess.run, cwd=settings.BASE_DIR, env=env, check=True)
    told = run(steps, capture_output=True, text=True)
    lines = told.stdout.splitlines()
    at = next(at for at, line in enumerate(lines) if "secret_key" in line)
    make_key = ["sh", "-c", "\n".join(lines[at : at + 2])]

    run(make_key)

    key = folder / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    made = key.read_text()
    assert len(made.strip()) >= 50
    run(make_key)
    assert key.read_text() == made
    # What a run that was interrupted leaves is no key.
    key.write_text("\n")
    run(make_key)
    assert len(key.read_text().strip()) >= 50
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["it's #1 %20 $HOME (ü)?a=b&c"])
def test_the_site_keeps_all_it_stores_in_a_folder_of_any_name(tmp_path, settings, name):
    folder = tmp_path / name
    folder.mkdir()
    key = {"SECRET_KEY": "0123456789" * 6, "DJANGO_SETTINGS_MODULE": "mscalc.settings"}
    env = {**os.environ, **key, "DATA_DIR": str(folder), "STATIC_ROOT": str(folder / "static")}
    env.pop("DATABASE_URL", None)

    command = [sys.executable, "manage.py", "prepare", "--address", "http://x"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=True, capture_output=True)

    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert {"edition.json", "mscalc.sqlite3", "static"} <= {one.name for one in folder.iterdir()}


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_a_port_that_cannot_be_used_is_told_before_anything_is_made(settings):
    def told(port):
        steps = ["make", "--silent", "port", f"PORT={port}"]
        return subprocess.run(steps, cwd=settings.BASE_DIR, capture_output=True, text=True)

    with socket.socket() as other:
        # As a first site holds it: it would be shared with a second.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert told(taken).returncode
        assert f"Port {taken} is in use" in told(taken).stdout
    assert not told(taken).returncode
    for none in ("", "abc", "-1", "99999", "80 80"):
        assert told(none).returncode, none


GIVEN = [
    *(("PORT", value) for value in ("", "0", "٨٢٥٢", "+8252", "8_252", "08252", "65536", " 80")),
    *(("PORT", value) for value in ("'\"'", "`touch x`", "$(touch x)", "80; touch x", "8.0")),
    *(("DATA_DIR", value) for value in (" ", "x ", "~/x", "/dev/null", "static", "'x'", "x" * 300)),
    *(("STATIC_ROOT", value) for value in ("/", "/nowhere", "static", "https://example.org")),
]


@pytest.mark.parametrize(("name", "value"), GIVEN)
def test_what_make_run_cannot_use_is_told_by_its_name(monkeypatch, name, value):
    for one, given in {"PORT": str(free_port()), "DATA_DIR": "/nowhere", name: value}.items():
        monkeypatch.setenv(one, given)

    said = places.main([])

    assert said.startswith(name)
    assert f"An example: {name}=" in said


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "'\"'`touch {mark}`$(shell touch {mark}); touch {mark}", "PORT is “'\"'`touch"),
        ("PYTHON", "nopython", "nopython"),
        ("DATA_DIR", "{mark} ", "begins or ends with a space"),
    ],
)
@pytest.mark.parametrize("is_word", [True, False])
def test_make_executes_nothing_it_is_given(tmp_path, settings, name, value, said, is_word):
    value = value.replace("{mark}", str(tmp_path / "x"))
    words = [f"{name}={value}"] if is_word else []

    done = subprocess.run(
        ["make", "--silent", "run", *words],
        cwd=settings.BASE_DIR,
        env=os.environ if is_word else {**os.environ, name: value},
        capture_output=True,
        text=True,
    )

    assert done.returncode
    assert said in done.stdout + done.stderr
    assert "is in use" not in done.stdout
    assert not list(tmp_path.iterdir())


def test_of_many_that_take_a_port_at_once_one_has_it_and_its_server_shares_it(tmp_path, settings):
    port = free_port()
    command = [sys.executable, "-m", "mscalc.places", "sh", "-c", "echo taken; read line"]
    env = {**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path)}
    start = partial(
        subprocess.Popen,
        cwd=settings.BASE_DIR,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    runs = [start(command) for _ in range(6)]
    said = [run.stdout.readline() for run in runs]
    try:
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            server.bind(("127.0.0.1", port))
            server.listen()
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
    finally:
        for run in runs:
            run.communicate("")

    assert sorted(said) == sorted(["taken\n", *[f"Port {port} is in use. {TAKE}\n"] * 5])


TAKE = "Take another: make run PORT=8001"


def test_a_folder_that_cannot_be_made_is_told_by_the_setting(settings):
    done = subprocess.run(
        [sys.executable, "-m", "mscalc.places", "true"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORT": str(free_port()), "DATA_DIR": "/proc/none"},
        capture_output=True,
        text=True,
    )

    assert done.returncode
    assert "DATA_DIR is “/proc/none”: it cannot be made" in done.stdout


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
@pytest.mark.parametrize("name", ["", 'it\'s "a" $HOME $(b)\nc'])
def test_make_hands_a_folder_on_as_it_is_given_and_an_empty_one_counts_as_none(settings, name):
    rules = f"{settings.BASE_DIR}/Makefile"
    command = ["make", "--silent", "-f", "-", "show"]
    more = f"include {rules}\nshow: export STATIC_ROOT = $(DATA_DIR)/static\nshow:\n\t@env -0"

    for words, env in ([f"DATA_DIR={name}"], {}), ([], {"DATA_DIR": name}):
        done = subprocess.run(
            [*command, *words],
            cwd=settings.BASE_DIR,
            env={**os.environ, **env},
            input=more,
            capture_output=True,
            text=True,
            check=True,
        )
        told = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
        assert told["DATA_DIR"] == (name or f"{settings.BASE_DIR}/var")
        assert told["STATIC_ROOT"] == f"{told['DATA_DIR']}/static"


@pytest.fixture
def collected(settings, tmp_path):
    """A folder that static files are collected in, and the bytes of each that names its content."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    prepare.collect_files(tmp_path / "static")
    files = sorted(path for path in (tmp_path / "static" / "site").iterdir() if path.is_file())
    return tmp_path / "static", {path: path.read_bytes() for path in files}


@pytest.mark.slow
def test_half_a_static_file_does_not_stay(collected):
    """A site that was killed while it collected files collects them anew."""
    root, whole = collected
    for path in whole:
        path.write_bytes(b"@layer")
    left = root.with_name("static-unfinished")
    left.mkdir()
    (left / "half.css").write_bytes(b"@layer")

    prepare.collect_files(root)

    assert {path: path.read_bytes() for path in whole} == whole
    assert not left.exists()
    assert not (root / "half.css").exists()


@pytest.mark.slow
def test_static_files_are_whole_while_they_are_collected_anew(collected, monkeypatch):
    """By two at once, as others read them: each is what it was until another takes its place."""
    root, whole = collected
    seen = []

    def and_look(*args, **kwargs):
        call_command(*args, **kwargs)
        seen.append({path: (path.stat().st_ino, path.read_bytes()) for path in whole})

    before = {path: (path.stat().st_ino, path.read_bytes()) for path in whole}
    monkeypatch.setattr(prepare, "call_command", and_look)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(prepare.collect_files, [root, root]))

    assert seen[0] == before
    assert {path: path.read_bytes() for path in whole} == whole
