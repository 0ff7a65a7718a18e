"""What research reports, as rows: studies beside claims, and what pictures are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskfactors.engine.fields import Line, Outcome, Prose, References, Voice, references, text


class Design(StrEnum):
    """How a study was made."""

    NESTED = "nested case-control study"
    CASE_CONTROL = "case-control study"
    COHORT = "follow-up study"
    REGISTER = "register study"
    TWINS = "twin study"
    SURVEY = "survey"
    TRIAL = "trial"
    GENES = "study of genes"
    REVIEW = "review of studies"


class Measure(StrEnum):
    """What a study's number is."""

    HAZARD_RATIO = "hazard ratio"
    ODDS_RATIO = "odds ratio"
    RISK_RATIO = "relative risk"
    RATIO = "ratio"
    OF_1000 = "of every 1,000"
    COUNT = "count"
    DIFFERENCE = "difference"
    SHARE = "share due to the two together"

    @property
    def is_ratio(self) -> bool:
        """Whether it compares two groups, so that 1 is no difference."""
        return self in {
            *(Measure.HAZARD_RATIO, Measure.ODDS_RATIO),
            *(Measure.RISK_RATIO, Measure.RATIO),
        }


class Agreement(StrEnum):
    """How the article and the closest research agree."""

    AGREES = "agrees"
    LEAVES_OUT = "agrees, but leaves something out"
    DIFFERS = "differs"
    NOT_FOUND = "not found"


class Sureness(StrEnum):
    """How sure we are that this is the research to set beside a claim. It labels evidence only."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One number of one source, with all that it takes to read it."""

    label: Line = text("At most 32 characters: stands in a picture")
    group: Line = text("Whom the number is about, after “of every 1,000” or at a sentence’s start")
    against: Line | None = text("Compared with whom; every ratio needs it", optional=True)
    do: Line | None = text("For counts: what some of them do, such as “get MS”", optional=True)
    population: Line = text("Who was studied and where, without a full stop")
    design: Design = text("How the study was made")
    outcome: Outcome = text("What the number is about")
    measure: Measure = text("What the number is")
    value: Line = text("The number, in digits, as the source reports it")
    low: Line | None = text("The low end of its 95% interval, in digits", optional=True)
    high: Line | None = text("The high end, in digits", optional=True)
    n: Line | None = text("How many people it counted in all, in digits", optional=True)
    cases: Line | None = text("How many of them have MS, in digits", optional=True)
    place: Line | None = text("Where they were counted, such as “Sweden”", optional=True)
    years: Line | None = text("When, or for how long, such as “2010” or “3 years”", optional=True)
    worked_from: Line | None = text(
        "What we worked the number out from, such as “20 of 154”", optional=True
    )
    also: Line | None = text(
        "What else it reports in numbers and a text says, such as “370 pairs of twins”",
        optional=True,
    )
    year: Line = text("The year it was published")
    source: References = references("sources", "Its source; the address stands there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What research says beside one claim; its key is the claim's."""

    heading: Line = text("The claim in a few words, without a figure")
    about: References = references("questions", "Which of the four factors it is about, if any")
    agreement: Agreement = text("How the article and the closest research agree")
    sentence: Prose = text("How they agree, in one plain sentence", voice=Voice.BEYOND)
    research: Prose | None = text(
        "What the closest research reports, where no row of studies can",
        voice=Voice.BEYOND,
        optional=True,
    )
    sure: Sureness = text("How sure we are that this is the research to set beside it")
    studies: References = references("studies", "The studies beside it, the closest first")
    common: References = references("notices", "How common the outcome is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Rows of studies that may share one frame; its key names the picture before the dot."""

    heading: Line = text("What the panel shows, with place and measure")
    outcome: Outcome = text("What every row of the panel is about")
    claims: References = references("claims", "Claims whose figure is drawn beside the rows")
    rows: References = references("studies", "The rows, in order")
    differ: Line | None = text(
        "Why its counts differ in place or years, where they do", optional=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A range of vitamin D levels to which a body gives a name."""

    body: Line = text("The body, and the year")
    name: Line = text("What it calls this range")
    low: Line | None = text("Where it starts, in nmol/L; none for “from nothing”", optional=True)
    high: Line | None = text("Where it ends, in nmol/L; none for “and more”", optional=True)
    source: References = references("sources", "Its source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The words around one picture. Its numbers come from rows and stand in none of these."""

    heading: Line = text("What the picture shows, without a figure")
    body: Prose = text("What to see in it, and how it was made", voice=Voice.BEYOND)
    mark: Line | None = text("Words at the article’s mark, where there is one", optional=True)
    claims: References = references("claims", "Claims on whose pages it stands")
