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
from riskfactors.engine.pictures.charts import Frame, frames, slide_frames
from riskfactors.engine.pictures.svg import Sheet, inline, standalone
from riskfactors.engine.texts import Edition

LEARNING = "For learning only. It shows groups of people, and says nothing about any one person."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One frame of a picture as a page shows it."""

    frame: Frame
    svg: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A picture with all that a page says of it."""

    key: str
    text: Picture
    frames: tuple[Shown, ...]
    sources: Keyed
    bands: tuple[Band, ...] = ()
    boundary: str = f"{LIMITS[Unit.NMOL_L].boundary} {Unit.NMOL_L}"
    arrows: tuple[Arrow, ...] = ()
    slides: tuple[str, ...] = ()


def pictures(edition: Edition) -> tuple[Told, ...]:
    """Every picture of an edition."""
    return tuple(told(edition, key) for key in PICTURES)


def told(edition: Edition, key: str) -> Told:
    """One picture of an edition."""
    text = edition.pictures[key]
    found = frames(edition, key)
    drawn_arrows = arrows(edition) if key == "map" else ()
    return Told(
        key=key,
        text=text,
        frames=drawn(key, found, text.heading),
        sources=_sources(edition, text, found, drawn_arrows),
        bands=tuple(band for _, band in in_order(edition.bands)) if key == "vitamin_d" else (),
        arrows=drawn_arrows,
        slides=tuple(frame.heading or text.heading for frame in slide_frames(edition, key)),
    )


def drawn(key: str, found: tuple[Frame, ...], heading: str) -> tuple[Shown, ...]:
    """Frames with their drawings as HTML."""
    return tuple(
        Shown(
            frame=one,
            svg=SafeString(
                inline(one.drawing, f"{key}-{index}", f"{heading}. {one.heading}".rstrip(". "))
            ),
        )
        for index, one in enumerate(found, 1)
    )


def slides(edition: Edition, key: str, site: str) -> tuple[str, ...]:
    """A picture as slides to take along, SVG: a slide for each frame, more for a long one."""
    one = told(edition, key)
    return tuple(
        standalone(_sheet(edition, one, frame, site)) for frame in slide_frames(edition, key)
    )


def _sheet(edition: Edition, one: Told, frame: Frame, site: str) -> Sheet:
    day = date_format(edition.date, "j F Y")
    said, *rest = one.text.body.sentences
    rests = _sources(edition, one.text, (frame,), one.arrows)
    return Sheet(
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


def _legend(one: Told) -> tuple[str, ...]:
    """What the letters of a map stand for; empty for any other picture."""
    letters = {arrow.letter: arrow.heading for arrow in one.arrows}
    return ("; ".join(f"{letter}: {letters[letter]}" for letter in sorted(letters)),) * bool(
        letters
    )


def _sources(
    edition: Edition, text: Picture, found: tuple[Frame, ...], drawn_arrows: tuple[Arrow, ...]
) -> Keyed:
    rows = (key for frame in found for row in frame.rows for key in row.study.source)
    claims = [claim for frame in found for _, claim in frame.claims]
    claims += [arrow.claim for arrow in drawn_arrows]
    said = (key for claim in claims for key in claim.says.cites)
    keys = dict.fromkeys((*text.body.cites, *rows, *said))
    return tuple((key, edition.sources[key]) for key in keys)
