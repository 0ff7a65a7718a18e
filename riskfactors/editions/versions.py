"""A whole set of texts to look at: the working copy, a candidate or an edition."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from riskfactors.editions import evidence_checks, gate, live
from riskfactors.editions.document import (
    Document,
    Problem,
    Texts,
    canonical,
    digest,
    edition_of,
    freeze,
    thaw,
)
from riskfactors.editions.effect import Effect, effect
from riskfactors.editions.working_copy import working_copy
from riskfactors.engine import texts as engine
from riskfactors.models import Candidate, Edition

WORKING = "working"
# Without these a page cannot be made; what is said in it does not matter here.
NEEDED = (
    *(gate.keys, gate.fields, gate.pointers),
    *(evidence_checks.every_match, evidence_checks.every_picture),
)


class UnreadableVersionError(Exception):
    """A stored edition whose bytes cannot be trusted or read; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A set of texts by its name in an address, and the edition that it is or would be."""

    name: str
    title: str
    written: str
    number: int
    date: dt.date

    @property
    def document(self) -> Document:
        """Its document."""
        document: Document = json.loads(self.written)
        return document

    @property
    def texts(self) -> Texts:
        """Its texts as editors write them."""
        return thaw(self.document)


def working() -> Version:
    """The working copy, as the edition that it would be if it were published today."""
    return _next(WORKING, "Working copy", canonical(freeze(working_copy())))


def of_candidate(candidate: Candidate) -> Version:
    """A candidate, likewise."""
    return _next(f"candidate-{candidate.pk}", str(candidate), candidate.document)


def of_edition(edition: Edition) -> Version:
    """An edition; raises UnreadableSideError for one whose row is damaged."""
    side = Version(
        name=str(edition.number),
        title=str(edition),
        written=edition.document,
        number=edition.number,
        date=edition.date,
    )
    try:
        fits = digest(side.written) == edition.digest and isinstance(side.document, dict)
    except ValueError:
        fits = False
    if not fits:
        raise UnreadableVersionError(f"{edition} cannot be read: its row is damaged.")
    return side


def by_name(name: str) -> Version:
    """The side of this name; raises Edition.DoesNotExist or UnreadableSideError."""
    if name == WORKING:
        return working()
    is_number = name.isascii() and name.isdigit() and len(name) < 10
    return of_edition(Edition.objects.get(number=int(name) if is_number else -1))


def missing(side: Version) -> tuple[Problem, ...]:
    """What keeps a side from being shown at all; empty for every edition of today's format."""
    return _missing(side.written)


def edition(side: Version) -> engine.Edition:
    """A side as the edition that visitors would read; only for one that misses nothing."""
    now = live.current()
    if (now.number, now.digest) == (side.number, digest(side.written)):
        return now
    return _edition(side.written, side.number, side.date)


def reach(before: Version, after: Version) -> Effect:
    """Which explanations differ; only for sides that miss nothing."""
    return _reach(before.written, after.written)


def _next(name: str, title: str, written: str) -> Version:
    last = Edition.objects.order_by("number").values_list("number", flat=True).last()
    date = timezone.localdate()
    return Version(name=name, title=title, written=written, number=(last or 0) + 1, date=date)


@lru_cache(maxsize=8)
def _missing(written: str) -> tuple[Problem, ...]:
    document = json.loads(written)
    # A text that nothing uses is a problem, yet none for who looks.
    return tuple(
        problem
        for check in NEEDED
        for problem in check(document)
        if check is not gate.keys or problem.key not in document.get(problem.kind, {})
    )


@lru_cache(maxsize=3)
def _edition(written: str, number: int, date: dt.date) -> engine.Edition:
    return edition_of(json.loads(written), number=number, digest=digest(written), date=date)


@lru_cache(maxsize=8)
def _reach(before: str, after: str) -> Effect:
    def plain(written: str) -> Any:
        return edition_of(json.loads(written), number=0, digest="", date=dt.date.min)

    return effect(plain(before), plain(after))
