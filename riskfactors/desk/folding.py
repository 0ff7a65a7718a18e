"""Words without all that makes the same words look different: marks, case, quotes, sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from riskfactors.editions.markdown import render
from riskfactors.editions.schema import FieldSpec

# Accents written apart, and what is not seen at all: soft line breaks and their kin.
JOINED = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
WORD = re.compile(rf"(?:[^\W_]|[{JOINED}])+")
UNSEEN = re.compile(f"[{JOINED}]")
RAISED = re.compile(r"<sup\b.*?</sup>", re.DOTALL)
SILENT = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)
# These stand within a line; at any other tag a new one begins.
INLINE = re.compile(r"</?(?:a|b|i|em|strong|span|cite|sub|wbr)\b[^>]*>")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded words, where each stands in the words as they are read, and all in a row.

    Around each in the row is a space.
    """

    plain: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    line: str


@lru_cache(maxsize=16_384)
def fold(plain: str, sources: frozenset[str] = frozenset()) -> Folded:
    """Fold words; the keys of sources, which stand raised on a page, count for nothing.

    What was copied has them glued to the word before: “people with MSE4”.
    """
    glued = _glued(sources)
    found = [
        (word, (one.start(), one.start() + len(bare)))
        for one in WORD.finditer(plain)
        if one[0] not in sources
        and (bare := glued.sub("", one[0]) if glued else one[0])
        and (word := _folded(bare))
    ]
    words = tuple(word for word, _ in found)
    return Folded(plain, words, tuple(span for _, span in found), f" {' '.join(words)} ")


@lru_cache(maxsize=4)
def _glued(sources: frozenset[str]) -> re.Pattern[str] | None:
    """A source's key at the end of a word; one that is a mere letter begins anew, as in “soA”."""
    if not sources:
        return None
    counted, letters = (
        "|".join(re.escape(key) for key in sources if key.isalpha() is is_letter)
        for is_letter in (False, True)
    )
    ends = [rf"(?<=[^\W_])(?:{counted})"] * bool(counted)
    return re.compile(
        "(?:" + "|".join([*ends, *[rf"(?<=[a-z])(?:{letters})"] * bool(letters)]) + ")$"
    )


def _folded(word: str) -> str:
    # Numerals above a line and letters of other widths are as they are on it.
    plain = unicodedata.normalize("NFKD", UNSEEN.sub("", word)).casefold()
    return UNSEEN.sub("", plain)


def words_of(shape: FieldSpec, value: Any) -> str:
    """A field as it is read on a page, in plain words; keys of other texts are none."""
    return _words_of(shape, value) if isinstance(value, str) and not shape.refers else ""


@lru_cache(maxsize=16_384)
def _words_of(shape: FieldSpec, value: str) -> str:
    if shape.choices:
        names = {member.name.lower(): str(member.value) for member in shape.type}
        return names.get(value, "")
    return " ".join(lines(render(value)["html"])) if shape.is_prose else value


@lru_cache(maxsize=4096)
def lines(html: str) -> tuple[str, ...]:
    """The lines of a page in plain words, each once it has any; raised sources are none."""
    bare = INLINE.sub("", RAISED.sub("", SILENT.sub("\n", html)))
    found = (" ".join(unescape(line).split()) for line in TAG.split(bare))
    return tuple(line for line in found if line)


def joined(pieces: Iterable[str], sources: frozenset[str]) -> str:
    """Many lines as one folded line."""
    return f" {' '.join(word for piece in pieces for word in fold(piece, sources).words)} "
