"""Two people, or two tabs of one, wrote one text: what of both can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskfactors.editions.document import tidy
from riskfactors.editions.schema import field_specs
from riskfactors.engine.naming import field_in_words
from riskfactors.models import Entry, TextVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The fields of both: those taken from the saved text, and those that both touched, where
    `fields` has one's own.
    """

    fields: dict[str, Any]
    theirs: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()


def merge(entry: Entry, mine: Mapping[str, Any], started_from: int) -> Merge:
    """One's own fields and the saved ones; `started_from` is the version one has read.

    Of a version that nobody knows any more, every field that differs was touched by both.
    """
    own, saved = tidy(mine), tidy(entry.fields)
    if started_from == entry.version:
        return Merge(fields=own)
    return merge_fields(entry, text_at(entry, started_from), own, saved)


def text_at(entry: Entry, number: int) -> dict[str, Any] | None:
    """The fields that a text had in a version; None if nobody knows any more."""
    if number == entry.version:
        return tidy(entry.fields)
    read = TextVersion.objects.filter(kind=entry.kind, key=entry.key, number=number).first()
    return tidy(read.fields) if read else None


def merge_fields(
    entry: Entry,
    base: Mapping[str, Any] | None,
    own: Mapping[str, Any],
    saved: Mapping[str, Any],
) -> Merge:
    """One's own fields and others that were kept; `base` is what both began with."""
    unlike = [name for name in _names(entry) if own.get(name) != saved.get(name)]
    theirs = [name for name in unlike if base is not None and own.get(name) == base.get(name)]
    clashes = [
        name
        for name in unlike
        if name not in theirs and (base is None or saved.get(name) != base.get(name))
    ]
    return Merge(
        fields=tidy({**own, **{name: saved.get(name) for name in theirs}}),
        theirs=tuple(theirs),
        clashes=tuple(clashes),
    )


def whose(entry: Entry, names: tuple[str, ...], since: int) -> str:
    """Who saved these fields since a version, in a sentence; empty if there are none."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(_saver(entry, name, since), []).append(
            f"“{field_in_words(entry.kind, name)}”"
        )
    return " ".join(
        f"{who or 'Somebody'}’s words in {', '.join(names)} are in as well."
        for who, names in found.items()
    )


def _saver(entry: Entry, name: str, since: int) -> str:
    """Who saved a field last, as far as its versions tell."""
    versions = TextVersion.objects.filter(kind=entry.kind, key=entry.key, number__gte=since)
    newest, *older = versions.order_by("-number")
    for version in older:
        if version.fields.get(name) != newest.fields.get(name):
            break
        newest = version
    return newest.who_text


def _names(entry: Entry) -> list[str]:
    return [shape.name for shape in field_specs(entry.kind)]
