"""Settings from the environment. One that is wrong is told at the start, with what would be right.

An empty value counts as none. No value that may hold a secret is repeated.
"""

from __future__ import annotations

import logging
import re
import stat
from collections.abc import Callable
from importlib.util import find_spec
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from mscalc import places

# What is wrong with a value; empty if nothing is.
Fault = Callable[[str], str]
env = Env()
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE | re.ASCII)
LONGEST_HOST = 253
SITE = re.compile(r"https?://(?P<host>\[[^]]*\]|[^:/]*)(?::(?P<port>[^/]*))?/?", re.IGNORECASE)
CONTACT = re.compile(r"mailto:[^\s@<>\"']+@[^\s@<>\"']+|https://[^\s<>\"']+\.[^\s<>\"']+")
IN_MEMORY = "sqlite://:memory:"
SCHEMES = {"sqlite", "postgres", "postgresql"}
SECRET = {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL"}
INSECURE = "django-insecure-"
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"


def text(name: str, default: str = "", *, example: str = "", fault: Fault | None = None) -> str:
    """A setting as it was written; raises ImproperlyConfigured."""
    value = env.str(name, "").strip()
    if value and fault and (found := fault(value)):
        raise wrong(name, value, found, example)
    return value or default


def folder(
    name: str,
    default: str = "",
    *,
    example: str = "/var/lib/mscalc",
    fault: Fault = places.no_folder,
) -> str:
    """A folder, exactly as it was written; raises ImproperlyConfigured."""
    value = env.str(name, "")
    if value and (found := fault(value)):
        raise wrong(name, value, found, example)
    return value or default


def switch(name: str) -> bool:
    """On or off; off if it is not set; raises ImproperlyConfigured."""
    value = text(name)
    try:
        return bool(value) and bool(env.bool(name))
    except EnvError as error:
        raise wrong(name, value, "it is neither on nor off", "1") from error


def names(name: str, default: str = "", *, example: str, fault: Fault) -> list[str]:
    """Values by comma; raises ImproperlyConfigured."""
    value = text(name, default)
    found = [part for part in map(str.strip, value.split(",")) if part]
    if value and not found:
        raise wrong(name, value, "it lists nothing", example)
    for part in found:
        if told := fault(part):
            raise wrong(name, part, told, example)
    return found


def database(name: str) -> dict[str, Any]:
    """A database's address as Django's settings, empty for none; raises ImproperlyConfigured."""
    example = "postgres://user:password@host/name"
    value = text(name, example=example, fault=no_database)
    try:
        return dict(dj_database_url.parse(value, conn_health_checks=True)) if value else {}
    except ValueError as error:
        raise wrong(name, value, "it cannot be read as an address", example) from error


def wrong(name: str, value: str, fault: str, example: str) -> ImproperlyConfigured:
    """The error that names a setting, what is wrong with it, and what would be right."""
    told = "" if name in SECRET else value
    return ImproperlyConfigured(places.refusal(name, told, fault, example))


def weak_key(value: str) -> str:
    """A key that could be guessed, as Django's own check counts."""
    if not value:
        found = "it is not set, and no file has it"
    elif value.startswith(INSECURE):
        found = f"it begins with {INSECURE}, so it was made for trying out"
    elif len(value) < SHORTEST_KEY:
        found = f"it has fewer than {SHORTEST_KEY} characters"
    elif len(set(value)) < FEWEST_CHARACTERS:
        found = f"it has fewer than {FEWEST_CHARACTERS} different characters"
    else:
        return ""
    return f"{found}. Make one: {MAKE_A_KEY}"


def no_host(value: str) -> str:
    """A host's name or address, all names below one, or any; and nothing before or after it."""
    if value == "*" or _is_name(value.removeprefix(".")) or _is_address(value):
        return ""
    return "it is no host’s name. Leave out https://, a port, slashes, quotes and spaces"


def no_site(value: str) -> str:
    """Scheme, host and perhaps a port: the site stands at the top of its host."""
    parts = SITE.fullmatch(value)
    if parts and (_is_name(parts["host"]) or _is_address(parts["host"])):
        return "" if parts["port"] is None else places.no_port(parts["port"])
    return "it is no address of a site, with https:// and no path"


def _is_name(value: str) -> bool:
    """Whether a host can have this name; one that ends in a number is an address to browsers."""
    labels = value.split(".")
    is_long = len(value) > LONGEST_HOST
    return not (is_long or labels[-1].isdigit()) and all(map(LABEL.fullmatch, labels))


def _is_address(value: str) -> bool:
    """Whether it is an address of a host as it stands in a link."""
    is_wide = value.startswith("[") and value.endswith("]") and "%" not in value
    try:
        return bool(IPv6Address(value[1:-1]) if is_wide else IPv4Address(value))
    except AddressValueError:
        return False


def no_contact(value: str) -> str:
    """Where people can write to."""
    return "" if CONTACT.fullmatch(value) else "it is neither a mailto: nor an https: address"


def no_database(value: str) -> str:
    """A database that the site knows how to use, and its name."""
    if value == IN_MEMORY:
        return ""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return "it cannot be read as an address"
    if parts.scheme not in SCHEMES:
        return f"it begins with none of {', '.join(sorted(f'{one}://' for one in SCHEMES))}"
    if not parts.path.strip("/"):
        return "it names no database"
    return _no_file(value) if parts.scheme == "sqlite" else _no_driver()


def _no_file(value: str) -> str:
    """A file that SQLite can use, in a folder that is there."""
    parts = urlsplit(value)
    if parts.netloc or "?" in value or "#" in value:
        return "a file stands behind sqlite:///, with %3F for ? and %23 for #"
    path = Path(unquote(parts.path[1:]))
    try:
        is_usable = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        is_usable = path.parent.is_dir()
    except (OSError, ValueError):
        is_usable = False
    return "" if is_usable else "no file is there, and none can be made: its folder comes first"


def _no_driver() -> str:
    """What PostgreSQL is asked with, and not everybody needs."""
    if find_spec("psycopg") or find_spec("psycopg2"):
        return ""
    return "PostgreSQL needs what requirements/postgresql.txt names: install it with pip"


def no_level(value: str) -> str:
    """A level of the log."""
    return "" if value in logging.getLevelNamesMapping() else "it is no level of a log"
