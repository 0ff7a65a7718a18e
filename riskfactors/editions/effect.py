"""Which explanations readers would find changed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from riskfactors.editions.explanations import html, notice, places
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.explain import Block, explain
from riskfactors.engine.texts import Edition, Notice

INTERPLAY = "interplay"
EVERYWHERE = "everywhere"


class Part(NamedTuple):
    """A part of an explanation: its group is a factor, the interplay or everywhere."""

    group: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The explanations that differ, in the order of `all_answers`, each with its parts that do."""

    reasons: Mapping[Answers, tuple[Part, ...]]
    total: int

    @property
    def changed(self) -> tuple[Answers, ...]:
        """The sets of answers whose explanation differs."""
        return tuple(self.reasons)

    @property
    def by_factor(self) -> Mapping[str, int]:
        """How many of the changed explanations have a changed part of each group.

        The groups are the four factors (what stands at their question), "interplay" (notes) and
        "everywhere" (notices). One explanation can count in several.
        """
        groups = ({part.group for part in parts} for parts in self.reasons.values())
        counted = Counter(group for found in groups for group in found)
        return {group: counted[group] for group in (*VALUES, INTERPLAY, EVERYWHERE)}

    def why(self, answers: Answers) -> tuple[str, ...]:
        """The names of the changed parts as they are read; empty if nothing changed.

        A card's, note's or notice's key; `questions.` and a factor where it is unanswered.
        """
        return tuple(part.name for part in self.reasons.get(answers, ()))


def effect(before: Edition, after: Edition) -> Effect:
    """What a reader would find changed; both editions must have passed the gate, else KeyError.

    An edition's number, date and digest are no change.
    """
    old, new = _Reader(before), _Reader(after)
    reasons = {}
    for answers in all_answers():
        was, now = old.parts(answers), new.parts(answers)
        unlike = tuple(
            part for part, html in {**was, **now}.items() if was.get(part) != now.get(part)
        )
        if unlike and old.page(answers) != new.page(answers):
            reasons[answers] = unlike
    return Effect(reasons=reasons, total=len(all_answers()))


class _Reader:
    """An edition as its readers have it, each block rendered once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.html: dict[str, str] = {}
        self.around = first_only(notice(edition, "opening") + notice(edition, "where_to_turn"))

    def parts(self, answers: Answers) -> dict[Part, str]:
        """The parts of one explanation in the order they are read, each with all its links."""
        found = explain(self.edition, answers).blocks
        return {Part(_group(block), block.name): self._html(block) for block in found}

    def _html(self, block: Block) -> str:
        if block.name not in self.html:
            found = html(self.edition, block)
            self.html[block.name] = first_only(found) if block.place in VALUES else found
        return self.html[block.name]

    def page(self, answers: Answers) -> list[str]:
        """What is read: a word is linked once in each place."""
        at = places(self.edition, answers)
        return [self.around, *(html for place, html in at.items() if place != "edition")]


def _group(block: Block) -> str:
    if block.place in VALUES:
        return block.place
    return EVERYWHERE if isinstance(block.holds, Notice) else INTERPLAY
