"""Numbers of an edition that the two teaching pages reckon with, never anyone's answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import prod

from riskfactors.engine.teaching import Figure, Frame
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


WITHOUT, AVERAGE, OF_1000 = "without", "average", "thousand"


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One factor with the claim whose figure is set in frames."""

    factor: str
    claim: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its frames, in order."""
        return tuple(f"{self.factor}.{frame}" for frame in (WITHOUT, AVERAGE, OF_1000))

    def frames(self, edition: Edition) -> tuple[Frame | None, ...]:
        """Its frames; None where the edition has not enough to say."""
        return tuple(edition.frames.get(key) for key in self.keys)


FRAMES = (
    FrameRow("ebv", "ebv_32_times"),
    FrameRow("vitamin_d", "vitamin_d_60_percent"),
    FrameRow("smoking", "smoking_doubles_worsening"),
    FrameRow("family_history", "relative_raises"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """For one ratio: how many shares somebody with EBV, without it, and on average has.

    Somebody who never had EBV counts as one share.
    """

    ratio: Decimal
    average: Decimal

    @property
    def line(self) -> tuple[int, int]:
        """The ratio and the average share, in whole numbers."""
        return whole(self.ratio), whole(self.average)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """An average of adults who had EBV and adults who never did, of every 1,000."""

    infected: int
    shares: Shares
    lowest: Shares
    highest: Shares

    @property
    def never(self) -> int:
        """Of every 1,000 adults, how many never had EBV."""
        return THOUSAND - self.infected


def mix(edition: Edition) -> Mix:
    """What the ratio for EBV means against an average adult.

    An average is (infected x ratio + never x 1) / 1,000 shares, if one ratio holds for all.
    """
    times, infected = number(edition, "ebv"), whole(number(edition, "infected").value)
    shares = [
        Shares(ratio=ratio, average=(infected * ratio + THOUSAND - infected) / THOUSAND)
        for ratio in (times.value, times.low, times.high)
    ]
    return Mix(
        infected=infected,
        shares=shares[0],
        lowest=shares[1],
        highest=shares[2],
    )
