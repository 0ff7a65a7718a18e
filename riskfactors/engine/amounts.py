"""Numbers read out of English: in digits and in words, with how exactly each was meant.

“Just over one” and “almost ten times” are numbers too. “One” as an article or a pronoun is none,
nor is a number word that points back (“the two”, “all four”), an ordinal, or a digit inside a name
such as EBNA-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from riskfactors.engine.numerals import NUMBER, number


class Sort(StrEnum):
    """What a number counts."""

    PLAIN = "plain"
    TIMES = "times"
    PERCENT = "per cent"
    MORE = "per cent more"
    LESS = "per cent less"
    OF_1000 = "of every 1,000"
    LEVEL = "level in the blood"
    PART = "part"
    YEAR = "year"


class Hedge(StrEnum):
    """How the words around a number loosen it."""

    EXACT = ""
    ABOUT = "about"
    JUST_OVER = "just over"
    JUST_UNDER = "just under"
    NEARLY = "nearly"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts, how exactly it is meant, and where it stands in its sentence.

    `step` is what it was rounded to. `sources` tells that it counts studies or other sources.
    """

    words: str
    value: Decimal
    sort: Sort
    hedge: Hedge
    step: Decimal
    start: int
    end: int
    is_bare: bool = True
    counts_sources: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Two numbers that are the ends of one range."""

    low: Amount
    high: Amount


Found = Amount | Range

# A digit inside a name: EBNA-1, HLA-DRB1*15:01, 25(OH)D, B12.
NAME = re.compile(r"\b[A-Za-z]*[A-Z][A-Za-z*:-]*\d[\w*:-]*|\b\d+\(OH\)D")
THOUSAND = re.compile(r"\b1,000\b(?![.,]\d| (?:IU|times))")
HEDGES = (
    (Hedge.JUST_OVER, r"(?:just|a little|slightly) (?:over|above|more than)"),
    (Hedge.JUST_UNDER, r"(?:just|a little|slightly) (?:under|below|less than|fewer than)"),
    (Hedge.AT_LEAST, r"at least|no(?:t)? (?:fewer|less) than"),
    (Hedge.AT_MOST, r"up to|at most|no(?:t)? more than"),
    (Hedge.OVER, r"over|above|more than"),
    (Hedge.UNDER, r"under|below|less than|fewer than"),
    (Hedge.NEARLY, r"nearly|almost|close to"),
    (Hedge.ABOUT, r"about|around|roughly"),
)
BEFORE = tuple((hedge, re.compile(rf"\b(?:{words})\s*$", re.IGNORECASE)) for hedge, words in HEDGES)
AFTER = {"more": Hedge.AT_LEAST, "fewer": Hedge.AT_MOST, "less": Hedge.AT_MOST, "so": Hedge.ABOUT}
OR_MORE = re.compile(r"\s+or\s+(more|fewer|less|so)\b", re.IGNORECASE)
TAILS = (
    (Sort.MORE, re.compile(r"\s*(?:%|per ?cent)(?=\s+(?:higher|more|greater)\b)")),
    (Sort.LESS, re.compile(r"\s*(?:%|per ?cent)(?=\s+(?:lower|less|fewer)\b)")),
    (Sort.PERCENT, re.compile(r"\s*(?:%|per ?cent\b)")),
    (Sort.TIMES, re.compile(r"(?:-?fold|\s+times)\b")),
    (Sort.LEVEL, re.compile(r"\s*(?:nmol/L|ng/mL)")),
    (Sort.OF_1000, re.compile(r"(?:\s+people)?\s+of\s+every\s+(?=1,000\b)")),
)
BACK = re.compile(r"(?:\b(?:the|these|those|all|both|its|our|other|any|first)|[’']s)\s+$", re.I)
ONLY = re.compile(r"\bonly\s+$", re.IGNORECASE)
SOURCES = re.compile(
    r"(?:\s+[\w-]+){0,2}?\s+(?:studies|reviews|sources|trials|counts|surveys|bodies)\b", re.I
)
NOUN = re.compile(r"\s+(?!(?:and|or|to|in|of|for|as|if|with|by|did|do|had|have|was|were)\b)\w")
JOINT = re.compile(r"\s*(?:to|–|-)\s*")
LARGEST_BACK = Decimal(12)


@lru_cache(maxsize=8192)
def amounts(sentence: str) -> tuple[Found, ...]:
    """The numbers of a sentence in order, two ends of a range as one."""
    plain = NAME.sub(lambda found: "\N{MIDDLE DOT}" * len(found[0]), " ".join(sentence.split()))
    plain = plain.replace("**", "").replace("\N{NO-BREAK SPACE}", " ")
    return tuple(found for found in _paired(plain, [*_read(plain)]) if not _is_word(plain, found))


def has_thousand(sentence: str) -> bool:
    """Whether a sentence counts people of every 1,000."""
    return bool(THOUSAND.search(sentence))


def _read(plain: str) -> Iterator[Amount]:
    denominators = {found.start() for found in THOUSAND.finditer(plain)}
    for found in NUMBER.finditer(plain):
        if found.start() not in denominators:
            yield _amount(plain, found)


def _amount(plain: str, found: re.Match[str]) -> Amount:
    value, step = number(found)
    before, after = plain[: found.start()], plain[found.end() :]
    hedge, start = _hedge(before)
    if loose := OR_MORE.match(after):
        hedge = AFTER[loose[1].lower()]
        after = after[loose.end() :]
    sort, tail = _sort(found, after)
    end = len(plain) - len(after) + tail
    return Amount(
        words=" ".join(plain[start:end].split()),
        value=value,
        sort=sort,
        hedge=hedge,
        step=step,
        start=start,
        end=end,
        is_bare=not NOUN.match(after[tail:]),
        counts_sources=bool(SOURCES.match(after)),
    )


def _hedge(before: str) -> tuple[Hedge, int]:
    for hedge, pattern in BEFORE:
        if found := pattern.search(before):
            return hedge, found.start()
    return Hedge.EXACT, len(before)


def _sort(found: re.Match[str], after: str) -> tuple[Sort, int]:
    if found["many"] or "fold" in found[0]:
        return Sort.TIMES, 0
    for sort, pattern in TAILS:
        if tail := pattern.match(after):
            return sort, tail.end()
    if found["part"]:
        return Sort.PART, 0
    is_year = re.fullmatch(r"(?:19|20)\d\d", found["digits"] or "")
    return (Sort.YEAR if is_year else Sort.PLAIN), 0


def _paired(plain: str, read: list[Amount]) -> Iterator[Found]:
    taken = None
    for first, second in pairwise([*read, None]):
        if first is taken or first is None:
            continue
        if second and _is_range(plain, first, second):
            taken = second
            yield _range(first, second)
        else:
            yield first


def _is_range(plain: str, first: Amount, second: Amount) -> bool:
    between = plain[first.end : second.start]
    opened = re.search(r"\bbetween\s+$", plain[: first.start])
    return bool(JOINT.fullmatch(between)) or bool(opened and between.strip() == "and")


def _range(first: Amount, second: Amount) -> Range:
    if first.sort is Sort.PLAIN or second.sort in {Sort.MORE, Sort.LESS}:
        first = replace(first, sort=second.sort)
    if first.hedge is Hedge.ABOUT and second.hedge is Hedge.EXACT:
        second = replace(second, hedge=Hedge.ABOUT)
    return Range(first, second)


def _is_word(plain: str, found: Found) -> bool:
    """Whether it is “one” as an article or pronoun, or a number word that points back."""
    if isinstance(found, Range) or found.sort in {Sort.TIMES, Sort.OF_1000}:
        return False
    before, written = plain[: found.start], found.words.lower()
    if written.split()[-1:] == ["one"]:
        return not ONLY.search(before)
    is_small = written.isalpha() and found.sort is Sort.PLAIN and found.value <= LARGEST_BACK
    return is_small and bool(BACK.search(before)) and not found.counts_sources
