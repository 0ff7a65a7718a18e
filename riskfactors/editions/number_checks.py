"""The gate on numbers: every number of a cited sentence stands in a row of what it cites."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from riskfactors.editions.document import Document, Problem
from riskfactors.editions.markdown import sentences
from riskfactors.editions.schema import field_specs
from riskfactors.engine.amounts import Amount, Found, Range, Sort, amounts, has_thousand
from riskfactors.engine.reckonings import THOUSAND
from riskfactors.engine.row_numbers import (
    Row,
    band_row,
    claim_row,
    figure_row,
    holds,
    nearest,
    only,
    study_row,
    without_ends,
)
from riskfactors.engine.texts import KINDS

RATIOS = frozenset({Sort.TIMES, Sort.MORE, Sort.LESS})
COUNTS = frozenset({Sort.OF_1000})
# A number in such a sentence may be one end of a range.
OF_RANGE = re.compile(r"\brange\b|\bup to\b|\bas (?:low|high|few|many) as\b", re.IGNORECASE)
OTHERS = re.compile(r"\b(?:not|none|without|nobody|never (?:catch|get|do|make))\b", re.IGNORECASE)
# Counts of both sides that miss 1,000 by no more than this were rounded apart.
ROUNDED_APART = 10


@dataclass(frozen=True, slots=True)
class NumberInText:
    """A number of a sentence with the rows of its sources that hold it."""

    found: Found
    rows: frozenset[str]
    is_ratio: bool
    is_count: bool
    of_others: bool


@dataclass(frozen=True, slots=True)
class CitedRows:
    """The rows of some sources, with the ends of their ranges and without."""

    rows: tuple[Row, ...]
    without_ends: tuple[Row, ...]


@dataclass(slots=True)
class NumberReader:
    """One text as it is read, sentence by sentence."""

    cited: Callable[[frozenset[str]], CitedRows]
    of_1000: bool = False
    cites: frozenset[str] = frozenset()
    ratio: frozenset[str] = frozenset()
    count: NumberInText | None = None
    wrong: list[tuple[str, str]] = field(default_factory=list)


def every_number(document: Document) -> Iterator[Problem]:
    """A number that no row of the cited sources holds, or that does not fit the one beside it."""
    rows = json.dumps([document.get(kind, {}) for kind in KINDS_OF_ROWS], sort_keys=True)
    wrong = _reader(rows)
    for kind, key, name, markdown in _proses(document):
        for sentence, message in wrong(markdown):
            yield Problem(kind, key, name, f"{message} In “{sentence}”")


@lru_cache(maxsize=4)
def _reader(written: str) -> Callable[[str], Sequence[tuple[str, str]]]:
    """Kept for some rows: while one text is edited, all others are read as before."""
    rows = _rows(written)

    @lru_cache(maxsize=4096)
    def cited(cites: frozenset[str]) -> CitedRows:
        held = tuple(row for row in rows if _is_cited(row, cites))
        return CitedRows(held, tuple(without_ends(row) for row in held))

    @lru_cache(maxsize=4096)
    def wrong(markdown: str) -> Sequence[tuple[str, str]]:
        """What is wrong with the numbers of a text: each sentence with what to say of it."""
        reading = NumberReader(cited)
        for sentence, cites in sentences(markdown):
            plain = " ".join(sentence.replace("**", "").split())
            _read(reading, plain, frozenset(cites))
        return reading.wrong

    return wrong


def _read(reading: NumberReader, sentence: str, cites: frozenset[str]) -> None:
    reading.of_1000 |= has_thousand(sentence)
    if not cites & reading.cites:
        reading.ratio, reading.count = frozenset(), None
    reading.cites = cites
    cited = reading.cited(cites)
    said = []
    for found, clause in _with_clauses(sentence) if cites else ():
        if _counts_cites(found, cites):
            continue
        is_end = isinstance(found, Range) or OF_RANGE.search(sentence)
        held = cited.rows if is_end else cited.without_ends
        one = _in_text(found, held, clause, of_1000=reading.of_1000)
        said.append(one)
        if not one.rows:
            reading.wrong.append((sentence, _unheld(found, cited.rows, cites)))
    _one_row(reading, sentence, said)
    _sums(reading, sentence, [one for one in said if one.is_count])


def _is_cited(row: Row, cites: frozenset[str]) -> bool:
    """A letter alone, as in [@A], stands for all of its sources."""
    return bool(row.sources) and all(
        source in cites or source.rstrip("0123456789") in cites for source in row.sources
    )


def _counts_cites(found: Found, cites: frozenset[str]) -> bool:
    return isinstance(found, Amount) and found.counts_sources and found.value == len(cites)


def _with_clauses(sentence: str) -> Iterator[tuple[Found, str]]:
    """Each number with the words after it, up to the next or the end of its clause."""
    read = amounts(sentence)
    starts = [(found.low if isinstance(found, Range) else found).start for found in read]
    for found, start, end in zip(read, starts, [*starts, len(sentence)][1:], strict=True):
        yield found, re.split(r"[,;.] ", sentence[start:end])[0]


def _in_text(found: Found, rows: Sequence[Row], clause: str, *, of_1000: bool) -> NumberInText:
    holding = [row for row in rows if holds(row, found, of_1000=of_1000)]
    if not holding and isinstance(found, Range):
        holding = _two_rows(found, rows, of_1000=of_1000)
    ratio, count = (
        any(holds(only(row, sorts), found, of_1000=of_1000) for row in holding)
        for sorts in (RATIOS, COUNTS)
    )
    return NumberInText(
        found=found,
        rows=frozenset(row.key for row in holding),
        is_ratio=ratio,
        is_count=count,
        of_others=bool(OTHERS.search(clause)),
    )


def _two_rows(found: Range, rows: Sequence[Row], *, of_1000: bool) -> list[Row]:
    """The rows whose values, and not their ranges, are the two ends."""
    values = [only(without_ends(row), frozenset(Sort)) for row in rows]
    bare = values if found.low.value < found.high.value else []
    ends = [
        [row for row in bare if holds(row, end, of_1000=of_1000)] for end in (found.low, found.high)
    ]
    return [*ends[0], *ends[1]] if all(ends) else []


def _unheld(found: Found, rows: Sequence[Row], cites: frozenset[str]) -> str:
    words = f"{found.low.words} to {found.high.words}" if isinstance(found, Range) else found.words
    near = nearest(rows, found)
    named = ", ".join(sorted(cites))
    if near is None:
        return f"No row names {named} alone, so none holds “{words}”."
    row, span = near
    ends = f" ({span.low:f} to {span.high:f})" if span.low and span.high else ""
    return f"No row of {named} holds “{words}”: the nearest is {row.key} with {span.value:f}{ends}."


def _one_row(reading: NumberReader, sentence: str, said: Sequence[NumberInText]) -> None:
    """A value and its range come from one row."""
    single = [one.rows for one in said if one.is_ratio and isinstance(one.found, Amount)]
    beside = frozenset[str]().union(*single) if single else reading.ratio
    for one in said:
        if one.is_ratio and isinstance(one.found, Range) and beside and not one.rows & beside:
            words = f"{one.found.low.words} to {one.found.high.words}"
            message = f"“{words}” is the range of another row than the number beside it."
            reading.wrong.append((sentence, message))
    reading.ratio = beside


def _sums(reading: NumberReader, sentence: str, counts: Sequence[NumberInText]) -> None:
    """Those who do and those who do not are 1,000 together."""
    pairs = list(zip(counts[::2], counts[1::2], strict=False))
    if len(counts) == 1 and reading.count and not has_thousand(sentence):
        pairs = [(reading.count, counts[0])]
    for one, other in pairs:
        if not _adds_up(one, other):
            reading.wrong.append((sentence, "Those who do and those who do not are not 1,000."))
    reading.count = counts[0] if len(counts) == 1 and not pairs else None


def _adds_up(one: NumberInText, other: NumberInText) -> bool:
    ends = [
        (s.found.low, s.found.high) if isinstance(s.found, Range) else (s.found, s.found)
        for s in (one, other)
    ]
    (low, high), (less, more) = ends
    apart = {abs(low.value + more.value - THOUSAND), abs(high.value + less.value - THOUSAND)}
    two_sides = one.of_others is not other.of_others
    same = bool(one.rows & other.rows) and max(apart) <= ROUNDED_APART
    return apart == {0} or not (two_sides or same)


KINDS_OF_ROWS = ("studies", "figures", "bands", "claims")


def _rows(written: str) -> tuple[Row, ...]:
    studies, figures, bands, claims = json.loads(written)
    return (
        *(study_row(key, study) for key, study in studies.items()),
        *(figure_row(key, figure) for key, figure in figures.items()),
        *(band_row(key, band) for key, band in bands.items()),
        *(
            claim_row(key, claim, claim.get("says", {}).get("cites", ()))
            for key, claim in claims.items()
        ),
    )


def _proses(document: Document) -> Iterator[tuple[str, str, str, str]]:
    for kind in KINDS:
        names = [shape.name for shape in field_specs(kind) if shape.is_prose]
        for key, given in document.get(kind, {}).items():
            for name in names:
                if given.get(name):
                    yield kind, key, name, given[name]["markdown"]
