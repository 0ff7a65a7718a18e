"""Which drawings a picture is made of."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from riskfactors.engine.estimates import Estimate, claims_of, estimates, panels
from riskfactors.engine.evidence import Panel
from riskfactors.engine.fields import Line
from riskfactors.engine.pictures.arrows import arrow_map
from riskfactors.engine.pictures.counts import blocks, icons
from riskfactors.engine.pictures.levels import levels
from riskfactors.engine.pictures.ranges import ranges
from riskfactors.engine.pictures.svg import Drawing
from riskfactors.engine.texts import Claim, Edition

ROWS_A_SLIDE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One drawing with the rows that it shows; the map and the levels are drawn from no studies."""

    heading: str
    outcome: str
    rows: tuple[Estimate, ...]
    claims: tuple[tuple[str, Claim], ...]
    drawing: Drawing
    differ: str = ""

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Who was counted, with the year it was published, each once."""
        return tuple(dict.fromkeys((row.study.population, row.study.year) for row in self.rows))


def charts(edition: Edition, picture: str) -> tuple[Chart, ...]:
    """The drawings of a picture, in order."""
    if picture == "vitamin_d":
        return (_lone(levels(edition)),)
    if picture == "map":
        return (_lone(arrow_map(edition)),)
    return tuple(_chart(edition, picture, panel) for panel in panels(edition, picture))


def slide_charts(edition: Edition, picture: str) -> tuple[Chart, ...]:
    """The drawings of a picture as slides hold them: a long one goes on on the next."""
    if picture in {"vitamin_d", "map"}:
        return charts(edition, picture)
    found = panels(edition, picture)
    parts = (part for panel in found for part in _parts(panel))
    return tuple(_chart(edition, picture, part) for part in parts)


def _parts(panel: Panel) -> Iterator[Panel]:
    starts = range(0, len(panel.rows), ROWS_A_SLIDE)
    for at, start in enumerate(starts, 1):
        more = f" ({at} of {len(starts)})" if len(starts) > 1 else ""
        rows = panel.rows[start : start + ROWS_A_SLIDE]
        yield replace(panel, rows=rows, heading=Line(f"{panel.heading}{more}"))


def ranges_of(edition: Edition, claim: str, studies: Container[str]) -> tuple[Chart, ...]:
    """The range plot's panels with only one claim and the studies beside it."""
    found = (
        replace(
            panel,
            rows=tuple(key for key in panel.rows if key in studies),
            claims=tuple(key for key in panel.claims if key == claim),
        )
        for panel in panels(edition, "ranges")
    )
    return tuple(_chart(edition, "ranges", panel) for panel in found if panel.rows)


def _lone(drawing: Drawing) -> Chart:
    return Chart(heading="", outcome="", rows=(), claims=(), drawing=drawing)


def _chart(edition: Edition, picture: str, panel: Panel) -> Chart:
    rows, claims = estimates(edition, panel.rows), claims_of(edition, panel)
    if picture == "ranges":
        drawing = ranges(edition, rows, claims)
    else:
        drawing = icons(rows[0]) if picture == "ebv" else blocks(rows)
    return Chart(
        heading=panel.heading,
        outcome=panel.outcome,
        rows=rows,
        claims=claims,
        drawing=drawing,
        differ=panel.differ or "",
    )
