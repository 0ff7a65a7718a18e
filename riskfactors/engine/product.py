"""The sum that calculators do and that means nothing, from an edition's figures.

It takes an edition and names of figures, never answers, so it can never be about anyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import prod

from riskfactors.engine.figures import THOUSAND, TIMES, number, whole
from riskfactors.engine.texts import Edition


class End(StrEnum):
    """Where in its range a figure is taken: as the article prints it, or at an end."""

    PRINTED = "value"
    LOWEST = "low"
    HIGHEST = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Figures multiplied, what adding gives instead, and the number of every 1,000 it asks for."""

    figures: tuple[Decimal, ...]
    times: int
    added: int
    of_1000: int

    @property
    def is_more_than_all(self) -> bool:
        """Whether it would be more people than there are."""
        return self.of_1000 > THOUSAND

    @property
    def terms(self) -> str:
        """The figures as they are multiplied."""
        return " × ".join(map(str, self.figures))


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are figures to pick, each once and in the article's order."""
    picked = set(names)
    return tuple(name for name in TIMES if name in picked)


def product(edition: Edition, names: Iterable[str], end: End = End.PRINTED) -> Product:
    """These figures multiplied; a figure without a range stays as the article prints it."""
    figures = tuple(getattr(number(edition, name), end) for name in in_order(names))
    times = prod(figures, start=Decimal(1))
    return Product(
        figures=figures,
        times=whole(times),
        added=whole(1 + sum((figure - 1 for figure in figures), Decimal(0))),
        of_1000=whole(times * number(edition, "living").value),
    )


def reason(names: tuple[str, ...], end: End) -> str:
    """Why this sum is wrong: the part of a reason's key after its number."""
    if end is not End.PRINTED:
        return "range"
    return "outcomes" if "smoking" in names else "baseline"
