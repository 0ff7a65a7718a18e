"""What one person, real or invented, says about the four factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any


class Ebv(StrEnum):
    """Epstein-Barr virus: what a test or a doctor has shown."""

    POSITIVE_TEST = "positive_test"
    MONO = "mono"
    NEGATIVE_TEST = "negative_test"
    UNSURE = "unsure"


class VitaminD(StrEnum):
    """The 25-hydroxyvitamin D level in blood, against 50 nmol/L (20 ng/mL)."""

    BELOW_50 = "below_50"
    FROM_50 = "from_50"
    UNKNOWN = "unknown"


class Smoking(StrEnum):
    """Smoking tobacco."""

    CURRENT = "current"
    PAST = "past"
    NEVER = "never"
    UNDISCLOSED = "undisclosed"


class FamilyHistory(StrEnum):
    """The closest relative by birth who has MS."""

    FIRST_DEGREE = "first_degree"
    IDENTICAL_TWIN = "identical_twin"
    OTHER_RELATIVE = "other_relative"
    NONE = "none"
    UNSURE = "unsure"


Value = Ebv | VitaminD | Smoking | FamilyHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A set of answers; None means that a question was left unanswered."""

    ebv: Ebv | None = None
    vitamin_d: VitaminD | None = None
    smoking: Smoking | None = None
    family_history: FamilyHistory | None = None

    def passage_keys(self) -> tuple[str, ...]:
        """The passage key of each answered factor, in the order of the questions."""
        given = ((factor, getattr(self, factor)) for factor in VALUES)
        return tuple(f"{factor}.{value}" for factor, value in given if value)


VALUES: dict[str, type[Value]] = {
    "ebv": Ebv,
    "vitamin_d": VitaminD,
    "smoking": Smoking,
    "family_history": FamilyHistory,
}


def answers_of(given: Mapping[str, str | None]) -> Answers:
    """The answers with these values; an empty one is unanswered, an unknown one ValueError."""
    present = {factor: value for factor in VALUES if (value := given.get(factor))}
    typed: dict[str, Any] = {factor: VALUES[factor](value) for factor, value in present.items()}
    return Answers(**typed)


def all_answers() -> tuple[Answers, ...]:
    """Every different set of answers there is: 600."""
    choices = ((None, *values) for values in VALUES.values())
    return tuple(answers_of(dict(zip(VALUES, chosen, strict=True))) for chosen in product(*choices))
