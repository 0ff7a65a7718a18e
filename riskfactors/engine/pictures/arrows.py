"""A map of the claims: an arrow from each factor to the outcome that a claim is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from textwrap import wrap
from xml.etree.ElementTree import Element

from riskfactors.engine.answers import VALUES
from riskfactors.engine.fields import Outcome, Tier
from riskfactors.engine.pictures.svg import LINE, Drawing, glyph, line, words
from riskfactors.engine.texts import Claim, Edition

NONE_OF_FOUR = "Something else"
WIDTH = {Tier.RAISES: 7, Tier.PART_OF_CAUSE: 4.5, Tier.LINKED: 2, Tier.NOT_FOUND: 1}
OUTCOMES = (Outcome.GETTING, Outcome.HAVING, Outcome.WORSENING)
# Names are broken so that they fit beside the arrows on a phone, too.
LEFT, RIGHT = 13, 8
FROM, TO, LETTER = 44.0, 70.0, 38.0
SPACE, GAP = 22, 18
HEAD = "M-12-6L0 0L-12 6z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One claim from one factor to its outcome."""

    letter: str
    claim: Claim
    key: str
    heading: str
    start: str

    @property
    def end(self) -> str:
        """The outcome it leads to."""
        return self.claim.outcome


def arrows(edition: Edition) -> tuple[Arrow, ...]:
    """Every arrow, from top to bottom; a claim on two factors has two, with one letter."""
    names = {key: edition.questions[key].name for key in VALUES}
    drawn = [
        (key, edition.claims[key], start)
        for factor, start in (*names.items(), ("", NONE_OF_FOUR))
        for key, match in edition.matches.items()
        if edition.claims[key].outcome in OUTCOMES
        and (factor in match.about if factor else not match.about)
    ]
    letters = dict(zip(dict.fromkeys(key for key, *_ in drawn), ascii_lowercase, strict=False))
    return tuple(
        Arrow(
            letter=letters[key],
            claim=claim,
            key=key,
            heading=edition.matches[key].heading,
            start=start,
        )
        for key, claim, start in drawn
    )


def arrow_map(edition: Edition) -> Drawing:
    """Factors left, outcomes right; thick as far as our words go, dashed without a figure."""
    drawn = arrows(edition)
    left = _places([arrow.start for arrow in drawn])
    ordered = sorted(drawn, key=lambda arrow: OUTCOMES.index(arrow.claim.outcome))
    right = dict(zip(ordered, _places([arrow.end for arrow in ordered]), strict=True))
    parts = _names([arrow.start for arrow in drawn], left, 0, LEFT)
    parts += _names([arrow.end for arrow in ordered], list(right.values()), TO + 3, RIGHT)
    for arrow, y in zip(drawn, left, strict=True):
        parts += _arrow(arrow, y, right[arrow])
    return Drawing(max(left[-1], *right.values()) + SPACE, tuple(parts))


def _places(names: Sequence[str]) -> list[int]:
    """Where each arrow starts or ends: close together for one name, apart for two."""
    places, y = [], SPACE
    for index, name in enumerate(names):
        if index and name != names[index - 1]:
            y += GAP + LINE * max(0, 3 - names.count(names[index - 1])) // 2
        places.append(y)
        y += SPACE
    return places


def _names(names: Sequence[str], places: Sequence[int], x: float, widest: int) -> list[Element]:
    made = []
    for name in dict.fromkeys(names):
        own = [y for one, y in zip(names, places, strict=True) if one == name]
        lines = wrap(name[0].upper() + name[1:], widest)
        first = sum(own) // len(own) - (len(lines) - 1) * LINE // 2 + 5
        made += [words(said, x, first + i * LINE) for i, said in enumerate(lines)]
    return made


def _arrow(arrow: Arrow, start: int, end: int) -> list[Element]:
    dash = {} if arrow.claim.figure else {"stroke_dasharray": "7 5"}
    width = WIDTH[arrow.claim.tier]
    return [
        words(arrow.letter, LETTER, start + 5, class_="quiet"),
        line(FROM, start, TO - 1, end, stroke_width=width, class_="arrow", **dash),
        glyph(HEAD, TO, end),
    ]
