"""Where bodies draw lines for vitamin D, on one scale, with the article's beside them."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from textwrap import wrap
from xml.etree.ElementTree import Element

from riskfactors.engine.cases import in_order
from riskfactors.engine.evidence import Band
from riskfactors.engine.level import LIMITS, Unit
from riskfactors.engine.pictures.svg import LINE, Drawing, line, mark, per_cent, rule, words
from riskfactors.engine.texts import Edition

STEP, EDGE, BAR, CHARACTERS = 25, 2.0, 10, 32
ROW = LINE + BAR + 10


class Scale:
    """Where a level stands, in per cent of the width."""

    def __init__(self, bands: list[Band]) -> None:
        ends = [Decimal(end) for band in bands for end in (band.low, band.high) if end]
        self.end = (int(max(ends, default=STEP)) // STEP + 1) * STEP
        self.steps = range(0, self.end + 1, STEP)

    def at(self, level: Decimal | int) -> float:
        """The place of a level."""
        return EDGE + (100 - 2 * EDGE) * float(level) / self.end


def levels(edition: Edition) -> Drawing:
    """Each body's ranges, one under the other, and the article's line through all of them."""
    bands = [band for _, band in in_order(edition.bands)]
    scale, line_at = Scale(bands), LIMITS[Unit.NMOL_L].boundary
    y = 4 * LINE
    parts = _article(edition, scale.at(line_at), line_at)
    for body, own in groupby(bands, key=lambda band: band.body):
        parts.append(words(body, 0, y + LINE - 4, font_weight=700))
        y += LINE
        for band in own:
            parts += _band(scale, band, y)
            y += ROW
        y += 8
    parts.append(rule(scale.at(line_at), 3 * LINE + 4, y, class_="one", stroke_dasharray="4 4"))
    return Drawing(y + 2 * LINE, (*parts, *_axis(scale, y)))


def _article(edition: Edition, at: float, boundary: Decimal) -> list[Element]:
    said = edition.pictures["vitamin_d"].mark or ""
    return [
        words(f"The article: {boundary} nmol/L", at, LINE - 4, text_anchor="middle", class_="said"),
        *(words(one, 0, (2 + i) * LINE - 4) for i, one in enumerate(wrap(said, CHARACTERS))),
    ]


def _band(scale: Scale, band: Band, top: int) -> list[Element]:
    said = [words(f"{band.name}{reach(band)}", 0, top + LINE - 4, class_="quiet")]
    if not (band.low or band.high):
        return said
    start, end = scale.at(Decimal(band.low or 0)), scale.at(Decimal(band.high or scale.end))
    bar = mark(
        "rect",
        class_="band",
        x=per_cent(start),
        y=top + LINE,
        width=per_cent(end - start),
        height=BAR,
        fill="none",
        stroke="currentColor",
        stroke_width=2,
    )
    return [*said, bar]


def reach(band: Band) -> str:
    """A range in words, to stand after its name; empty for none."""
    if band.low and band.high:
        return f": {band.low} to {band.high}"
    if band.high:
        return f": below {band.high}"
    return f": {band.low} and more" if band.low else ""


def _axis(scale: Scale, y: int) -> list[Element]:
    return [
        line(0, y, 100, y),
        *(rule(scale.at(step), y, y + 6) for step in scale.steps),
        *(
            words(str(step), scale.at(step), y + LINE + 4, text_anchor="middle", class_="number")
            for step in scale.steps
        ),
    ]
