"""Which explanations readers would find changed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from riskfactors.editions.explanations import Blocks, blocks, notice, parts, place
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.explain import all_passage_keys
from riskfactors.engine.interplay import interplay_keys
from riskfactors.engine.texts import Edition

INTERPLAY = "interplay"
EVERYWHERE = "everywhere"
NOTICES = ("opening", "not_combined", "where_to_turn")


class Part(NamedTuple):
    """A part of an explanation: its group is a factor, the interplay or everywhere."""

    group: str
    name: str


# The names on the map of pairs; its lines are the notes'.
MAP = Part(INTERPLAY, "map")


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
    old, new = html_of_parts(before), html_of_parts(after)
    unlike = {part for part in new if old[part] != new[part]}
    pages = [(blocks(edition), _around(edition)) for edition in (before, after)]
    reasons = {}
    for answers in all_answers():
        found = tuple(part for part in shown(answers) if part in unlike)
        was, now = ([around, *_read(joined, answers)] for joined, around in pages)
        if found and was != now:
            reasons[answers] = found
    return Effect(reasons=reasons, total=len(all_answers()))


def _read(joined: Blocks, answers: Answers) -> list[str]:
    return [html for place, html in joined.of(answers).items() if place != "edition"]


def _around(edition: Edition) -> str:
    """What stands before and after every explanation: a word is linked once in it."""
    return first_only(notice(edition, "opening") + notice(edition, "where_to_turn"))


def shown(answers: Answers) -> tuple[Part, ...]:
    """The parts of one explanation in the order they are read."""
    chosen = {key.partition(".")[0]: key for key in answers.passage_keys()}
    keys = interplay_keys(answers)
    return (
        Part(EVERYWHERE, "opening"),
        *(Part(factor, chosen.get(factor, f"questions.{factor}")) for factor in VALUES),
        *([MAP] if keys else []),
        *(Part(INTERPLAY, key) for key in keys),
        *([Part(EVERYWHERE, "not_combined")] if keys else []),
        Part(EVERYWHERE, "where_to_turn"),
    )


def html_of_parts(edition: Edition) -> dict[Part, str]:
    """What a reader sees of every part, as HTML."""
    return {
        **{Part(EVERYWHERE, key): notice(edition, key) for key in NOTICES},
        **{Part(factor, f"questions.{factor}"): place(edition, factor) for factor in VALUES},
        **{Part(key.partition(".")[0], key): place(edition, key) for key in all_passage_keys()},
        MAP: "<br>".join(edition.questions[factor].name for factor in VALUES),
        **{Part(INTERPLAY, key): html for key, html in parts(edition).notes.items()},
    }
