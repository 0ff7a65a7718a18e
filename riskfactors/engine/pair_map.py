"""The map of pairs: which factors research has studied together, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from riskfactors.engine.fields import StudyExtent
from riskfactors.engine.interplay import PAIRS, State, States
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
class PairMap:
    """The dots and lines, and the kinds of line that are among them."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    kinds: tuple[StudyExtent, ...]


def map_of(edition: Edition, keys: Iterable[str], states: States | None = None) -> PairMap:
    """The pairs among these interplay keys; an edition from before they had lines has no line.

    Without `states`, a factor is present where a pair that is drawn holds it.
    """
    drawn = {key: line for key in keys if (line := edition.interplay[key].line)}
    ends = {factor for key in drawn for factor in PAIRS[key]}
    states = states or {
        factor: State.PRESENT if factor in ends else State.ABSENT for factor in PLACES
    }
    return PairMap(
        dots=tuple(
            Dot(x=x, y=y, name_y=at, name=edition.questions[factor].name, state=states[factor])
            for factor, (x, y, at) in PLACES.items()
        ),
        lines=tuple(_line(key, kind) for key, kind in drawn.items()),
        kinds=tuple(kind for kind in StudyExtent if kind in drawn.values()),
    )


def _line(key: str, kind: StudyExtent) -> Line:
    one, other = sorted(PAIRS[key])
    (x1, y1, _), (x2, y2, _) = PLACES[one], PLACES[other]
    return Line(x1=x1, y1=y1, x2=x2, y2=y2, kind=kind.name.lower(), key=key)
