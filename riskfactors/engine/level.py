"""A vitamin D number as it stands on a laboratory's report.

The number is compared in the unit it was typed in and is
never converted, because 20 ng/mL would become 49.9 nmol/L and count as below 50.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from riskfactors.engine.answers import VitaminD


class Unit(StrEnum):
    """How laboratories report 25-hydroxyvitamin D."""

    NMOL_L = "nmol/L"
    NG_ML = "ng/mL"


class LevelProblem(StrEnum):
    """Why a typed number cannot be read."""

    NOT_A_NUMBER = "not_a_number"
    UNIT_TYPED = "unit_typed"
    SIGN = "sign"
    TOO_PRECISE = "too_precise"
    NOT_POSITIVE = "not_positive"
    TOO_HIGH = "too_high"
    LIMIT_TOO_HIGH = "limit_too_high"


class LevelRemark(StrEnum):
    """What the form says about an accepted but unusual number."""

    CHECK = "check"
    VERY_HIGH = "very_high"


@dataclass(frozen=True, slots=True)
class Limits:
    """The form's limits in one unit."""

    boundary: Decimal
    unusually_low: Decimal
    unusually_high: Decimal
    very_high: Decimal
    refused: Decimal


LIMITS = {
    Unit.NMOL_L: Limits(*map(Decimal, (50, 10, 250, 375, 1000))),
    Unit.NG_ML: Limits(*map(Decimal, (20, 4, 100, 150, 400))),
}
NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
WRITTEN = re.compile(r"(?P<less><?)\s*(?P<number>-?[0-9]+(?:[.,][0-9]{1,2})?)", re.ASCII)
# What people type that is nearly a number, each with what to tell them.
NEARLY = (
    (
        re.compile(rf"<?\s*{NUMBER}\s*[a-zµμ/ ]*(?:mol|g|/)[a-zµμ/ ]*", re.I),
        LevelProblem.UNIT_TYPED,
    ),
    (re.compile(r"<?\s*-?[0-9]+[.,][0-9]{3,}"), LevelProblem.TOO_PRECISE),
    (re.compile(rf"[<>=≤≥≈~+±]+\s*{NUMBER}"), LevelProblem.SIGN),
)


# Marks that look like ours, from other keyboards.
PLAIN = {"．": ".", "，": ",", "٫": ".", "＜": "<", "＞": ">", "−": "-", "–": "-"}


class UnreadableLevelError(ValueError):
    """A typed number that breaks a form rule; carries the problem."""

    def __init__(self, problem: LevelProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Level:
    """A level in the unit it was typed in; `less_than` for results such as "<10"."""

    number: Decimal
    unit: Unit
    less_than: bool = False

    @property
    def answer(self) -> VitaminD:
        """Below 50 nmol/L (20 ng/mL), or from there on."""
        below = self.less_than or self.number < LIMITS[self.unit].boundary
        return VitaminD.BELOW_50 if below else VitaminD.FROM_50

    @property
    def remark(self) -> LevelRemark | None:
        """What the form should say about an unusual number; never changes the answer."""
        limits = LIMITS[self.unit]
        if self.number >= limits.very_high:
            return LevelRemark.VERY_HIGH
        low = self.number < limits.unusually_low and not self.less_than
        return LevelRemark.CHECK if low or self.number > limits.unusually_high else None


def read_level(text: str, unit: Unit) -> Level:
    """Read a number as typed; raises UnreadableLevelError when a form rule refuses it.

    Digits of any script count as digits, and what cannot be seen counts as nothing.
    """
    typed = _plain(text)
    written = WRITTEN.fullmatch(typed)
    if not written:
        found = (problem for nearly, problem in NEARLY if nearly.fullmatch(typed))
        raise UnreadableLevelError(next(found, LevelProblem.NOT_A_NUMBER))
    level = Level(
        number=Decimal(written["number"].replace(",", ".")),
        unit=unit,
        less_than=bool(written["less"]),
    )
    if problem := _problem(level, LIMITS[unit]):
        raise UnreadableLevelError(problem)
    return level


def _plain(text: str) -> str:
    """The same in ASCII digits and marks, without what is invisible."""
    seen = (char for char in text if unicodedata.category(char) != "Cf")
    return "".join(PLAIN.get(char) or _digit(char) for char in seen).strip()


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _problem(level: Level, limits: Limits) -> LevelProblem | None:
    if level.number <= 0:
        return LevelProblem.NOT_POSITIVE
    if level.less_than and level.number > limits.boundary:
        return LevelProblem.LIMIT_TOO_HIGH
    return LevelProblem.TOO_HIGH if level.number > limits.refused else None
