"""Each setting, tried with values that are wrong: told by name, with the fault and an example."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mscalc import environment
from mscalc.places import no_static_folder

ROOT = Path(__file__).resolve().parents[2]
KEY = "0123456789" * 6
WRONG = {
    "TLS": ("maybe", "2", "TLS", "yes please", "-1", "https", "“on”", "o n", "null", "1,1"),
    "ALLOWED_HOSTS": (
        *("https://example.org", "example.org:443", '"example.org"', "'example.org'"),
        *("example.org/", "example org", "exa$mple.org", "a..b", "example.org;x", "bücher.example"),
        *(",", " , ,", "[:::::]", "-a.org", "a-.org", "999.999.999.999", "1.2.3", "a" * 64, "a_b"),
        *("a." * 127 + "org", "\u212a.org", "[::1%1]", "..", ".", "[1.2.3.4]", ".[::1]", "**", "1"),
    ),
    "SITE_ADDRESS": (
        *("example.org", "https://", "https://example.org/site", "https://example.org?x"),
        *("ftp://example.org", '"https://example.org"', "https:/example.org", "//example.org"),
        *("https://exa mple.org", "https://example.org:port"),
        *("https://..", "https://.", "https://-", "https://[:]", "https://example.org:0"),
        *("https://example.org:99999", "https://example.org:", "https://*", "https://.a.org"),
        *("https://example.org:٤٤٣", "https://me@example.org", "https://example.org#a"),
    ),
    "REPORT_ADDRESS": (
        *(
            "desk@example.org",
            "mailto:",
            "mailto:desk",
            "http://example.org",
            "javascript:alert(1)",
        ),
        *("https://", "mailto:a@b@c", "https://exam ple.org", "tel:1", '"mailto:a@example.org"'),
    ),
    "DATABASE_URL": (
        *("mysql://a/b", "postgres", "postgres://host", "/var/db.sqlite3", "sqlite://"),
        *(
            "postgres://host:port/name",
            "http://example.org/x",
            "sqlite3:///x",
            "://",
            "postgres:///",
        ),
        *("sqlite:////etc", "sqlite:////nowhere/x.db", "sqlite:////var/a?b#c.db", "sqlite:////a?"),
        *("sqlite:////dev/null", "sqlite:////etc/passwd/x", "sqlite://tmp/x.db", "sqlite:////a#"),
        *(f"sqlite:////var/{'a' * 300}", "sqlite:////var/%00"),
    ),
    "LOG_LEVEL": ("info", "loud", "10", "INFO,", "WARNINGS", "-", "none", "TRACE", "i n", "0"),
    "SECRET_KEY_FALLBACKS": (
        *(
            "short",
            "a" * 80,
            "abc" * 30,
            "1" * 49,
            "x,y",
            "secret",
            "ab",
            "changeme",
            "0",
            "-" * 60,
        ),
    ),
    "SECRET_KEY": (
        *("a" * 60, "ab" * 40, "short", "0123456789", "x" * 49, "django-insecure-" + KEY),
        *("abcd" * 20, "-", "ключ", "django-insecure-"),
    ),
    "STATIC_ROOT": (
        *("/", "/dev/null", "https://example.org", '""', "static", f"{ROOT}/static", str(ROOT)),
        *("static/site", "static/../static", f"{ROOT}/x/../static", ".", str(ROOT.parent)),
        *("/nowhere/data", "/nowhere", "/nowhere/data/x/.."),
    ),
    "DATA_DIR": (
        *(" ", "/var/x ", " /var/x", "/var/x\n", "~/x", "~", "/dev/null", "/dev/null/x"),
        *(f"/var/{'a' * 300}", f"/nowhere/{'ü' * 200}/x", "'/tmp/x'", '"/var/x"', "file:///var/x"),
        *("static", f"{ROOT}/static/site/x"),
        *("/etc/passwd", "/etc/passwd/x", "/etc/hostname", "/etc/hostname/a/b", "/etc/hosts"),
        *("/etc/hosts/x", "/etc/fstab/x/y", "/proc/version", "/proc/version/x", "/etc/group/a"),
    ),
}
READERS = {
    "TLS": environment.switch,
    "ALLOWED_HOSTS": lambda name: environment.names(
        name, example="example.org", fault=environment.no_host
    ),
    "SITE_ADDRESS": lambda name: environment.text(
        name, example="https://example.org", fault=environment.no_site
    ),
    "REPORT_ADDRESS": lambda name: environment.text(
        name, example="mailto:desk@example.org", fault=environment.no_contact
    ),
    "DATABASE_URL": environment.database,
    "LOG_LEVEL": lambda name: environment.text(name, example="INFO", fault=environment.no_level),
    "SECRET_KEY_FALLBACKS": lambda name: environment.names(
        name, example="…", fault=environment.weak_key
    ),
    "SECRET_KEY": lambda name: environment.text(name, example="…", fault=environment.weak_key),
    "DATA_DIR": environment.folder,
    "STATIC_ROOT": lambda name: environment.folder(
        name, fault=partial(no_static_folder, data_dir=Path("/nowhere/data"))
    ),
}
RIGHT = {
    "TLS": ("1", "on", "True", "0", "off", "false", "", " "),
    "ALLOWED_HOSTS": (
        "example.org",
        ".example.org, localhost",
        "*",
        "[::1]",
        "10.0.0.1",
        "a,,b",
        "",
        "web1,EXAMPLE.org,xn--bcher-kva.example",
        f"{'a' * 63}.example",
        "[::ffff:1.2.3.4]",
    ),
    "SITE_ADDRESS": (
        "https://example.org",
        "http://127.0.0.1:8000",
        "https://example.org/",
        "https://[2001:db8::1]:8443",
        "HTTP://localhost:65535",
        "",
        " ",
    ),
    "REPORT_ADDRESS": ("mailto:desk@example.org", "https://example.org/report", ""),
    "DATABASE_URL": (
        "postgres://u:p%40@host:5432/name",
        "sqlite:////var/db.sqlite3",
        "sqlite://:memory:",
        "sqlite:////var/a%3Fb%23c.db",
        "sqlite:///here.db",
        "postgres://me@%2Frun%2Fpostgresql/name",
        "",
    ),
    "LOG_LEVEL": ("INFO", "WARNING", ""),
    "SECRET_KEY_FALLBACKS": ("", "0123456789" * 6),
    "SECRET_KEY": ("", KEY),
    "DATA_DIR": ("/nowhere/yet", "", "a folder", '/var/it\'s "a" $b\nc', "a~b", "."),
    "STATIC_ROOT": ("/nowhere/data/static", "", "var/static", "staticfiles"),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_is_told_with_its_name_its_fault_and_an_example(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured) as told:
        READERS[name](name)

    assert str(told.value).startswith(name)
    assert f"An example: {name}=" in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in RIGHT.items() for value in values]
)
def test_a_right_setting_and_an_empty_one_are_taken(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    READERS[name](name)


def test_what_is_wrong_with_a_key_is_said(monkeypatch):
    for value, said in {
        "a" * 60: "fewer than 5 different characters",
        "short": "fewer than 50 characters",
        f"django-insecure-{KEY}": "django-insecure-",
    }.items():
        monkeypatch.setenv("SECRET_KEY", value)

        with pytest.raises(ImproperlyConfigured) as told:
            READERS["SECRET_KEY"]("SECRET_KEY")

        assert said in str(told.value)


def test_a_database_without_its_driver_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    monkeypatch.setenv("DATABASE_URL", "postgres://me:hidden@host/name")

    with pytest.raises(ImproperlyConfigured, match=r"requirements/postgresql\.txt"):
        environment.database("DATABASE_URL")


def test_a_folder_is_used_exactly_as_it_is_given(monkeypatch):
    monkeypatch.setenv("DATA_DIR", "a  folder\nof 'mine'")

    assert environment.folder("DATA_DIR") == "a  folder\nof 'mine'"


def test_no_secret_is_repeated(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hidden@host/name")

    with pytest.raises(ImproperlyConfigured) as told:
        environment.database("DATABASE_URL")

    assert "hidden" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALLOWED_HOSTS", "https://example.org"), ("TLS", "maybe"), ("DATABASE_URL", "mysql://a/b")],
)
def test_the_site_does_not_start_with_a_wrong_setting(pytestconfig, name, value):
    env = {**os.environ, "SECRET_KEY": "0123456789" * 6, name: value}
    command = [sys.executable, "manage.py", "check"]

    done = subprocess.run(
        command, cwd=pytestconfig.rootpath, env=env, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert f"{name}" in done.stderr.strip().splitlines()[-1]
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)


def test_the_document_lists_every_setting_that_is_read(pytestconfig):
    read = (pytestconfig.rootpath / "mscalc" / "settings.py").read_text("utf-8")
    listed = (pytestconfig.rootpath / "docs" / "settings.md").read_text("utf-8")

    for name in {*WRONG, "SECRET_KEY", "STATIC_ROOT", "SECURITY_CONTACT", "DEBUG"}:
        assert f'"{name}"' in read
        assert f"| `{name}` |" in listed
