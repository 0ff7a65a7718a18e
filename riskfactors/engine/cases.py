"""The names of cases and lessons in links, and the order that their keys give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from riskfactors.engine.teaching import Case, Slide, Workshop
from riskfactors.engine.texts import Edition

Kept = TypeVar("Kept")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug(key: str) -> str:
    """The name in a case's link: its key without the number that gives the order."""
    order, _, name = key.partition("-")
    return name if order.isdecimal() else key


def slugs(written: str) -> tuple[str, ...]:
    """Names written one after the other, by comma."""
    return tuple(name for part in written.split(",") if (name := part.strip()))


def by_name(edition: Edition) -> Mapping[str, tuple[str, Case]]:
    """Every name that leads to a case, with its key; a name it has now comes first."""
    former = {
        name: (key, case)
        for key, case in edition.cases.items()
        for name in slugs(case.formerly or "")
    }
    return {**former, **{slug(key): (key, case) for key, case in edition.cases.items()}}


def in_use(edition: Edition) -> tuple[tuple[str, Case], ...]:
    """Each case that is not withdrawn, by the name in its link, in order."""
    found = in_order(edition.cases)
    return tuple((slug(key), case) for key, case in found if not case.withdrawn)


def plans(edition: Edition) -> list[tuple[str, Workshop]]:
    """The plan of each lesson by the name in its link, in order."""
    return [(slug(key), plan) for key, plan in in_order(edition.workshops)]


def slides_of(edition: Edition, lesson: str) -> list[Slide]:
    """The slides of the lesson with this name in its link, in order."""
    return [one for key, one in sorted(edition.slides.items()) if key.startswith(f"{lesson}.")]


def in_order(texts: Mapping[str, Kept]) -> list[tuple[str, Kept]]:
    """Texts by the number that their key begins with: 2 before 10."""
    return sorted(texts.items(), key=lambda pair: _order(pair[0]))


def _order(key: str) -> tuple[int, str]:
    order = key.partition("-")[0]
    return (int(order) if order.isdecimal() else 10**6, key)
