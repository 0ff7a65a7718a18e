"""How hard a text is to read: Flesch-Kincaid grade for English, LIX for any language.

Kincaid and others, 1975: 0.39 words a sentence + 11.8 syllables a word - 15.59, in US
school years. Björnsson, 1968: words a sentence + per cent of words over six letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

NAMES = (
    "Epstein-Barr virus",
    "multiple sclerosis",
    "vitamin D",
    "25-hydroxyvitamin D",
    "EBNA IgG",
    "VCA IgG",
    "MS International Federation",
)
NAME = re.compile("|".join(map(re.escape, NAMES)), re.IGNORECASE)
CITATION = re.compile(r"\[@[^\]]*\]")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
END = re.compile(r"[.?!:]+(?=\s|$)|\n\s*(?=\n|[-*] )")
# What readers should not need: school years for a text, words of a sentence.
PLAIN, LONGEST = 8, 25
# A grade is made for a hundred words: of a short sentence one long word would decide.
WORDS_TO_GRADE, FAR_ABOVE = 8, 6
SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouyt]ed|[^laeiouy]e)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks of its reader; `longest` is its longest sentence in words."""

    grade: float
    lix: float
    longest: int


@dataclass(frozen=True, slots=True)
class HardSentence:
    """The sentence of a text that asks most of its reader."""

    words: str
    count: int
    grade: int


def word_count(markdown: str) -> int:
    """How many words a text has; what names a source is none."""
    plain = LINK.sub(r"\1", CITATION.sub(" ", markdown))
    return sum(any(map(str.isalnum, word)) for word in plain.split())


@lru_cache(maxsize=16_384)
def reading(markdown: str) -> Reading:
    """Measure a text. Names of things count as one short word."""
    plain = NAME.sub("it", LINK.sub(r"\1", CITATION.sub("", markdown)))
    sentences = [words for part in END.split(plain) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Reading(0, 0, 0)
    per_sentence = len(words) / len(sentences)
    long_words = sum(len(word) > 6 for word in words)
    return Reading(
        grade=0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / len(words) - 15.59,
        lix=per_sentence + 100 * long_words / len(words),
        longest=max(map(len, sentences)),
    )


def hardest(markdown: str) -> HardSentence | None:
    """The hardest sentence of a text that is hard, or has a sentence that is long or far harder
    than the others; None where all is easy.
    """
    plain = LINK.sub(r"\1", CITATION.sub("", markdown)).replace("**", "")
    found = [" ".join(part.split()) for part in END.split(plain) if WORD.search(part)]
    read = [(sentence, reading(sentence)) for sentence in found]
    full = [one for one in read if one[1].longest >= WORDS_TO_GRADE] or read
    if not full:
        return None
    sentence, worst = max(full, key=lambda one: one[1].grade)
    rest = reading(". ".join(one for one in found if one != sentence))
    is_alone = worst.grade > PLAIN and worst.grade - rest.grade > FAR_ABOVE and len(found) > 1
    is_long = any(one.longest > LONGEST for _, one in read)
    if not (reading(markdown).grade > PLAIN or is_long or is_alone):
        return None
    return HardSentence(sentence, worst.longest, max(0, round(worst.grade)))


def syllables(word: str) -> int:
    """Syllables of an English word by its groups of vowels; a figure counts as one."""
    answers_in_words = SILENT.sub("", word.lower()) if len(word) > 3 else word.lower()
    return max(1, len(re.findall(r"[aeiouy]+", answers_in_words)))
