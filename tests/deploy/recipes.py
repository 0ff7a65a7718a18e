"""Dockerfile, .dockerignore and compose.yaml, read as far as they are used here."""

from __future__ import annotations

import fnmatch
import re
import secrets
import shutil
import textwrap
from pathlib import Path

from tests.deploy.running import ROOT

HOST = "example.org"
# What stands in .env beside compose.yaml, as docs/running.md asks for.
DOT_ENV = {"HOST": HOST, "SECRET_KEY": secrets.token_urlsafe(60), "DATABASE_PASSWORD": "any"}
EXECUTED = {"read_only", "cap_drop", "security_opt", "tmpfs", "env_file", "environment"}
EXECUTED |= {"volumes", "command", "<<"}
ONLY_WITH_COMPOSE = {"build", "image", "restart", "networks", "depends_on"}


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its words."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    return re.findall(r"^([A-Z]+) +(.+)$", text.replace("\\\n", ""), re.MULTILINE)


def entries(text: str) -> dict[str, str]:
    """Names in a block of YAML, each with the text behind or under it."""
    plain = re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)
    pairs = re.findall(r"^([\w<-]+): *(.*)\n((?:[ ]+.*\n|\n)*)", plain, re.MULTILINE)
    return {name: textwrap.dedent(below) or behind for name, behind, below in pairs}


def words(flow: str) -> list[str]:
    return [word.strip().strip('"') for word in flow.strip("[]").split(",")]


def service(name: str) -> dict[str, str]:
    """A service of compose.yaml with what it shares, and with the values of .env in place."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    value = r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}"
    every = entries(re.sub(value, lambda match: DOT_ENV.get(match[1]) or match[2], text))
    one = {**entries(every["x-web"]), **entries(entries(every["services"])[name])}
    if unknown := one.keys() - EXECUTED - ONLY_WITH_COMPOSE:
        raise SystemExit(f"compose.yaml: nothing here executes {sorted(unknown)}.")
    return one


def environment(of: dict[str, str]) -> dict[str, str]:
    """What .env and a service give to its process."""
    return {
        **DOT_ENV,
        **{name: value.strip('"') for name, value in entries(of["environment"]).items()},
    }


def ignored(path: str) -> bool:
    """Whether .dockerignore leaves a file out: the last pattern that fits it decides."""
    parts, out = path.split("/"), False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        if "/" in pattern or line.startswith("!**"):
            raise SystemExit(f".dockerignore: nothing here reads {line}.")
        names = parts if line.startswith("**/") else parts[:1]
        if not line.startswith("#") and fnmatch.filter(names, pattern):
            out = not line.startswith("!")
    return out


def copy_context(folder: Path) -> Path:
    """What an engine would get to build from."""

    def leave_out(place: str, names: list[str]) -> set[str]:
        at = Path(place).relative_to(ROOT)
        return {name for name in names if ignored((at / name).as_posix())}

    return Path(shutil.copytree(ROOT, folder, symlinks=True, ignore=leave_out))
