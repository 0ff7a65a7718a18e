"""What the texts of an edition are made of: words, prose, and the words that fields choose from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape
from typing import Any, NewType

Line = NewType("Line", str)
References = tuple[str, ...]
FIRST_SENTENCE = re.compile(
    r"<p>.*?[.?!](?:</(?!p>)\w+>)*(?:<sup>.*?</sup>)?(?=\s|</p>)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown as an editor wrote it, the safe HTML made of it, the sources it cites."""

    markdown: str
    html: str
    cites: References = ()

    @property
    def opening(self) -> str:
        """Its first sentence, as HTML of one paragraph."""
        found = FIRST_SENTENCE.match(self.html)
        return f"{found[0]}</p>" if found else self.html

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences as plain words, without marks and sources."""
        lines = re.sub(r"</(?:p|li)>", " ", re.sub(r"<sup>.*?</sup>", "", self.html))
        words = " ".join(unescape(re.sub(r"<[^>]+>", "", lines)).split())
        return tuple(re.split(r"(?<=[.?!]) ", words))


class Voice(StrEnum):
    """Who speaks in a text. The article and what lies beyond it never share one."""

    ARTICLE = "article"
    BEYOND = "beyond"
    SITE = "site"


class SourceKind(StrEnum):
    """What kind of thing a source is."""

    ARTICLE = "article"
    STUDY = "study"
    REVIEW = "review"
    BODY = "official body"


class StudyExtent(StrEnum):
    """How far two factors were studied together."""

    DISAGREE = "studied together, studies disagree"
    NOTHING = "studied together, nothing found"
    STAND_IN = "only something close was studied"
    NONE = "no study found"


class Outcome(StrEnum):
    """What a claim is about."""

    GETTING = "getting MS"
    HAVING = "having MS"
    WORSENING = "MS getting worse"
    NONE = "none"


class Tier(StrEnum):
    """How far our own voice may go about a link; the article's may go further."""

    LINKED = "found together more often"
    PART_OF_CAUSE = "may be part of the cause"
    RAISES = "raises the chance"
    NOT_FOUND = "not found"


def text(
    hint: str, *, voice: Voice = Voice.SITE, optional: bool = False, words: int | None = None
) -> Any:
    """A field that holds words; `hint` tells the editor what belongs there.

    With `words` it is a short form: at most so many, and as easy to read as the gate asks.
    """
    told = {"hint": hint, "voice": voice, "words": words}
    return field(default=None, metadata=told) if optional else field(metadata=told)


def references(kind: str, hint: str) -> Any:
    """A field that lists keys of another kind."""
    return field(default=(), metadata={"hint": hint, "refers": kind})


def kind(title: str) -> Any:
    """A field of an edition that holds all texts of one kind; readers call the kind so."""
    return field(metadata={"title": title})
