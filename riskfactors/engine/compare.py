"""Which statements two explanations share, and which only one of them makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from riskfactors.engine.answers import VALUES
from riskfactors.engine.explain import Card, Explanation, Note
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import Claim, Notice

TOGETHER = "together"
FIELDS = ("lead", "article", "unsaid", "beyond")
Text = Prose | Claim | Notice | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that an explanation says: a claim with its comparison, a prose, or a note."""

    part: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two explanations say of one factor, or of factors together."""

    group: str
    both: tuple[Statement, ...]
    only_first: tuple[Statement, ...]
    only_second: tuple[Statement, ...]

    @property
    def differs(self) -> bool:
        """Whether one of them says something that the other does not."""
        return bool(self.only_first or self.only_second)


def compare(first: Explanation, second: Explanation) -> tuple[Difference, ...]:
    """The statements of two explanations, factor by factor, then on factors together."""
    mine, theirs = _groups(first), _groups(second)
    return tuple(
        Difference(
            group=group,
            both=tuple(one for one in mine[group] if one in theirs[group]),
            only_first=tuple(one for one in mine[group] if one not in theirs[group]),
            only_second=tuple(one for one in theirs[group] if one not in mine[group]),
        )
        for group in (*VALUES, TOGETHER)
    )


def _groups(explanation: Explanation) -> dict[str, tuple[Statement, ...]]:
    cards = {card.key.partition(".")[0]: card for card in explanation.cards}
    return {
        **{factor: tuple(_of_card(cards[factor])) if factor in cards else () for factor in VALUES},
        TOGETHER: tuple(Statement(part="note", text=note) for note in explanation.notes),
    }


def _of_card(card: Card) -> Iterator[Statement]:
    """A card's statements in the order they are read."""
    passage = card.passage
    for claim in card.claims:
        yield Statement(part="claim", text=claim)
    for name in FIELDS:
        if prose := getattr(passage, name):
            yield Statement(part=name, text=prose)
    for _, notice in card.common:
        yield Statement(part="common", text=notice)
