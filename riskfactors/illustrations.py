"""Pictures for pages, each with its words, its rows and its sources; and as files of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from riskfactors.engine.cases import in_order
from riskfactors.engine.estimates import PICTURES
from riskfactors.engine.evidence import Band, Picture
from riskfactors.engine.explain import Keyed
from riskfactors.engine.level import LIMITS, Unit
from riskfactors.engine.pictures.arrows import Arrow, arrows
from riskfactors.engine.pictures.charts import Chart, charts, slide_charts
from riskfactors.engine.pictures.svg import Poster, inline, standalone
from riskfactors.engine.texts import Edition

LEARNING = "For learning only. It shows groups of people, and says nothing about any one person."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSvg:
    """One frame of a picture as a page shows it."""

    chart: Chart
    svg: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """A picture with all that a page says of it."""

    key: str
    text: Picture
    charts: tuple[ChartSvg, ...]
    sources: Keyed
    bands: tuple[Band, ...] = ()
    boundary: str = f"{LIMITS[Unit.NMOL_L].boundary} {Unit.NMOL_L}"
    arrows: tuple[Arrow, ...] = ()
    slides: tuple[str, ...] = ()


def pictures(edition: Edition) -> tuple[Illustration, ...]:
    """Every picture of an edition."""
    return tuple(illustration(edition, key) for key in PICTURES)


def illustration(edition: Edition, key: str) -> Illustration:
    """One picture of an edition."""
    text = edition.pictures[key]
    found = charts(edition, key)
    drawn_arrows = arrows(edition) if key == "map" else ()
    return Illustration(
        key=key,
        text=text,
        charts=chart_svgs(key, found, text.heading),
        sources=_sources(edition, text, found, drawn_arrows),
        bands=tuple(band for _, band in in_order(edition.bands)) if key == "vitamin_d" else (),
        arrows=drawn_arrows,
        slides=tuple(frame.heading or text.heading for frame in slide_charts(edition, key)),
    )


def chart_svgs(key: str, found: tuple[Chart, ...], heading: str) -> tuple[ChartSvg, ...]:
    """Frames with their drawings as HTML."""
    return tuple(
        ChartSvg(
            chart=one,
            svg=SafeString(
                inline(one.drawing, f"{key}-{index}", f"{heading}. {one.heading}".rstrip(". "))
            ),
        )
        for index, one in enumerate(found, 1)
    )


def slides(edition: Edition, key: str, site: str) -> tuple[str, ...]:
    """A picture as slides to take along, SVG: a slide for each frame, more for a long one."""
    one = illustration(edition, key)
    return tuple(
        standalone(_poster(edition, one, frame, site)) for frame in slide_charts(edition, key)
    )


def _poster(edition: Edition, one: Illustration, frame: Chart, site: str) -> Poster:
    day = date_format(edition.date, "j F Y")
    said, *rest = one.text.body.sentences
    rests = _sources(edition, one.text, (frame,), one.arrows)
    return Poster(
        heading=one.text.heading,
        said=said,
        drawn=frame.heading,
        drawing=frame.drawing,
        notes=(
            " ".join(rest),
            *_legend(one),
            f"Sources: {'; '.join(source.short for _, source in rests)}",
            f"Four factors and MS, edition {edition.number}, {day}, {edition.digest[:12]}",
            f"{site}/pictures/#{one.key}",
            LEARNING,
        ),
    )


def _legend(one: Illustration) -> tuple[str, ...]:
    """What the letters of a map stand for; empty for any other picture."""
    letters = {arrow.letter: arrow.heading for arrow in one.arrows}
    return ("; ".join(f"{letter}: {letters[letter]}" for letter in sorted(letters)),) * bool(
        letters
    )


def _sources(
    edition: Edition, text: Picture, found: tuple[Chart, ...], drawn_arrows: tuple[Arrow, ...]
) -> Keyed:
    rows = (key for frame in found for row in frame.rows for key in row.study.source)
    claims = [claim for frame in found for _, claim in frame.claims]
    claims += [arrow.claim for arrow in drawn_arrows]
    said = (key for claim in claims for key in claim.says.cites)
    keys = dict.fromkeys((*text.body.cites, *rows, *said))
    return tuple((key, edition.sources[key]) for key in keys)
