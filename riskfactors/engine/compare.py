"""Which statements two explanations share, and which only one of them makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from riskfactors.engine.answers import VALUES
from riskfactors.engine.estimates import Estimate
from riskfactors.engine.explain import TOGETHER, Card, Explanation, Note
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import Claim, Notice, Passage

IN_SIGHT = ("short_article", "short_beyond")
BEHIND = ("lead", "article", "unsaid", "beyond")
Text = Prose | Claim | Notice | Note | tuple[Estimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that an explanation says: a claim, a prose, counts of people, or a note."""

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
    yield from _proses(card.passage, IN_SIGHT)
    if card.counts:
        yield Statement(part="counts", text=card.counts)
    yield from _proses(card.passage, ("short_limits",))
    for claim in card.told:
        yield Statement(part="claim", text=claim)
    yield from _proses(card.passage, BEHIND)
    for _, notice in card.common:
        yield Statement(part="common", text=notice)


def _proses(passage: Passage, names: tuple[str, ...]) -> Iterator[Statement]:
    for name in names:
        if prose := getattr(passage, name):
            yield Statement(part=name, text=prose)
