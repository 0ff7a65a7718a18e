"""What differs between two sets of texts, down to the word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from riskfactors.editions.document import Texts
from riskfactors.editions.schema import field_specs
from riskfactors.engine.texts import KINDS

# Blank lines belong to the line above: alone they would match anywhere.
LINE = re.compile(r"[^\n]*\n+|[^\n]+")
WORD = re.compile(r"(?:\w+(?:[^\w\s]\w+)*|[^\w\s])\s*|\s+")
# difflib looks at every pair of equal tokens; beyond this many it takes minutes.
MOST_PAIRS = 2_000_000
SHORT = 4

Act = Literal["same", "gone", "new"]
ACTS: tuple[Act, ...] = ("same", "gone", "new")
Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs: text, or a list of keys; None where it is absent."""

    kind: str
    key: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    act: Act
    text: str


def changes(before: Texts, after: Texts) -> tuple[Change, ...]:
    """Every field that differs, in the order of kinds, keys and a kind's own fields.

    A field that holds None counts as absent, and a text without fields as no text.
    """
    return tuple(
        change
        for kind in _in_order(KINDS, {*before, *after})
        for key in sorted({*before.get(kind, {}), *after.get(kind, {})})
        for change in _changed(kind, key, _fields(before, kind, key), _fields(after, kind, key))
    )


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one run of pieces; what went stands before what came.

    "same" and "gone" make the text before, "same" and "new" the text after, to the byte. A
    long text of very few different words counts as changed whole.
    """
    return tuple(_joined(_by_line(before, after)))


def _fields(texts: Texts, kind: str, key: str) -> Mapping[str, Any]:
    return texts.get(kind, {}).get(key, {})


def _changed(
    kind: str, key: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    known = [shape.name for shape in field_specs(kind)] if kind in KINDS else []
    for field in _in_order(known, {*before, *after}):
        old, new = before.get(field), after.get(field)
        if old != new:
            yield Change(kind=kind, key=key, field=field, before=old, after=new)


def _in_order(known: Iterable[str], found: set[str]) -> list[str]:
    """The names that were found: known ones in their order, then any others."""
    ordered = [name for name in known if name in found]
    return ordered + sorted(found.difference(ordered))


def _by_line(before: str, after: str) -> Iterator[Piece]:
    old, new = LINE.findall(before), LINE.findall(after)
    for act, start, end, new_start, new_end in _opcodes(old, new):
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        if act == "equal":
            yield Piece("same", gone)
        else:
            yield from _by_word(gone, come)


def _by_word(before: str, after: str) -> Iterator[Piece]:
    old, new = WORD.findall(before), WORD.findall(after)
    opcodes = _opcodes([word.rstrip() for word in old], [word.rstrip() for word in new])
    for place, (act, start, end, new_start, new_end) in enumerate(opcodes, 1):
        gone, come = old[start:end], new[new_start:new_end]
        is_between = 1 < place < len(opcodes)
        # A lone “of” between two changes makes both harder to read.
        if act == "equal" and not (is_between and len("".join(gone).strip()) < SHORT):
            for word, same_word in zip(gone, come, strict=True):
                yield from _same_word(word, same_word)
        else:
            yield Piece("gone", "".join(gone))
            yield Piece("new", "".join(come))


def _same_word(before: str, after: str) -> Iterator[Piece]:
    """A word that stayed; the space after it may have changed."""
    word = before.rstrip()
    if before == after:
        yield Piece("same", before)
    else:
        yield Piece("same", word)
        yield Piece("gone", before[len(word) :])
        yield Piece("new", after[len(word) :])


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[Opcode]:
    counted = Counter(before)
    if sum(counted[token] for token in after) > MOST_PAIRS:
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What stayed as one piece each; between two of those, one gone and one new."""
    for _, neighbours in groupby(pieces, key=lambda piece: piece.act == "same"):
        run = list(neighbours)
        for act in ACTS:
            if text := "".join(piece.text for piece in run if piece.act == act):
                yield Piece(act, text)
