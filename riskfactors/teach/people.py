"""Invented people: the cases of an edition, and those composed in a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.cases import by_name, slug
from riskfactors.engine.codes import SPELLED, UNANSWERED, DecodedCode, code_of, decode
from riskfactors.engine.teaching import Case
from riskfactors.engine.texts import Edition

COMPOSED = "An invented person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person by the name in the link: a case's, or a code."""

    link: str
    answers: Answers
    case: Case | None = None
    decoded: DecodedCode | None = None

    @property
    def name(self) -> str:
        """What the page calls them."""
        return self.case.name if self.case else COMPOSED

    @property
    def is_readable(self) -> bool:
        """Whether anything of the link could be read."""
        return self.decoded is None or self.decoded.is_known_version

    @property
    def is_whole(self) -> bool:
        """Whether all of the link could be read."""
        return self.decoded is None or self.decoded.is_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One factor with every answer to choose, as words of a code."""

    factor: str
    name: str
    options: tuple[tuple[str, str, bool], ...]


def person(edition: Edition, name: str) -> Person | None:
    """The person of this name or code; None for a name that no case has or had."""
    if "." in name:
        decoded = decode(name)
        return Person(link=code_of(decoded.answers), answers=decoded.answers, decoded=decoded)
    key, case = by_name(edition).get(name, ("", None))
    return Person(link=slug(key), answers=case.answers, case=case) if case else None


def choices(edition: Edition, answers: Answers) -> tuple[Choice, ...]:
    """The four questions as a form asks them of an invented person."""
    return tuple(
        Choice(
            factor=factor,
            name=edition.questions[factor].name,
            options=tuple(
                (word, edition.options[f"{factor}.{value}"].label, value == chosen)
                for value, word in SPELLED[factor].items()
            ),
        )
        for factor, chosen in ((factor, getattr(answers, factor)) for factor in VALUES)
    )


def code_from(given: Mapping[str, str]) -> str:
    """A code from the words chosen for each factor; whatever they are, it can be decoded."""
    # A dot would move the words that follow to other factors.
    words = ((given.get(factor) or UNANSWERED).replace(".", "_") for factor in VALUES)
    return ".".join((code_of(Answers()).partition(".")[0], *words))
