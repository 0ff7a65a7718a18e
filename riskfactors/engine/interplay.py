"""Which notes on factors together fit a set of answers.

Family history is not genetic proneness and a vitamin D level is not sunlight; the notes
say so, and these rules only tell when a note is worth reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from riskfactors.engine.answers import (
    VALUES,
    Answers,
    Ebv,
    FamilyHistory,
    Smoking,
    VitaminD,
    answers_of,
)

COMBINATION = "combination"
FITS: dict[str, frozenset[str]] = {
    "ebv": frozenset({Ebv.POSITIVE_TEST, Ebv.MONO}),
    "vitamin_d": frozenset({VitaminD.BELOW_50}),
    "smoking": frozenset({Smoking.CURRENT, Smoking.PAST}),
    "family_history": frozenset(
        {
            FamilyHistory.FIRST_DEGREE,
            FamilyHistory.IDENTICAL_TWIN,
            FamilyHistory.OTHER_RELATIVE,
        }
    ),
}
PAIRS: dict[str, frozenset[str]] = {
    "ebv+smoking": frozenset({"ebv", "smoking"}),
    "ebv+family": frozenset({"ebv", "family_history"}),
    "smoking+family": frozenset({"smoking", "family_history"}),
    "vitamin_d+ebv": frozenset({"vitamin_d", "ebv"}),
    "vitamin_d+smoking": frozenset({"vitamin_d", "smoking"}),
    "vitamin_d+family": frozenset({"vitamin_d", "family_history"}),
}


def interplay_keys(answers: Answers) -> tuple[str, ...]:
    """Keys of the notes that fit, in order: the combination if two or more do, then each pair."""
    present = {name for name, fits in FITS.items() if getattr(answers, name) in fits}
    pairs = tuple(key for key, pair in PAIRS.items() if pair <= present)
    return (COMBINATION, *pairs) if pairs else ()


def all_interplay_keys() -> tuple[str, ...]:
    """Every interplay key there is."""
    return (COMBINATION, *PAIRS)


class State(StrEnum):
    """What is said of one factor in a combination."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


# One answer stands for each state; the others can be opened as a case.
STANDS_FOR: Mapping[str, Mapping[State, str]] = {
    "ebv": {
        State.PRESENT: Ebv.POSITIVE_TEST,
        State.ABSENT: Ebv.NEGATIVE_TEST,
        State.UNKNOWN: Ebv.UNSURE,
    },
    "vitamin_d": {
        State.PRESENT: VitaminD.BELOW_50,
        State.ABSENT: VitaminD.FROM_50,
        State.UNKNOWN: VitaminD.UNKNOWN,
    },
    "smoking": {
        State.PRESENT: Smoking.CURRENT,
        State.ABSENT: Smoking.NEVER,
        State.UNKNOWN: Smoking.UNDISCLOSED,
    },
    "family_history": {
        State.PRESENT: FamilyHistory.FIRST_DEGREE,
        State.ABSENT: FamilyHistory.NONE,
        State.UNKNOWN: FamilyHistory.UNSURE,
    },
}
States = Mapping[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A state of each factor, and the answers that stand for it."""

    states: States

    @property
    def answers(self) -> Answers:
        """The answers of an invented person with this combination."""
        return answers_of({factor: STANDS_FOR[factor][s] for factor, s in self.states.items()})


def combinations(*, only: States, order: tuple[str, ...]) -> tuple[Combination, ...]:
    """Every combination with these states, sorted by the factors in this order: 81 if none is."""
    choices = [[only[factor]] if factor in only else list(State) for factor in order]
    return tuple(
        Combination(states=dict(zip(order, chosen, strict=True))) for chosen in product(*choices)
    )


def order_by(first: str) -> tuple[str, ...]:
    """The four factors with this one first."""
    return (first, *(factor for factor in VALUES if factor != first))
