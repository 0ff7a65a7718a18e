"""Which sentences of an edition rest on which source."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import fields

from riskfactors.editions.markdown import sentences
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import KINDS, Edition

MARKS = re.compile(r"\*\*|^[-*] |\[([^\]]+)\]\([^)]+\)", re.MULTILINE)


def resting(edition: Edition) -> dict[str, tuple[str, ...]]:
    """For each source, the different sentences that cite it, in the order they are read."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for kind in KINDS:
        for entry in getattr(edition, kind).values():
            for prose in _proses(entry):
                for sentence, cites in sentences(prose.markdown):
                    for key in cites:
                        found[key][plain(sentence)] = None
    return {key: tuple(found[key]) for key in edition.sources}


def plain(markdown: str) -> str:
    """A sentence without Markdown's marks."""
    return " ".join(MARKS.sub(r"\1", markdown).split())


def _proses(entry: object) -> list[Prose]:
    values = (getattr(entry, field.name) for field in fields(entry))  # type: ignore[arg-type]
    return [value for value in values if isinstance(value, Prose)]
