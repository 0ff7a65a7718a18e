"""The texts that teaching pages are made of, beside those of the explanations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskfactors.engine.answers import Answers, Ebv, FamilyHistory, Smoking, VitaminD
from riskfactors.engine.fields import Line, Outcome, Prose, References, Voice, references, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An invented person. A key such as `3-a-twin` gives the order and the link's last word."""

    name: Line = text("The invented person's first name")
    purpose: Line = text("What the case shows, as a question or in a few words")
    story: Prose = text("Who the person is, in two or three sentences")
    ebv: Ebv | None = text("Their answer on EBV; none if unanswered", optional=True)
    vitamin_d: VitaminD | None = text("Their answer on vitamin D", optional=True)
    smoking: Smoking | None = text("Their answer on smoking", optional=True)
    family_history: FamilyHistory | None = text("Their answer on family history", optional=True)
    note: Prose = text("For whoever teaches: what to show, and what is often misread")
    ask: Prose = text("Questions for learners, as a list")
    beside: References = references("cases", "Cases to compare it with")
    formerly: Line | None = text(
        "Names its link had before, by comma: those links still lead here", optional=True
    )
    withdrawn: Line | None = text("Why it is no longer used; its link then says so", optional=True)

    @property
    def answers(self) -> Answers:
        """What this person says about the four factors."""
        return Answers(
            ebv=self.ebv,
            vitamin_d=self.vitamin_d,
            smoking=self.smoking,
            family_history=self.family_history,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A lesson. The number before the dash in its key gives the order.

    An edition made before there were slides has `steps` and `ask` in their place.
    """

    heading: Line = text("The lesson's name, with its minutes")
    aim: Prose = text("What learners can do afterwards")
    steps: Prose | None = text("Left empty: the slides took its place", optional=True)
    misread: Prose = text("Common misunderstandings, and what helps")
    ask: Prose | None = text("Left empty: the slides took its place", optional=True)


class Wall(StrEnum):
    """A picture of Try to multiply, as a slide shows it."""

    LIVING = "a thousand US adults, those who live with MS filled"
    EBV_WITHOUT = "EBV, against people who never had it"
    EBV_AVERAGE = "EBV, against an average adult"
    EBV_OF_1000 = "EBV, of a thousand who had it"
    VITAMIN_D_WITHOUT = "vitamin D, against people with a higher level"
    SMOKING_OF_1000 = "smoking, of a thousand people with MS"
    TWO_CROWDS = "EBV and smoking together: two crowds"
    INSIDE = "EBV and vitamin D together: EBV on both sides"
    MORE_THAN_ALL = "all three at their highest: more people than there are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One screen of a lesson. Keys such as `twenty.03-few` name the lesson and give the order."""

    heading: Line = text("The question or the sentence on the wall")
    body: Prose | None = text(
        "What else stands on the wall", voice=Voice.BEYOND, words=28, optional=True
    )
    picture: Wall | None = text("The picture on it", optional=True)
    guess: References = references(
        "exercises", "A question of the self-check that the class guesses by show of hands"
    )
    minutes: Line = text("How many minutes it takes, in digits")
    notes: Prose = text("For whoever teaches: what to ask, to say and to open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a figure says against one comparison; a frame that is not there is not known."""

    heading: Line = text("Whom the frame compares with")
    outcome: Outcome = text("What the frame is about: the same as its claim")
    short: Prose | None = text(
        "The same in at most forty words, beside its picture", voice=Voice.BEYOND, optional=True
    )
    body: Prose = text("What can be said in this frame", voice=Voice.BEYOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that the two teaching pages reckon with, or one of the article's."""

    name: Line = text("What the number is of")
    value: Line = text("The number, in digits")
    low: Line | None = text("The lowest it is likely to be, in digits", optional=True)
    high: Line | None = text("The highest it is likely to be, in digits", optional=True)
    outcome: Outcome = text("What the number is about")
    study: References = references("studies", "The row that its range comes from, if any")
    sources: References = references("sources", "Where the number comes from")


class Right(StrEnum):
    """Which answer of an exercise fits."""

    FIRST = "the first"
    SECOND = "the second"
    THIRD = "the third"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One question of the self-check: three answers, each with feedback that explains."""

    question: Line = text("The question, about invented people or about the article")
    first: Line = text("The first answer")
    first_why: Prose = text("What to say to somebody who chose it")
    second: Line = text("The second answer")
    second_why: Prose = text("What to say to somebody who chose it")
    third: Line = text("The third answer")
    third_why: Prose = text("What to say to somebody who chose it")
    right: Right = text("Which answer fits")

    @property
    def fitting(self) -> str:
        """The answer that fits."""
        return next(answer for answer, _, fits in self.answers if fits)

    @property
    def labels(self) -> tuple[str, ...]:
        """The answers alone."""
        return (self.first, self.second, self.third)

    @property
    def answers(self) -> tuple[tuple[str, Prose, bool], ...]:
        """Each answer with its feedback, and whether it fits."""
        return (
            (self.first, self.first_why, self.right is Right.FIRST),
            (self.second, self.second_why, self.right is Right.SECOND),
            (self.third, self.third_why, self.right is Right.THIRD),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A strong statement of the article, taken through five fixed steps."""

    heading: Line = text("The statement in a few words, without a figure")
    says: Prose = text("What the article says, in our words", voice=Voice.ARTICLE)
    whom: Prose = text("Compared with whom? A model answer", voice=Voice.BEYOND)
    many: Prose = text("Of how many? A model answer", voice=Voice.BEYOND)
    time: Prose = text("Over what time? A model answer", voice=Voice.BEYOND)
    link: Prose = text("Link or cause? A model answer", voice=Voice.BEYOND)
    outcome: Prose = text("Getting MS or MS getting worse? A model answer", voice=Voice.BEYOND)
    instead: Prose = text("How the statement could be put instead", voice=Voice.BEYOND)
