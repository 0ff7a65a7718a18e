"""Which explanations readers would find changed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.template.loader import get_template

from riskfactors.editions.join import CLOSING, PAGE
from riskfactors.editions.terms import first_only
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.explain import all_passage_keys, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys, interplay_keys
from riskfactors.engine.texts import Edition

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

        The groups are the four factors (card or answer's label), "interplay" (notes) and
        "everywhere" (notices and the factors' names). One explanation can count in several.
        """
        groups = ({part.group for part in parts} for parts in self.reasons.values())
        counted = Counter(group for found in groups for group in found)
        return {group: counted[group] for group in (*VALUES, INTERPLAY, EVERYWHERE)}

    def why(self, answers: Answers) -> tuple[str, ...]:
        """The names of the changed parts as they are read; empty if nothing changed.

        A card's or note's key, a notice's key, `questions.` or `options.` and a key.
        """
        return tuple(part.name for part in self.reasons.get(answers, ()))


def effect(before: Edition, after: Edition) -> Effect:
    """What a reader would find changed; both editions must have passed the gate, else KeyError.

    Exact without joining 2 x 600 pages: an explanation is its parts in order, its words
    linked once. An edition's number, date and digest are no change.
    """
    old, new = _parts(before), _parts(after)
    unlike = {part for part in new if old[part] != new[part]}
    reasons = {}
    for answers in all_answers():
        parts = shown(answers)
        found = tuple(part for part in parts if part in unlike)
        if found and _read(old, parts) != _read(new, parts):
            reasons[answers] = found
    return Effect(reasons=reasons, total=len(all_answers()))


def _read(html: Mapping[Part, str], parts: tuple[Part, ...]) -> str:
    """What a reader of these parts sees: a link that stands twice is linked once."""
    return first_only("\0".join(html[part] for part in parts))


def shown(answers: Answers) -> tuple[Part, ...]:
    """The parts of one explanation in the order they are read."""
    keys = answers.passage_keys()
    if not keys:
        return (Part(EVERYWHERE, "empty"),)
    return (
        Part(EVERYWHERE, "opening"),
        *(Part(EVERYWHERE, f"questions.{factor}") for factor in VALUES),
        *(Part(_factor(key), f"options.{key}") for key in keys),
        *(Part(_factor(key), key) for key in keys),
        *(Part(INTERPLAY, key) for key in interplay_keys(answers)),
        *(Part(EVERYWHERE, key) for key in CLOSING),
    )


def _parts(edition: Edition) -> dict[Part, str]:
    """What a reader sees of every part, as HTML."""
    keys = all_passage_keys()
    return {
        **{Part(EVERYWHERE, key): _notice(edition, key) for key in ("opening", "empty", *CLOSING)},
        **{
            Part(EVERYWHERE, f"questions.{factor}"): edition.questions[factor].name
            for factor in VALUES
        },
        **{Part(_factor(key), f"options.{key}"): edition.options[key].label for key in keys},
        **{Part(_factor(key), key): _render("card", card=card(edition, key)) for key in keys},
        **{
            Part(INTERPLAY, key): _render("note", note=note(edition, key))
            for key in all_interplay_keys()
        },
    }


def _notice(edition: Edition, key: str) -> str:
    notice = edition.notices[key]
    cited = [notice.body] if key in CLOSING else []
    return _render("notice", notice=notice, sources=sources_of(edition, cited))


def _render(partial: str, **context: object) -> str:
    return get_template(f"{PAGE}#{partial}").render(context)


def _factor(key: str) -> str:
    return key.partition(".")[0]
