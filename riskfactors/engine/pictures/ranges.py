"""Each study's ratio with its interval on one log axis, and the article's figures beside them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import log
from xml.etree.ElementTree import Element

from riskfactors.engine.estimates import Estimate, ratios
from riskfactors.engine.pictures.svg import LINE, Drawing, glyph, line, rule, words
from riskfactors.engine.texts import Claim, Edition

# About three times apart, so that each step along the axis is as wide as the one before.
STEPS = tuple(Decimal(step) for step in ("0.1", "0.3", "1", "3", "10", "30", "100", "300", "1000"))
EDGE, STRIP = 3.0, 22
ROW = 3 * LINE + STRIP
SQUARE, DIAMOND = "M-5-5h10v10h-10z", "M-8 0L0-8L8 0L0 8z"


class Axis:
    """Where a ratio stands, in per cent of the width; a log scale."""

    def __init__(self, values: Iterable[Decimal]) -> None:
        seen = [*values, Decimal(1), Decimal(3)]
        first = max((i for i, step in enumerate(STEPS) if step <= min(seen)), default=0)
        last = min((i for i, step in enumerate(STEPS) if step >= max(seen)), default=len(STEPS) - 1)
        self.steps = STEPS[first : last + 1]

    def at(self, value: Decimal) -> float:
        """The place of a ratio; one beyond the scale stands at its end."""
        low, high = (log(self.steps[end]) for end in (0, -1))
        share = (log(value) - low) / (high - low)
        return EDGE + (100 - 2 * EDGE) * min(max(share, 0), 1)


def axis_of(edition: Edition) -> Axis:
    """The one axis of all ratios of an edition, so that every panel has the same."""
    studies = [study for study in edition.studies.values() if study.measure.is_ratio]
    ends = [end for one in studies for end in (one.value, one.low, one.high) if end]
    figures = [ratio for claim in edition.claims.values() for ratio in ratios(claim.figure or "")]
    return Axis([*map(Decimal, ends), *figures])


def ranges(
    edition: Edition, rows: tuple[Estimate, ...], claims: tuple[tuple[str, Claim], ...]
) -> Drawing:
    """One panel: the article's figures first, then a row a study."""
    axis = axis_of(edition)
    top = LINE + 8
    bottom = top + ROW * (len(rows) + len(claims))
    parts = _axis(axis, top, bottom)
    for index, (_, claim) in enumerate(claims):
        parts += _figure(axis, claim, top + ROW * index)
    for index, row in enumerate(rows, len(claims)):
        parts += _row(edition, axis, row, top + ROW * index)
    return Drawing(bottom + LINE + 8, tuple(parts))


def _axis(axis: Axis, top: int, bottom: int) -> list[Element]:
    one = axis.at(Decimal(1))
    middle: dict[str, str | int | float] = {"text_anchor": "middle", "class_": "number"}
    return [
        words("no difference", one, LINE - 4, text_anchor="middle"),
        rule(one, top, bottom, class_="one", stroke_dasharray="4 4"),
        line(0, bottom, 100, bottom),
        *(rule(axis.at(step), bottom, bottom + 6) for step in axis.steps),
        *(
            words(f"{step:g}", axis.at(step), bottom + LINE + 4, **middle)
            for step in axis.steps
            if step.log10() % 1 == 0
        ),
    ]


def _figure(axis: Axis, claim: Claim, top: int) -> list[Element]:
    places = [axis.at(ratio) for ratio in ratios(claim.figure or "")]
    y = top + 2 * LINE + STRIP // 2
    return [
        words(f"The article: {claim.figure}", 0, top + LINE - 2, class_="said"),
        words("It names no comparison", 0, top + 2 * LINE - 4),
        line(places[0], y, places[-1], y, stroke_width=3),
        *(glyph(DIAMOND, place, y) for place in places),
    ]


def _row(edition: Edition, axis: Axis, row: Estimate, top: int) -> list[Element]:
    y = top + 3 * LINE + STRIP // 2 - 4
    low, high = (row.value if end is None else end for end in (row.low, row.high))
    return [
        words(row.study.label, 0, top + LINE - 2),
        words(edition.sources[row.study.source[0]].short, 0, top + 2 * LINE - 4, class_="quiet"),
        words(numbers(row), 0, top + 3 * LINE - 6, class_="number"),
        line(axis.at(low), y, axis.at(high), y, stroke_width=2),
        glyph(SQUARE, axis.at(row.value), y),
    ]


def numbers(row: Estimate) -> str:
    """A study's number and interval, as it reports them."""
    study = row.study
    return (
        f"{study.value} ({study.low} to {study.high})" if study.low else f"{study.value} (no range)"
    )
