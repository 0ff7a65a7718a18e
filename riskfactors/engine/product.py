"""The sum that calculators do and that means nothing: one fixed example, from an edition's figures.

It takes an edition and no answers, so it can never be about anyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from riskfactors.engine.figures import THOUSAND, TIMES, Number, number, whole
from riskfactors.engine.texts import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Figures multiplied, and the number of every 1,000 that this would give."""

    figures: tuple[Decimal, ...]
    times: int
    of_1000: int

    @property
    def is_more_than_all(self) -> bool:
        """Whether it would be more people than there are."""
        return self.of_1000 > THOUSAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """The example: the product, what adding gives instead, and the two ends of EBV's range."""

    rows: tuple[Number, ...]
    living: Number
    product: Product
    added: int
    lowest: Product
    highest: Product

    @property
    def hundreds(self) -> int:
        """The product of every 1,000, rounded down to hundreds: “more than”."""
        return self.product.of_1000 // 100 * 100


def worked(edition: Edition) -> Worked:
    """The worked example of an edition that passed the gate."""
    rows = tuple(number(edition, key) for key in TIMES)
    living = number(edition, "living")
    values = [row.value for row in rows]
    ebv, rest = rows[0], values[1:]
    return Worked(
        rows=rows,
        living=living,
        product=_product(values, living),
        added=whole(1 + sum((value - 1 for value in values), Decimal(0))),
        lowest=_product([ebv.low, *rest], living),
        highest=_product([ebv.high, *rest], living),
    )


def _product(values: Iterable[Decimal], living: Number) -> Product:
    figures = tuple(values)
    times = prod(figures, start=Decimal(1))
    return Product(figures=figures, times=whole(times), of_1000=whole(times * living.value))
