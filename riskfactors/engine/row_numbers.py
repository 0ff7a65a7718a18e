"""Whether a row holds a number, within what the words around the number allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from riskfactors.engine.amounts import Amount, Found, Hedge, Range, Sort, amounts
from riskfactors.engine.evidence import Measure
from riskfactors.engine.reckonings import THOUSAND, read_number

HUNDRED = Decimal(100)
SMALL, HALF_STEP = Decimal("2.5"), Decimal("0.5")
# How far words may lead away from a number: “about” a fifth, “just over” a tenth, and so on.
EXACTLY, ABOUT, JUST, NEARLY, FAR = map(Decimal, ("0.05", "0.2", "0.1", "0.85", "0.3"))
JUST_SMALL = Decimal("0.25")
ENDS = ("low", "value", "high")
# A hedge that gives a bound and not a place.
BOUNDS = frozenset({Hedge.OVER, Hedge.UNDER, Hedge.AT_LEAST, Hedge.AT_MOST})
WORDS = ("group", "against", "do", "population", "place", "years", "worked_from", "also", "year")


@dataclass(frozen=True, slots=True)
class Span:
    """A row's number in one of the ways to say it, with the ends of its range."""

    sort: Sort
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    # Words hold a number as they are: “below 50” is held by “below 50”.
    is_words: bool = False

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """Every number of the span."""
        return tuple(end for end in (self.low, self.value, self.high) if end is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the gate compares it: where it stands, whose it is, and what it holds."""

    kind: str
    key: str
    sources: frozenset[str]
    spans: tuple[Span, ...]


def holds(row: Row, found: Found, *, of_1000: bool) -> bool:
    """Whether the row holds a number, or both ends of a range; `of_1000` tells that the text
    counts people of every 1,000.
    """
    if isinstance(found, Amount):
        return any(_holds_amount(span, found, of_1000=of_1000) for span in row.spans)
    return any(_is_range(span, found, of_1000=of_1000) for span in row.spans)


def only(row: Row, sorts: Container[Sort]) -> Row:
    """The row with its numbers of some sorts alone, those in words left out."""
    return replace(
        row, spans=tuple(one for one in row.spans if one.sort in sorts and not one.is_words)
    )


def without_ends(row: Row) -> Row:
    """The row with its values and its words, and no range."""
    return replace(row, spans=tuple(replace(one, low=None, high=None) for one in row.spans))


def nearest(rows: Iterable[Row], found: Found) -> tuple[Row, Span] | None:
    """The row whose number comes closest to a number, or to the low end of a range."""
    amount = found.low if isinstance(found, Range) else found
    spans = [(row, span) for row in rows for span in row.spans]
    alike = [one for one in spans if _fits(amount, one[1], of_1000=True, ranged=True)]
    return min(alike or spans, key=lambda one: abs(one[1].value - amount.value), default=None)


def _is_range(span: Span, found: Range, *, of_1000: bool) -> bool:
    if span.low is None or span.high is None:
        return False
    ends = ((found.low, span.low), (found.high, span.high))
    return all(
        _fits(end, span, of_1000=of_1000, ranged=True) and _is_meant(end, span, number)
        for end, number in ends
    )


def _holds_amount(span: Span, amount: Amount, *, of_1000: bool) -> bool:
    fits = _fits(amount, span, of_1000=of_1000, ranged=False)
    return fits and any(_is_meant(amount, span, end) for end in span.ends)


def _is_meant(amount: Amount, span: Span, number: Decimal) -> bool:
    """Words hold a number as it is: “below 50” is held by “below 50”, and by nothing near it."""
    as_it_is = amount.hedge in BOUNDS or amount.sort is Sort.PART
    if amount.sort is Sort.LEVEL or (span.is_words and as_it_is):
        return amount.value == number
    return allows(replace(amount, sort=span.sort), number)


def _fits(amount: Amount, span: Span, *, of_1000: bool, ranged: bool) -> bool:
    if amount.sort is span.sort:
        return True
    if amount.sort is Sort.PERCENT:
        return span.sort in {Sort.MORE, Sort.LESS}
    if amount.sort is not Sort.PLAIN:
        return amount.sort is Sort.PART and span.sort is Sort.TIMES
    if span.sort in {Sort.OF_1000, Sort.LEVEL}:
        return of_1000 or span.sort is Sort.LEVEL
    return span.sort is Sort.TIMES and (ranged or (amount.is_bare and not of_1000))


def allows(amount: Amount, number: Decimal) -> bool:
    """Whether the words allow a number: “just over one” allows 1.1 and not 1.3."""
    value = amount.value
    margin = JUST_SMALL if value <= SMALL else value * JUST
    bounds = {
        Hedge.JUST_OVER: value < number <= value + margin,
        Hedge.JUST_UNDER: value - margin <= number < value,
        Hedge.NEARLY: value * NEARLY <= number < value,
        Hedge.OVER: value < number <= value * 2,
        Hedge.UNDER: value * FAR <= number < value,
        Hedge.AT_LEAST: value <= number <= value * 2,
        Hedge.AT_MOST: value * FAR <= number <= value,
    }
    return bounds[amount.hedge] if amount.hedge in bounds else _rounds(amount, number)


def _rounds(amount: Amount, number: Decimal) -> bool:
    apart = abs(number - amount.value)
    step, share = amount.step, EXACTLY
    if amount.hedge is Hedge.ABOUT:
        step, share = max(step, _rough(amount.value)), ABOUT
    if amount.sort is Sort.OF_1000 or amount.sort is Sort.PART:
        share = Decimal(1)
    return apart <= step * HALF_STEP and apart <= share * number


def _rough(value: Decimal) -> Decimal:
    """What a round number was rounded to: 830 to tens, 900 to hundreds."""
    digits = f"{value.normalize():f}"
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(0) if "." in digits else Decimal(1).scaleb(zeros)


LEVEL = re.compile(r"\b(?:nmol/L|ng/mL)")
Change = Callable[[Decimal], Decimal]
# Each way to say a row's number: what it then counts, how it is reckoned, whether low becomes high.
WAYS_OF_1000: tuple[tuple[Sort, Change, bool], ...] = (
    (Sort.OF_1000, lambda number: number, False),
    (Sort.OF_1000, lambda number: THOUSAND - number, True),
    (Sort.PERCENT, lambda number: number / 10, False),
    (Sort.PERCENT, lambda number: HUNDRED - number / 10, True),
    (Sort.PART, lambda number: number / THOUSAND, False),
    (Sort.PART, lambda number: 1 - number / THOUSAND, True),
)
WAYS_OF_RATIO: tuple[tuple[Sort, Change, bool], ...] = (
    (Sort.TIMES, lambda number: number, False),
    (Sort.MORE, lambda number: (number - 1) * HUNDRED, False),
    (Sort.LESS, lambda number: (1 - number) * HUNDRED, True),
)
# A ratio below 1 may be turned round: the chance of the others, beside this group.
TURNED: tuple[Sort, Change, bool] = (Sort.TIMES, lambda number: 1 / number, True)
WAYS_OF_SHARE: tuple[tuple[Sort, Change, bool], ...] = (
    (Sort.PLAIN, lambda number: number, False),
    (Sort.PERCENT, lambda number: number * HUNDRED, False),
    (Sort.PART, lambda number: number, False),
)
AS_IT_IS: tuple[tuple[Sort, Change, bool], ...] = ((Sort.PLAIN, lambda number: number, False),)


def study_row(key: str, study: Mapping[str, Any]) -> Row:
    """A study as a row to compare with."""
    spans = [*_people(study), *_worded(" . ".join(str(study.get(name) or "") for name in WORDS))]
    if span := _span(study):
        spans += _ways_to_say(span, _ways(study, span.value))
    return Row("studies", key, frozenset(study.get("source") or ()), tuple(spans))


def figure_row(key: str, figure: Mapping[str, Any]) -> Row:
    """A figure of the edition as a row: a count of 1,000, or a bare number."""
    name = str(figure.get("name") or "")
    spans = [*_worded(name)]
    if span := _span(figure):
        spans += _ways_to_say(span, WAYS_OF_1000 if "1,000" in name else _as_level(name))
    return Row("figures", key, frozenset(figure.get("sources") or ()), tuple(spans))


def _as_level(name: str) -> tuple[tuple[Sort, Change, bool], ...]:
    sort = Sort.LEVEL if LEVEL.search(name) else Sort.PLAIN
    return ((sort, lambda number: number, False),)


def band_row(key: str, band: Mapping[str, Any]) -> Row:
    """A range of levels to which a body gives a name."""
    ends = " to ".join(str(band[name]) for name in ("low", "high") if band.get(name))
    written = f"{ends} nmol/L . {band.get('body') or ''}"
    return Row("bands", key, frozenset(band.get("source") or ()), tuple(_worded(written)))


def claim_row(key: str, claim: Mapping[str, Any], sources: Iterable[str]) -> Row:
    """A claim's figure: the article's own."""
    written = f"{claim.get('figure') or ''} . {claim.get('figure_of') or ''}"
    return Row("claims", key, frozenset(sources), tuple(_worded(written)))


def _span(row: Mapping[str, Any]) -> Span | None:
    low, value, high = (read_number(str(row.get(name) or "")) for name in ENDS)
    return Span(Sort.PLAIN, value, low, high) if value else None


def _ways(study: Mapping[str, Any], value: Decimal) -> tuple[tuple[Sort, Change, bool], ...]:
    measure = Measure.__members__.get(str(study.get("measure", "")).upper(), Measure.COUNT)
    if measure.is_ratio:
        return (*WAYS_OF_RATIO, TURNED) if value < 1 else WAYS_OF_RATIO
    return {Measure.OF_1000: WAYS_OF_1000, Measure.SHARE: WAYS_OF_SHARE}.get(measure, AS_IT_IS)


def _ways_to_say(span: Span, ways: Iterable[tuple[Sort, Change, bool]]) -> Iterator[Span]:
    for sort, change, is_turned in ways:
        low, high = (span.high, span.low) if is_turned else (span.low, span.high)
        yield Span(sort, change(span.value), low and change(low), high and change(high))


def _people(study: Mapping[str, Any]) -> Iterator[Span]:
    counted = [read_number(str(study.get(name) or "")) for name in ("n", "cases")]
    yield from (Span(Sort.PLAIN, number) for number in counted if number)
    if all(counted):
        yield Span(Sort.PLAIN, (counted[0] or Decimal(0)) - (counted[1] or Decimal(0)))


def _worded(written: str) -> Iterator[Span]:
    for found in amounts(written):
        ends = (found.low, found.high) if isinstance(found, Range) else (found,)
        yield from (Span(end.sort, end.value, is_words=True) for end in ends)
        if isinstance(found, Range):
            yield Span(
                found.high.sort, found.high.value, found.low.value, found.high.value, is_words=True
            )
