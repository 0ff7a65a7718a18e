"""Which texts hold some words, in which sentence, and which stand in a page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

from riskfactors.desk.folding import Folded, fold, joined, lines, words_of
from riskfactors.desk.reading_pages import (
    ReadingPage,
    address_of,
    page_name,
    page_of,
)
from riskfactors.editions.gate import is_needed
from riskfactors.editions.schema import field_specs
from riskfactors.editions.working_copy import numbered
from riskfactors.engine.naming import TITLES, kind_in_words, title_of
from riskfactors.engine.reckonings import THOUSAND, read_number, whole
from riskfactors.models import Entry

# Words in a row that show that a sentence is meant, where not all of them can be found.
RUN = 4
FEWEST_ON_A_PAGE = 4
# So many characters tell a place in a field.
MOST_MARKED = 120
# Of these a page may show the title alone; those of others are links and words there.
BY_TITLE = frozenset(
    {"questions", "options", "cases", "workshops", "slides", "exercises", "sources", "frames"}
    | {"studies", "panels", "bands"}
)
ON_A_LINE = frozenset({*TITLES, "legend", "reference", "purpose"})
SENTENCE = re.compile(r"(?<=[.?!])\s+")
# What templates make of a row: of a count, and of any other number.
COUNTED = (
    "About {about} of every 1,000 {group} {do}. About {not} do not.",
    "Of every 1,000 {group}, about {about} {do}. For about {not} this is not so.",
    "{Group}. Of every 1,000, about {about} {do}; for about {not} this is not so.",
    "Of 1,000 {group}, about {about} do and {not} do not.",
    "{label}: about {about} do, {not} do not.",
    "{about} of every 1,000 {do}, {not} not",
)
COMPARED = (
    "{Group}, compared with {against}. {measure} for {outcome}: {value}, {range}.",
    "{Group}, compared with {against}. {measure}: {value}{ends}.",
    "{value} {measure} for {outcome}",
)
EXACT, ALL, SOME = "exact", "all", "some"


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a sentence; marked if they were looked for."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A text as a list shows it, and the sentence in which the words stand."""

    entry: Entry
    field: str = ""
    sentence: tuple[Span, ...] = ()
    is_first: bool = False
    is_last: bool = False

    @property
    def title(self) -> str:
        """What it is called among others of its kind."""
        return title_of(self.entry.kind, self.entry.key, self.entry.fields)

    @property
    def where(self) -> str:
        """The place of the words in its form: their field, and the words to mark there."""
        words = next((span.text for span in self.sentence if span.is_marked), "")
        found = f"?{urlencode({'find': words[:MOST_MARKED]})}" if words else ""
        return found + (f"#id_{self.field}" if self.field else "")

    @property
    def kind(self) -> str:
        """What it is."""
        return kind_in_words(self.entry.kind, self.entry.key)

    @property
    def page(self) -> ReadingPage:
        """The page that readers see it on."""
        return page_of(page_name(self.entry.kind, self.entry.key))

    @property
    def preview(self) -> str:
        """The address of that page in the preview."""
        return reverse("preview") + address_of(self.entry.kind, self.entry.key)

    @property
    def is_needed(self) -> bool:
        """Whether the site cannot do without it."""
        return is_needed(self.entry.kind, self.entry.key)

    @property
    def is_movable(self) -> bool:
        """Whether it has a place in an order."""
        return numbered(self.entry.key) is not None


def search(entries: list[Entry], query: str) -> tuple[str, list[Listed]]:
    """The texts that hold these words, and how: in a row, all of them, or some in a row."""
    sources = source_keys(entries)
    if query in sources:
        return EXACT, [Listed(entry=one) for one in entries if _is_source(one, query)]
    asked = fold(query, sources)
    if not asked.words:
        return EXACT, []
    for how, wanted in ((EXACT, _row), (ALL, _all), (SOME, _some)):
        found = [(*_best(one, asked, wanted, sources), one) for one in entries]
        if fits := [one for one in found if one[0]]:
            fits.sort(key=lambda fit: fit[0], reverse=True)
            return how, [Listed(entry=one, **where) for _, where, one in fits]
    return EXACT, []


def source_keys(entries: Iterable[Entry]) -> frozenset[str]:
    """What stands raised beside sentences."""
    return frozenset(entry.key for entry in entries if entry.kind == "sources")


def _is_source(entry: Entry, key: str) -> bool:
    return (entry.kind, entry.key) == ("sources", key)


def _best(
    entry: Entry, asked: Folded, wanted: Any, sources: frozenset[str]
) -> tuple[tuple[int, ...], dict[str, Any]]:
    """How well a text fits, and its field and sentence that do: its title before any other.

    Where the words stand in no row, they fit the better the closer they stand.
    """
    best: tuple[tuple[int, ...], dict[str, Any]] = ((), {})
    for name, plain in readable(entry):
        held = fold(plain, sources)
        if marked := wanted(asked, held):
            apart = max(marked) - min(marked) if wanted is _all else 0
            rank = (-apart, len(marked) * 2 + (name in TITLES))
            if rank > best[0]:
                best = (rank, {"field": name, "sentence": sentence(held, marked)})
    if not best[0] and wanted is _row and asked.plain == entry.key:
        return (0, 1), {}
    return best


