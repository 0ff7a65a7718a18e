"""Numbers of an edition that the two teaching pages reckon with, never anyone's answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from riskfactors.engine.teaching import Figure
from riskfactors.engine.texts import Edition

THOUSAND = 1000
TIMES = ("ebv", "vitamin_d", "smoking")
FIGURES = (*TIMES, "living", "infected")
WRITTEN = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure as numbers; without a range, low and high are the value itself."""

    text: Figure
    value: Decimal
    low: Decimal
    high: Decimal


def read_number(written: str) -> Decimal | None:
    """A number above zero in digits; None for anything else."""
    read = Decimal(written) if WRITTEN.fullmatch(written) else Decimal(0)
    return read or None


def number(edition: Edition, key: str) -> Number:
    """The figure of this key; an edition that passed the gate has them all."""
    text = edition.figures[key]
    # An older edition typed the range beside the value.
    ends = next((edition.studies[name] for name in text.study), text)
    return Number(
        text=text,
        value=Decimal(text.value),
        low=Decimal(ends.low or text.value),
        high=Decimal(ends.high or text.value),
    )


def whole(value: Decimal) -> int:
    """The nearest whole number."""
    return int(value.to_integral_value(ROUND_HALF_UP))
