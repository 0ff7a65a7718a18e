"""The names of cases and lessons in links, and the order that their keys give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from riskfactors.engine.answers import (
    VALUES,
    Answers,
    Ebv,
    FamilyHistory,
    Smoking,
    VitaminD,
    answers_of,
)
from riskfactors.engine.teaching import Case, Slide, Workshop
from riskfactors.engine.texts import Edition

Kept = TypeVar("Kept")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug(key: str) -> str:
    """The name in a case's link: its key without the number that gives the order."""
    order, _, name = key.partition("-")
    return name if order.isdecimal() else key


def slugs(written: str) -> tuple[str, ...]:
    """Names written one after the other, by comma."""
    return tuple(name for part in written.split(",") if (name := part.strip()))


def by_name(edition: Edition) -> Mapping[str, tuple[str, Case]]:
    """Every name that leads to a case, with its key; a name it has now comes first."""
    former = {
        name: (key, case)
        for key, case in edition.cases.items()
        for name in slugs(case.formerly or "")
    }
    return {**former, **{slug(key): (key, case) for key, case in edition.cases.items()}}


def in_use(edition: Edition) -> tuple[tuple[str, Case], ...]:
    """Each case that is not withdrawn, by the name in its link, in order."""
    found = in_order(edition.cases)
    return tuple((slug(key), case) for key, case in found if not case.withdrawn)


def plans(edition: Edition) -> list[tuple[str, Workshop]]:
    """The plan of each lesson by the name in its link, in order."""
    return [(slug(key), plan) for key, plan in in_order(edition.workshops)]


def slides_of(edition: Edition, lesson: str) -> list[Slide]:
    """The slides of the lesson with this name in its link, in order."""
    return [one for key, one in in_order(edition.slides) if key.startswith(f"{lesson}.")]


def in_order(texts: Mapping[str, Kept]) -> list[tuple[str, Kept]]:
    """Texts by the number in their key, within what stands before its dot: 2 before 10."""
    return sorted(texts.items(), key=lambda pair: by_number(pair[0]))


def by_number(key: str) -> tuple[str, int, str]:
    """What keys are sorted by, so that 2 comes before 10."""
    group, _, name = key.rpartition(".")
    order = name.partition("-")[0]
    return (group, int(order) if order.isdecimal() else 10**6, key)


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
