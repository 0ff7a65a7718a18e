"""The first edition's texts, as they ship with the code."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from riskfactors.editions.document import Texts, canonical, digest, edition_of, freeze, tidy
from riskfactors.engine.texts import Edition

CONTENT = Path(__file__).resolve().parent.parent / "content"
ABOUT = "edition.toml"
# Files are wrapped for whoever reads them; a paragraph and an item of a list are one line each.
WRAPPED = re.compile(r"(?<=\S)\n(?! *(?:[-*+]|\d+[.)]) ) *(?=\S)")


def about(folder: Path = CONTENT) -> tuple[dt.date, str]:
    """The date and note of the packaged edition."""
    told = tomllib.loads((folder / ABOUT).read_text("utf-8"))
    return told["date"], told["note"]


def texts(folder: Path = CONTENT) -> Texts:
    """All texts of a content folder; a key that stands twice raises ValueError."""
    merged: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != ABOUT:
            _add(merged, _parsed(path.read_text("utf-8")), path.name)
    return merged


@lru_cache(maxsize=64)
def _parsed(written: str) -> dict[str, Any]:
    return tomllib.loads(written)


def _add(merged: dict[str, dict[str, Any]], found: dict[str, Any], name: str) -> None:
    for kind, entries in found.items():
        into = merged.setdefault(kind, {})
        if twice := into.keys() & entries.keys():
            raise ValueError(f"{name}: {kind} {sorted(twice)} stand in another file too.")
        into.update((key, tidy(unwrapped(fields))) for key, fields in entries.items())


def unwrapped(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a text with each paragraph in one line."""
    return {
        name: WRAPPED.sub(" ", value) if isinstance(value, str) else value
        for name, value in fields.items()
    }


@cache
def edition() -> Edition:
    """Edition 1 without any database."""
    document = freeze(texts())
    date, _ = about()
    return edition_of(document, number=1, digest=digest(canonical(document)), date=date)
