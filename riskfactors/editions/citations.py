"""Which sentences of an edition rest on which source."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import fields

from riskfactors.editions.markdown import sentences
from riskfactors.engine.fields import Prose, SourceKind
from riskfactors.engine.texts import KINDS, Edition, Source, Term

MARKS = re.compile(r"\*\*|^[-*] |!(?=\[)|\[([^\]]+)\]\([^)]+\)", re.MULTILINE)


def sentences_by_source(edition: Edition) -> dict[str, tuple[str, ...]]:
    """For each source, the different sentences that cite it, in the order they are read."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for kind in KINDS:
        for entry in getattr(edition, kind).values():
            for prose in _proses(entry):
                for sentence, cites in sentences(prose.markdown):
                    for key in cites:
                        found[key][plain(sentence)] = None
    return {key: tuple(found[key]) for key in edition.sources}


def voices(edition: Edition) -> list[tuple[str, list[tuple[str, Source, tuple[str, ...]]]]]:
    """The sources with the sentences that rest on each, the article's apart from all others."""
    found: dict[bool, list[tuple[str, Source, tuple[str, ...]]]] = {True: [], False: []}
    rests = sentences_by_source(edition)
    for key in sorted(rests, key=counted):
        source = edition.sources[key]
        found[source.kind is SourceKind.ARTICLE].append((key, source, rests[key]))
    return [("The article", found[True]), ("Beyond the article", found[False])]


def counted(key: str) -> list[tuple[int, str]]:
    """A key to sort by: A2 comes before A10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", key)]


def terms(edition: Edition) -> list[tuple[str, Term]]:
    """The glossary in the order of its words."""
    return sorted(edition.glossary.items(), key=lambda pair: pair[1].term.lower())


def plain(markdown: str) -> str:
    """A sentence without Markdown's marks."""
    return " ".join(MARKS.sub(r"\1", markdown).split())


def _proses(entry: object) -> list[Prose]:
    values = (getattr(entry, field.name) for field in fields(entry))  # type: ignore[arg-type]
    return [value for value in values if isinstance(value, Prose)]
