"""Settings from the environment. One that is wrong is told at the start, with what would be right.

An empty value counts as none. No value that may hold a secret is repeated.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

# What is wrong with a value; empty if nothing is.
Fault = Callable[[str], str]
env = Env()
HOST = re.compile(r"\*|\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
SITE = re.compile(r"https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?/?", re.IGNORECASE)
CONTACT = re.compile(r"mailto:[^\s@<>\"']+@[^\s@<>\"']+|https://[^\s<>\"']+\.[^\s<>\"']+")
IN_MEMORY = "sqlite://:memory:"
SCHEMES = {"sqlite", "postgres", "postgresql"}
SECRET = {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL"}
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"


def text(name: str, default: str = "", *, example: str = "", fault: Fault | None = None) -> str:
    """A setting as it was written; raises ImproperlyConfigured."""
    value = env.str(name, "").strip()
    if value and fault and (found := fault(value)):
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
    found = [part for part in map(str.strip, text(name, default).split(",")) if part]
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
    said = ":" if name in SECRET else f" is “{value}”:"
    return ImproperlyConfigured(f"{name}{said} {fault}. An example: {name}={example}")


def weak_key(value: str) -> str:
    """A key that could be guessed."""
    is_weak = len(value) < SHORTEST_KEY or len(set(value)) < FEWEST_CHARACTERS
    told = f"it is too weak, and needs {SHORTEST_KEY} characters or more. Make one: {MAKE_A_KEY}"
    return told if is_weak else ""


def no_host(value: str) -> str:
    """A host's name, and nothing before or after it."""
    if HOST.fullmatch(value):
        return ""
    return "it is no host’s name. Leave out https://, a port, slashes, quotes and spaces"


def no_site(value: str) -> str:
    """Scheme, host and perhaps a port: the site stands at the top of its host."""
    return "" if SITE.fullmatch(value) else "it is no address of a site, with https:// and no path"


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
    return "" if parts.path.strip("/") else "it names no database"


def no_folder(value: str) -> str:
    """A place where a folder is, or can be made."""
    path = Path(value)
    if "\0" in value or any(one.is_file() for one in (path, *path.parents)):
        return "it is no folder, and none can be made there"
    return ""


def no_level(value: str) -> str:
    """A level of the log."""
    return "" if value in logging.getLevelNamesMapping() else "it is no level of a log"
