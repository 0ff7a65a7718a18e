"""The words of `wording.toml`, ready to be looked for in a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from riskfactors.editions.citations import plain
from riskfactors.editions.markdown import CITATION, sentences
from riskfactors.engine.fields import Tier, Voice

# What an editor should read, and the sentence where it stands; "" when the whole text is meant.
Finding = tuple[str, str]
Sentence = tuple[str, tuple[str, ...]]
DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
TIERS = (Tier.LINKED, Tier.PART_OF_CAUSE, Tier.RAISES)
SHOWN = 80


@dataclass(frozen=True)
class TextToCheck:
    """One text of an edition, and what a check may ask about it.

    `figures` are those that the article's voice may name here; None where any may stand.
    """

    kind: str
    key: str
    field: str
    markdown: str
    voice: Voice
    is_prose: bool
    figures: frozenset[str] | None = None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Each sentence without Markdown's marks, with the sources it names."""
        found = ((_straight(sentence), cites) for sentence, cites in sentences(self.markdown))
        return tuple((sentence, cites) for sentence, cites in found if sentence)

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """Paragraphs and lists, without marks and citations."""
        bare = CITATION.sub("", self.markdown)
        return tuple(_straight(part) for part in re.split(r"\n\s*\n", bare) if part.strip())


class Check(NamedTuple):
    """A named check of one rule."""

    name: str
    rule: str
    run: Callable[[TextToCheck], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that break a rule, unless they stand in a phrase that keeps it."""

    name: str
    rule: str
    say: str
    find: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    voices: frozenset[Voice]
    kinds: frozenset[str]
    uncited: bool
    tier: Tier | None
    advice: bool

    def look(self, text: TextToCheck) -> Iterator[Finding]:
        """At most one finding a sentence."""
        for sentence, cites in text.sentences if self._is_meant(text) else ():
            if self._is_left_out(text, sentence, cites) or self._is_allowed(sentence, text.key):
                continue
            if found := self._found(sentence):
                yield self.say.format(found=short(found)), short(sentence)

    def _is_meant(self, text: TextToCheck) -> bool:
        return text.voice in self.voices and (not self.kinds or text.kind in self.kinds)

    def _is_left_out(self, text: TextToCheck, sentence: str, cites: tuple[str, ...]) -> bool:
        """The gate itself asks for the source of a digit, but for the site's own words."""
        is_asked = text.voice is not Voice.SITE and re.search(r"\d", sentence)
        return self.uncited and bool(cites or is_asked)

    def _is_allowed(self, sentence: str, key: str) -> bool:
        return self.tier is not None and ceiling(sentence, key) >= TIERS.index(self.tier)

    def _found(self, sentence: str) -> str:
        for phrase in self.unless:
            sentence = phrase.sub("…", sentence)
        matches = (pattern.search(sentence) for pattern in self.find)
        return next((match[match.lastindex or 0] for match in matches if match), "")


def ceiling(sentence: str, key: str) -> int:
    """How far a sentence may go: as far as the weakest link among the factors it names, or the
    factor whose card it stands on.
    """
    factors = factors_in(sentence) or {key.split(".")[0]}
    return min(TIERS.index(Tier[DATA["tiers"].get(factor, "linked").upper()]) for factor in factors)


def factors_in(sentence: str) -> set[str]:
    """The factors that a sentence names."""
    return {factor for factor, words in FACTORS.items() if words.search(sentence)}


def pattern(written: str) -> re.Pattern[str]:
    """A regular expression, with the vocabulary's words filled in."""
    vocabulary: Mapping[str, str] = DATA["vocabulary"]
    while (full := re.sub(r"<(\w+)>", lambda name: vocabulary[name[1]], written)) != written:
        written = full
    return re.compile(written, re.IGNORECASE)


def _wording(given: Mapping[str, Any]) -> Wording:
    return Wording(
        name=given["name"],
        rule=given["rule"],
        say=given["say"],
        find=tuple(map(pattern, given["find"])),
        unless=tuple(map(pattern, given.get("unless", ()))),
        voices=frozenset(Voice(voice) for voice in given.get("voices", Voice)),
        kinds=frozenset(given.get("kinds", ())),
        uncited=given.get("uncited", False),
        tier=Tier[given["tier"].upper()] if "tier" in given else None,
        advice=given.get("advice", False),
    )


def _straight(markdown: str) -> str:
    return plain(markdown).replace("'", "’")


def short(words: str, at: int = 0) -> str:
    """The first words of a long sentence, or of it those around a place."""
    if len(words) <= SHOWN:
        return words
    start = words.rfind(" ", 0, at - SHOWN // 2) + 1 if at > SHOWN // 2 else 0
    seen = words[start : start + SHOWN]
    if start + SHOWN < len(words):
        seen = f"{seen.rsplit(' ', 1)[0]} …"
    return f"… {seen}" if start else seen


FACTORS = {factor: pattern(words) for factor, words in DATA["factors"].items()}
TIMES, DIGITS = pattern("<times>"), pattern("<digits>")
WORDINGS = tuple(map(_wording, DATA["wording"]))
