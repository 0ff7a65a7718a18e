"""Which notes on factors together fit a set of answers.

Family history is not genetic proneness and a vitamin D level is not sunlight; the notes
say so, and these rules only tell when a note is worth reading.
"""

from __future__ import annotations

from riskfactors.engine.answers import Answers, Ebv, FamilyHistory, Smoking, VitaminD

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
