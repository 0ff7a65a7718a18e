"""Explanations before and after a change, arranged for reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from riskfactors.editions.diff import Piece, words
from riskfactors.editions.effect import EVERYWHERE, INTERPLAY, Effect, Part
from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.codes import code_of
from riskfactors.engine.explain import Block, Card, Note, explain
from riskfactors.engine.fields import Prose
from riskfactors.engine.pair_map import PairMap
from riskfactors.engine.texts import Edition, Question

NAMES = {
    "ebv": "EBV",
    "vitamin_d": "vitamin D",
    "smoking": "smoking",
    "family_history": "family history",
    INTERPLAY: "how factors play together",
    EVERYWHERE: "what stands in every explanation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """Explanations in which the same parts changed, each with its code and words."""

    parts: tuple[str, ...]
    explanations: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDiff:
    """One part of an explanation, before and after."""

    heading: str
    pieces: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether a reader finds other words in it."""
        return any(piece.act != "same" for piece in self.pieces)


def answers_in_words(answers: Answers) -> str:
    """Answers in a few words."""
    given = ((NAMES[factor], getattr(answers, factor)) for factor in VALUES)
    told = (f"{name} {value.replace('_', ' ')}" for name, value in given if value)
    return ", ".join(told) or "nothing answered"


def by_group(effect: Effect) -> list[tuple[str, int]]:
    """How many explanations changed in each factor, and in what belongs to none."""
    return [(NAMES[group], count) for group, count in effect.by_factor.items()]


def groups(effect: Effect) -> list[ReasonGroup]:
    """The changed explanations, those with the same reasons together."""
    found: dict[tuple[Part, ...], list[tuple[str, str]]] = defaultdict(list)
    for answers, parts in effect.reasons.items():
        found[parts].append((code_of(answers), answers_in_words(answers)))
    return [
        ReasonGroup(parts=tuple(map(_part_name, parts)), explanations=explanations)
        for parts, explanations in found.items()
    ]


def rows(before: Edition, after: Edition, answers: Answers) -> list[BlockDiff]:
    """The blocks of one explanation in the order they are read, word by word."""
    old, new = (_lines(edition, answers) for edition in (before, after))
    return [_row(old.get(name, []), new.get(name, [])) for name in {**old, **new}]


def _lines(edition: Edition, answers: Answers) -> dict[str, list[str]]:
    return {one.name: [*_words(edition, one)] for one in explain(edition, answers).blocks}


def _words(edition: Edition, block: Block) -> Iterator[str]:
    """All that a block says, line by line, as its editors wrote it."""
    held = block.holds
    if isinstance(held, PairMap):
        yield from (dot.name for dot in held.dots)
    elif isinstance(held, Card):
        yield from _texts(held.passage, *held.claims, *(notice for _, notice in held.common))
        yield from (f"{row.study.label}: {row.study.value}" for row in held.counts)
        yield from _beside(held)
    elif isinstance(held, Note):
        yield from _texts(held.text)
        yield from _beside(held)
    elif isinstance(held, Question):
        yield from (held.name, edition.notices["empty"].body.markdown, held.why.markdown)
    else:
        yield from _texts(held)


def _beside(held: Card | Note) -> Iterator[str]:
    yield from (f"{one.match.heading}: {one.match.agreement}" for one in held.beside)
    yield from (one.short for _, one in (*held.sources.article, *held.sources.beyond))


def _texts(*entries: Any) -> Iterator[str]:
    """The words of texts, in the order of their fields; what is chosen from a list is none."""
    for entry in entries:
        for value in (getattr(entry, field.name) for field in fields(entry)):
            if isinstance(value, Prose):
                yield value.markdown
            elif isinstance(value, str) and not isinstance(value, Enum):
                yield value


def _part_name(part: Part) -> str:
    kind, _, key = part.name.partition(".")
    if kind == "questions":
        return f"question {key}"
    what = {INTERPLAY: "note", EVERYWHERE: "notice"}.get(part.group, "card")
    return f"{what} {part.name}"


def _row(old: list[str], new: list[str]) -> BlockDiff:
    return BlockDiff(
        heading=(new or old or [""])[0], pieces=words("\n\n".join(old), "\n\n".join(new))
    )
