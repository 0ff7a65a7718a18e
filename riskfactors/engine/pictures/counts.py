"""People counted of every 1,000, as a part of the whole, in order and at one scale."""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

from riskfactors.engine.estimates import Estimate
from riskfactors.engine.pictures.svg import LINE, Drawing, mark, per_cent, words
from riskfactors.engine.reckonings import THOUSAND

ACROSS, CELL, SIDE = 40, 10, 6
DOWN = THOUSAND // ACROSS
# A frame of 1,000: a hundred columns of ten people.
TEN, BLOCK = 10, 30
ROW = 2 * LINE + BLOCK + 16


def icons(row: Estimate) -> Drawing:
    """One mark a person; those who do are filled and come first."""
    return thousand(row.do)


@lru_cache(maxsize=16)
def thousand(filled: int) -> Drawing:
    """A thousand marks, the first of them filled. One path for each of the two."""
    places = [(i % ACROSS * CELL + 2, i // ACROSS * CELL + 2) for i in range(THOUSAND)]
    height = DOWN * CELL + 2
    parts = (_hollow(places[filled:]), _solid(places[:filled]))
    return Drawing(height * 8 // 5, parts, f"0 0 {ACROSS * CELL + 2} {height}")


@lru_cache(maxsize=32)
def beyond_all(of_1000: int, widest: int) -> Drawing:
    """A frame of a thousand, filled column by column; who is beyond it stands outside as a cross.

    `widest` is the largest number drawn beside it, so that all have one scale.
    """
    most = max(THOUSAND, of_1000, widest)
    places = [(i // ACROSS * CELL + 4, i % ACROSS * CELL + 4) for i in range(most)]
    inside = places[: min(of_1000, THOUSAND)]
    frame = {"width": DOWN * CELL + 4, "height": ACROSS * CELL + 4}
    parts = (
        mark("rect", class_="whole", x=1, y=1, fill="none", stroke="currentColor", **frame),
        _hollow(places[of_1000:THOUSAND]),
        _solid(inside),
        _crosses(places[THOUSAND:of_1000]),
    )
    width, height = -(-most // ACROSS) * CELL + 8, ACROSS * CELL + 8
    return Drawing(height, parts, f"0 0 {width} {height}")


def shares(count: int) -> Drawing:
    """A mark for each share, forty in a line: two of these drawings have one scale."""
    places = [(i % ACROSS * CELL + 2, i // ACROSS * CELL + 2) for i in range(count)]
    height = -(-count // ACROSS) * CELL + 2
    return Drawing(height, (_solid(places),), f"0 0 {ACROSS * CELL + 2} {height}")


def _hollow(places: list[tuple[int, int]]) -> Element:
    path = "".join(f"M{x} {y}h6v6h-6z" for x, y in places)
    return mark("path", class_="icons icons--not", d=path, fill="none", stroke="currentColor")


def _solid(places: list[tuple[int, int]]) -> Element:
    path = "".join(f"M{x - 1} {y - 1}h8v8h-8z" for x, y in places)
    return mark("path", class_="icons icons--do", d=path, fill="currentColor")


def _crosses(places: list[tuple[int, int]]) -> Element:
    path = "".join(f"M{x} {y}l6 6M{x + 6} {y}l-6 6" for x, y in places)
    return mark("path", class_="icons icons--nobody", d=path, fill="none", stroke="currentColor")


def blocks(rows: tuple[Estimate, ...]) -> Drawing:
    """A frame of 1,000 for each row, filled from the left: a column is ten people."""
    parts = [one for index, row in enumerate(rows) for one in _block(row, index * ROW)]
    return Drawing(len(rows) * ROW, tuple(parts))


def _block(row: Estimate, top: int) -> list[Element]:
    columns, left = divmod(row.do, TEN)
    y, high = top + 2 * LINE + 4, BLOCK * left / TEN
    said = f"about {row.do:,} of every 1,000"
    return [
        words(row.study.label, 0, top + LINE - 4),
        words(said, 0, top + 2 * LINE - 4, class_="number quiet"),
        mark(
            "rect",
            class_="whole",
            width="100%",
            y=y,
            height=BLOCK,
            fill="none",
            stroke="currentColor",
        ),
        _filled(0, y, columns, BLOCK),
        _filled(columns, y + BLOCK - high, 1, high),
    ]


def _filled(x: int, y: float, columns: int, high: float) -> Element:
    size = {"x": per_cent(x), "width": per_cent(columns)}
    return mark("rect", y=y, height=high, fill="currentColor", **size)
