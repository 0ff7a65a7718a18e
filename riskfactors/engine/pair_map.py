"""The map of pairs: which factors research has studied together, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskfactors.engine.combinations import State, States
from riskfactors.engine.explain import Note
from riskfactors.engine.fields import Studied
from riskfactors.engine.interplay import PAIRS
from riskfactors.engine.texts import Edition

# Where a factor's dot stands, and its name above or below it.
PLACES: Mapping[str, tuple[int, int, int]] = {
    "ebv": (110, 50, 26),
    "vitamin_d": (290, 50, 26),
    "smoking": (110, 170, 206),
    "family_history": (290, 170, 206),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One factor, drawn as present, absent or not known."""

    x: int
    y: int
    name_y: int
    name: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One pair, drawn by how far research studied it."""

    x1: int
    y1: int
    x2: int
    y2: int
    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The dots and lines, and the kinds of line that are among them."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    kinds: tuple[Studied, ...]


def map_of(edition: Edition, notes: Sequence[Note], states: States | None = None) -> Map:
    """The pairs among these notes; an edition from before they had lines has an empty map.

    Without `states`, a factor is present where a pair that is drawn holds it.
    """
    drawn = {note.key: line for note in notes if (line := note.text.line)}
    ends = {factor for key in drawn for factor in PAIRS[key]}
    states = states or {
        factor: State.PRESENT if factor in ends else State.ABSENT for factor in PLACES
    }
    return Map(
        dots=tuple(
            Dot(x=x, y=y, name_y=at, name=edition.questions[factor].name, state=states[factor])
            for factor, (x, y, at) in PLACES.items()
        ),
        lines=tuple(_line(key, kind) for key, kind in drawn.items()),
        kinds=tuple(kind for kind in Studied if kind in drawn.values()),
    )


def _line(key: str, kind: Studied) -> Line:
    one, other = sorted(PAIRS[key])
    (x1, y1, _), (x2, y2, _) = PLACES[one], PLACES[other]
    return Line(x1=x1, y1=y1, x2=x2, y2=y2, kind=kind.name.lower(), key=key)