def readable(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each field that holds words, as they are read; of a row also what pages make of it."""
    for shape in field_specs(entry.kind):
        if plain := words_of(shape, entry.fields.get(shape.name)):
            yield shape.name, plain
    if entry.kind == "studies":
        yield from (("value", said) for said in of_row(entry.fields))


def of_row(fields: Mapping[str, Any]) -> Iterator[str]:
    """The sentences that pages make of a row of a study."""
    row: dict[str, Any] = defaultdict(str, {name: value or "" for name, value in fields.items()})
    for shape in field_specs("studies"):
        if shape.choices:
            row[shape.name] = words_of(shape, fields.get(shape.name))
    row["Group"], row["measure"] = capfirst(row["group"]), capfirst(row["measure"])
    row["range"] = "with no range that we could see"
    if row["low"]:
        row |= {"range": "with a range from {low} to {high}".format_map(row)}
        row |= {"ends": ", {low} to {high}".format_map(row)}
    number = read_number(str(row["value"]))
    if row["do"] and number:
        about = whole(number)
        row |= {"about": about, "not": THOUSAND - about}
    made = COUNTED if "not" in row else COMPARED
    yield from (form.format_map(row) for form in made)


def _row(asked: Folded, held: Folded) -> set[int]:
    """The words that stand in a row; the first and last of them may be parts of words."""
    at = held.line.find(" ".join(asked.words))
    if at < 0:
        return set()
    starts = [1, *(1 + end + number for number, end in enumerate(_ends(held), 1))]
    first = max(0, bisect_right(starts, at) - 1)
    return set(range(first, min(first + len(asked.words), len(held.words))))


def _ends(held: Folded) -> Iterator[int]:
    return accumulate(map(len, held.words))


def _all(asked: Folded, held: Folded) -> set[int]:
    """Where all the words stand somewhere: those that stand closest together."""
    looked_for = {*asked.words}
    last: dict[str, int] = {}
    closest: set[int] = set()
    for number, word in enumerate(held.words):
        if word in looked_for:
            last[word] = number
            at = {*last.values()}
            is_closer = not closest or number - min(at) < max(closest) - min(closest)
            if len(at) == len(looked_for) and is_closer:
                closest = at
    return closest


def _some(asked: Folded, held: Folded) -> set[int]:
    """Where so many of the words stand in a row."""
    runs = {asked.words[at : at + RUN] for at in range(len(asked.words) - RUN + 1)}
    return {
        at + more
        for at in range(len(held.words) - RUN + 1)
        if held.words[at : at + RUN] in runs
        for more in range(RUN)
    }


def sentence(held: Folded, marked: set[int]) -> tuple[Span, ...]:
    """The sentences that hold the first marked words in a row, with their marks."""
    first = min(marked)
    last = first
    while last + 1 in marked:
        last += 1
    edges = [0, *(found.end() for found in SENTENCE.finditer(held.plain)), len(held.plain)]
    start = max(edge for edge in edges if edge <= held.spans[first][0])
    end = min(edge for edge in edges if edge >= held.spans[last][1])
    return tuple(_spans(held, marked, start, end))


def _spans(held: Folded, marked: set[int], start: int, end: int) -> Iterator[Span]:
    at, number = start, 0
    runs: list[list[int]] = []
    for number in sorted(marked):
        low, high = held.spans[number]
        if low < start or high > end:
            continue
        if runs and number - 1 in marked:
            runs[-1][1] = high
        else:
            runs.append([low, high])
    for low, high in runs:
        yield from (Span(held.plain[at:low], False), Span(held.plain[low:high], True))
        at = high
    yield Span(held.plain[at:end].rstrip(), False)


def on_page(entries: list[Entry], html: str) -> list[Entry]:
    """The texts whose words stand in a page, in the order of the page."""
    sources = source_keys(entries)
    read = lines(html)
    whole = joined(read, sources)
    blocks: dict[str, int] = {}
    length = 0
    for line in read:
        folded = fold(line, sources).line
        blocks.setdefault(folded, length)
        length += len(folded) - 1
    found = ((_at(entry, whole, blocks, sources), entry) for entry in entries)
    return [entry for at, entry in sorted(found, key=lambda pair: pair[0] or 0) if at is not None]


def _at(entry: Entry, whole: str, blocks: Mapping[str, int], sources: frozenset[str]) -> int | None:
    """Where a text begins in a page: prose anywhere, and what is one line as a line alone."""
    found = []
    heading = fold(str(entry.fields.get("heading")), sources).line
    if entry.kind == "passages" and heading not in blocks:
        # Cards share sentences.
        return None
    for shape in field_specs(entry.kind):
        plain = words_of(shape, entry.fields.get(shape.name))
        first = fold(SENTENCE.split(plain, maxsplit=1)[0], sources)
        if shape.is_prose and len(first.words) >= FEWEST_ON_A_PAGE:
            found.append(whole.find(first.line))
        elif shape.name in ON_A_LINE and entry.kind in BY_TITLE:
            line = fold(plain, sources).line
            # An answer shares its line with its hint.
            is_answer = entry.kind == "options" and len(first.words) >= FEWEST_ON_A_PAGE
            found.append(whole.find(line) if is_answer else blocks.get(line, -1))
    return min((at for at in found if at >= 0), default=None)
