"""The numbers of studies and claims, read from the digits in an edition."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from riskfactors.engine.evidence import Panel, Study
from riskfactors.engine.reckonings import THOUSAND, whole
from riskfactors.engine.texts import Claim, Edition

NUMBER = r"(\d+(?:\.\d+)?)"
TIMES = re.compile(rf"(?:{NUMBER} to )?{NUMBER} times")
PER_CENT = re.compile(rf"{NUMBER}% (higher|lower)")
# Every picture; those that are drawn from rows of studies have frames of their own.
FRAMED = ("ebv", "relatives", "ranges", "ages")
PICTURES = ("ebv", "relatives", "ranges", "vitamin_d", "ages", "map")
# What a number was worked out from: counts, per cent, people of 100,000, or two numbers.
SHARE = re.compile(r"([\d,.]+) of ([\d,.]+)(?:, beside ([\d,.]+) of ([\d,.]+))?")
HUNDREDTHS = re.compile(r"([\d.]+)%")
OF_100000 = re.compile(r"([\d.]+) of every 100,000")
SUM = re.compile(r"([\d.]+) and ([\d.]+)")
GROWN = re.compile(r"([\d.]+) of every 1,000 people, ([\d.]+) times as many")
WORDS = {"double": Decimal(2), "triple": Decimal(3), "half": Decimal("0.5")}

BASELINE = "living_us_adults"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A study's number; without an interval, low and high are None."""

    key: str
    study: Study
    value: Decimal
    low: Decimal | None
    high: Decimal | None

    @property
    def do(self) -> int:
        """Of every 1,000, how many do."""
        return whole(self.value)

    @property
    def do_not(self) -> int:
        """Of every 1,000, how many do not."""
        return THOUSAND - self.do


def estimate(edition: Edition, key: str) -> Estimate:
    """The number of this study; an edition that passed the gate can read them all."""
    study = edition.studies[key]
    return Estimate(
        key=key,
        study=study,
        value=Decimal(study.value),
        low=Decimal(study.low) if study.low else None,
        high=Decimal(study.high) if study.high else None,
    )


def baseline(edition: Edition) -> Estimate | None:
    """How many of every 1,000 live with MS; an edition from before there were rows has none."""
    return estimate(edition, BASELINE) if BASELINE in edition.studies else None


def estimates(edition: Edition, keys: tuple[str, ...]) -> tuple[Estimate, ...]:
    """The numbers of these studies, in order."""
    return tuple(estimate(edition, key) for key in keys)


def panels(edition: Edition, picture: str) -> tuple[Panel, ...]:
    """The frames of a picture, in order."""
    found = sorted(edition.panels.items())
    return tuple(panel for key, panel in found if key.partition(".")[0] == picture)


def ratios(figure: str) -> tuple[Decimal, ...]:
    """An article's figure as a ratio, or the two ends of one; empty if it is none.

    “60% higher” is 1.6, and “2 to 3 times” is 2 and 3.
    """
    if found := TIMES.fullmatch(figure):
        return tuple(Decimal(end) for end in found.groups() if end)
    if found := PER_CENT.fullmatch(figure):
        part = Decimal(found[1]) / 100
        return (1 + part if found[2] == "higher" else 1 - part,)
    return (WORDS[figure],) if figure in WORDS else ()


def reckon(written: str) -> Decimal | None:
    """What counts give: “20 of 154” is 129.87 of every 1,000; None for other words."""
    for pattern, reckon in RECKONED:
        if found := pattern.fullmatch(written):
            return reckon(*(Decimal(part.replace(",", "")) for part in found.groups() if part))
    return None


def _share(some: Decimal, whole: Decimal, *beside: Decimal) -> Decimal:
    share = some / whole
    return share / (beside[0] / beside[1]) if beside else share * THOUSAND


RECKONED: tuple[tuple[re.Pattern[str], Callable[..., Decimal]], ...] = (
    (SHARE, _share),
    (HUNDREDTHS, lambda part: part * 10),
    (OF_100000, lambda part: part / 100),
    (SUM, lambda one, other: one + other),
    (GROWN, lambda part, times: part * times),
)


def claims_of(edition: Edition, panel: Panel) -> tuple[tuple[str, Claim], ...]:
    """The claims whose figure stands beside a panel's rows."""
    return tuple((key, edition.claims[key]) for key in panel.claims)
