"""Explanations before and after a change, arranged for reading."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape

from riskfactors.editions.diff import Piece, words
from riskfactors.editions.effect import EVERYWHERE, INTERPLAY, Effect, Part, html_of_parts, shown
from riskfactors.editions.live import Shown
from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.codes import code_of

NAMES = {
    "ebv": "EBV",
    "vitamin_d": "vitamin D",
    "smoking": "smoking",
    "family_history": "family history",
    INTERPLAY: "how factors play together",
    EVERYWHERE: "what stands in every explanation",
}
END = re.compile(r"<br>|</(?:p|li|h\d|dt|dd|summary|div)>")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Explanations in which the same parts changed, each with its code and words."""

    parts: tuple[str, ...]
    explanations: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One part of an explanation, before and after."""

    heading: str
    pieces: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether a reader finds other words in it."""
        return any(piece.act != "same" for piece in self.pieces)


def spoken(answers: Answers) -> str:
    """Answers in a few words."""
    given = ((NAMES[factor], getattr(answers, factor)) for factor in VALUES)
    told = (f"{name} {value.replace('_', ' ')}" for name, value in given if value)
    return ", ".join(told) or "nothing answered"


def by_group(effect: Effect) -> list[tuple[str, int]]:
    """How many explanations changed in each factor, and in what belongs to none."""
    return [(NAMES[group], count) for group, count in effect.by_factor.items()]


def groups(effect: Effect) -> list[Group]:
    """The changed explanations, those with the same reasons together."""
    found: dict[tuple[Part, ...], list[tuple[str, str]]] = defaultdict(list)
    for answers, parts in effect.reasons.items():
        found[parts].append((code_of(answers), spoken(answers)))
    return [
        Group(parts=tuple(map(_named, parts)), explanations=explanations)
        for parts, explanations in found.items()
    ]


def rows(before: Shown, after: Shown, answers: Answers) -> list[Row]:
    """The parts of one explanation in the order they are read, word by word."""
    old, new = (html_of_parts(side.edition) for side in (before, after))
    return [_row(_lines(old[part]), _lines(new[part])) for part in shown(answers)]


def _named(part: Part) -> str:
    kind, _, key = part.name.partition(".")
    if kind == "questions":
        return f"question {key}"
    what = {INTERPLAY: "note", EVERYWHERE: "notice"}.get(part.group, "card")
    return f"{what} {part.name}"


def _row(old: list[str], new: list[str]) -> Row:
    return Row(heading=(new or old or [""])[0], pieces=words("\n\n".join(old), "\n\n".join(new)))


def _lines(html: str) -> list[str]:
    one_line = " ".join(html.split()).replace("<sup>", " [").replace("</sup>", "]")
    plain = unescape(TAG.sub("", END.sub("\n", one_line)))
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return [line for line in lines if line]
