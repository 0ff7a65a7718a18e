"""Answers of an invented person as they stand in a link, such as `1.mono.below.past.close`.

The first part is the code's version. A link that was shared once must be readable for ever:
words may be added, and none may change its meaning within a version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from riskfactors.engine.answers import (
    VALUES,
    Answers,
    Ebv,
    FamilyHistory,
    Smoking,
    VitaminD,
    answers_of,
)

VERSION = "1"
UNANSWERED = "-"
LONGEST = 100
WORDS: Mapping[str, Mapping[str, str]] = {
    "ebv": {
        "test": Ebv.POSITIVE_TEST,
        "mono": Ebv.MONO,
        "negative": Ebv.NEGATIVE_TEST,
        "unsure": Ebv.UNSURE,
    },
    "vitamin_d": {
        "below": VitaminD.BELOW_50,
        "from": VitaminD.FROM_50,
        "unknown": VitaminD.UNKNOWN,
    },
    "smoking": {
        "now": Smoking.CURRENT,
        "past": Smoking.PAST,
        "never": Smoking.NEVER,
        "unsaid": Smoking.UNDISCLOSED,
    },
    "family_history": {
        "close": FamilyHistory.FIRST_DEGREE,
        "twin": FamilyHistory.IDENTICAL_TWIN,
        "other": FamilyHistory.OTHER_RELATIVE,
        "none": FamilyHistory.NONE,
        "unsure": FamilyHistory.UNSURE,
    },
}
SPELLED = {
    factor: {value: word for word, value in words.items()} for factor, words in WORDS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedCode:
    """What could be read of a code: `unread` names each factor whose word is not known."""

    answers: Answers
    unread: tuple[str, ...] = ()
    is_known_version: bool = True
    is_too_long: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the code is one that `code_of` gives."""
        return self.is_known_version and not self.unread and not self.is_too_long


def code_of(answers: Answers) -> str:
    """The one code of a set of answers."""
    given = ((factor, getattr(answers, factor)) for factor in VALUES)
    return ".".join(
        (VERSION, *(SPELLED[factor][value] if value else UNANSWERED for factor, value in given))
    )


def decode(written: str) -> DecodedCode:
    """Read a code as far as it can be read; never raises."""
    version, *words = written[:LONGEST].split(".")
    is_too_long = len(written) > LONGEST or len(words) > len(VALUES)
    if version != VERSION:
        return DecodedCode(answers=Answers(), is_known_version=False, is_too_long=is_too_long)
    padded = [*words, *[""] * len(VALUES)][: len(VALUES)]
    given = dict(zip(VALUES, padded, strict=True))
    read = {factor: WORDS[factor].get(word) for factor, word in given.items()}
    unread = tuple(f for f, word in given.items() if word != UNANSWERED and read[f] is None)
    return DecodedCode(answers=answers_of(read), unread=unread, is_too_long=is_too_long)
