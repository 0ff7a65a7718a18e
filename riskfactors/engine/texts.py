"""What an edition holds. These types, and those of `teaching` and `evidence`, are the one
description of every text editors own: the freeze, the gate and the editors' forms all read them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import get_args, get_type_hints

from riskfactors.engine.evidence import Band, Match, Panel, Picture, Study
from riskfactors.engine.fields import (
    Line,
    Outcome,
    Prose,
    References,
    SourceKind,
    StudyExtent,
    Tier,
    Voice,
    kind,
    references,
    text,
)
from riskfactors.engine.teaching import Case, Exercise, Figure, Frame, Headline, Slide, Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The article, a study, a review or an official body."""

    kind: SourceKind = text(
        "Study, review or official body; “article” is only the one that this site explains"
    )
    short: Line = text("How a sentence names it, such as “Xu 2021”")
    reference: Line = text("Authors, title or journal, year, number: enough to find it")
    address: Line | None = text("https address; none for the article", optional=True)
    seen: Line | None = text("Day it was last looked at, such as 2026-11-23", optional=True)

    @property
    def link(self) -> str:
        """Its address where it may be followed: https, and nothing else even past the gate."""
        return self.address if self.address and self.address.startswith("https://") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The words of one factor's question."""

    name: Line = text("The factor in two or three words")
    legend: Line = text("The question, as a person would ask it")
    hint: Prose = text("What helps to answer it")
    why: Prose = text("Why we ask; opens in place", words=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """The words of one answer that can be chosen."""

    label: Line = text("The answer, in the reader's words")
    hint: Line | None = text("One line under the answer", optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing the article says, with its closest study's comparison."""

    says: Prose = text("What the article says, in our words", voice=Voice.ARTICLE)
    outcome: Outcome = text("getting MS, having MS, MS getting worse, or none")
    tier: Tier = text("How far our own voice may go")
    figure: Line | None = text("The article's figure, such as “32 times”", optional=True)
    figure_of: Line | None = text("What the figure is of", optional=True)
    comparison: Prose | None = text(
        "Stands right under the figure: compared with whom, in the closest study",
        voice=Voice.BEYOND,
        optional=True,
    )
    checked: Line | None = text(
        "Day it was last checked against research, such as 2026-11-23", optional=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The card for one answer to one factor. Editions older than its short forms have none."""

    heading: Line = text("The card's heading")
    lead: Prose | None = text(
        "Opens the card, before any figure", voice=Voice.BEYOND, optional=True
    )
    claims: References = references("claims", "Claims that the card reports, in order")
    article: Prose | None = text(
        "What else the article says, or that it is silent",
        voice=Voice.ARTICLE,
        optional=True,
    )
    unsaid: Prose = text("What this does not tell you")
    beyond: Prose = text("Beyond the article: what research adds", voice=Voice.BEYOND)
    short_article: Prose | None = text(
        "In sight: what the article says", voice=Voice.ARTICLE, words=45, optional=True
    )
    short_beyond: Prose | None = text(
        "In sight: what research adds", voice=Voice.BEYOND, words=60, optional=True
    )
    short_limits: Prose | None = text(
        "In sight: its own limit", voice=Voice.SITE, words=25, optional=True
    )
    counts: References = references("studies", "In sight: counts of every 1,000, with a picture")
    counts_of: Line | None = text(
        "For two pictures beside each other: the people that both count", optional=True
    )
    common: References = references("notices", "How common the outcome is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interplay:
    """A note on factors together. `line` is for a pair, `short_article` for several factors."""

    heading: Line = text("The note's heading")
    article: Prose = text("What the article says on it", voice=Voice.ARTICLE)
    research: Prose = text("What research says on it", voice=Voice.BEYOND)
    unknown: Prose = text("What is not known")
    line: StudyExtent | None = text("For a pair: how far it was studied", optional=True)
    short_article: Prose | None = text(
        "In sight, for several factors: what the article says",
        voice=Voice.ARTICLE,
        words=25,
        optional=True,
    )
    short_beyond: Prose | None = text(
        "In sight: what research found", voice=Voice.BEYOND, words=35, optional=True
    )
    claims: References = references("claims", "Claims that the article's side reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A short text that stands in a place of its own."""

    heading: Line = text("The notice's heading")
    body: Prose = text("The notice", voice=Voice.BEYOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A section of the background, or one of the article's questions."""

    heading: Line = text("The section's heading, or the question")
    short: Prose | None = text(
        "The same in at most forty words, where a page has room for no more",
        voice=Voice.BEYOND,
        optional=True,
    )
    checked: Prose | None = text(
        "What the article says and we have checked", voice=Voice.ARTICLE, optional=True
    )
    unchecked: Prose | None = text(
        "What the article says and we have not checked; the page says so above it",
        voice=Voice.ARTICLE,
        optional=True,
    )
    beyond: Prose | None = text(
        "Beyond the article: what research adds", voice=Voice.BEYOND, optional=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the glossary; linked where it first appears."""

    term: Line = text("The word as the glossary prints it")
    forms: Line | None = text("Other spellings to link, by comma", optional=True)
    meaning: Prose = text("What it means, in a sentence or two")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A section of a page about the site itself; keys such as `privacy.1-sent` give the order."""

    heading: Line = text("The section's heading")
    body: Prose = text("The section")
    proof: Line | None = text("The test that shows it is true", optional=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edition:
    """A complete, checked, frozen set of texts. It equals itself alone, so that it can be a key."""

    number: int
    digest: str
    date: dt.date
    sources: Mapping[str, Source] = kind("Sources")
    questions: Mapping[str, Question] = kind("Questions")
    options: Mapping[str, Option] = kind("Answers to choose from")
    claims: Mapping[str, Claim] = kind("What the article says")
    matches: Mapping[str, Match] = kind("Claims beside research")
    studies: Mapping[str, Study] = kind("Studies")
    passages: Mapping[str, Passage] = kind("Cards")
    interplay: Mapping[str, Interplay] = kind("How factors play together")
    notices: Mapping[str, Notice] = kind("Notices")
    learn: Mapping[str, Lesson] = kind("The background")
    faq: Mapping[str, Lesson] = kind("Questions the article answers")
    cases: Mapping[str, Case] = kind("Invented people")
    workshops: Mapping[str, Workshop] = kind("Lessons")
    slides: Mapping[str, Slide] = kind("Slides of lessons")
    exercises: Mapping[str, Exercise] = kind("Self-check")
    headlines: Mapping[str, Headline] = kind("Headline workshop")
    frames: Mapping[str, Frame] = kind("Compared with whom")
    figures: Mapping[str, Figure] = kind("Numbers to reckon with")
    reasons: Mapping[str, Lesson] = kind("Why not multiply")
    pictures: Mapping[str, Picture] = kind("Pictures")
    panels: Mapping[str, Panel] = kind("Frames of pictures")
    bands: Mapping[str, Band] = kind("Vitamin D ranges")
    glossary: Mapping[str, Term] = kind("Glossary")
    pages: Mapping[str, Leaf] = kind("Pages about the site")


def _of_kind(name: str) -> type:
    found: type = get_args(get_type_hints(Edition)[name])[1]
    return found


# Each kind of text that editors own, by its name: its type, and what readers call it.
KIND_TITLES: dict[str, str] = {
    one.name: one.metadata["title"] for one in fields(Edition) if one.metadata
}
KINDS = {name: _of_kind(name) for name in KIND_TITLES}
