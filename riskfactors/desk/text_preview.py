"""What an editor sees of a text while it is being written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from riskfactors.editions import diff, gate, language
from riskfactors.editions.dismissals import parted
from riskfactors.editions.document import Document, Problem, edition_of, freeze
from riskfactors.editions.explanations import partial
from riskfactors.editions.glossary import first_only, forms
from riskfactors.editions.markdown import CITATION
from riskfactors.editions.schema import field_specs
from riskfactors.editions.working_copy import working_copy
from riskfactors.engine.explain import card, note, sources_of
from riskfactors.engine.naming import field_in_words, title_of
from riskfactors.engine.readability import HardSentence, hardest, reading, word_count
from riskfactors.engine.texts import Edition
from riskfactors.models import Dismissal, Entry

ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,}(?=s?(?![\w-]))")
KNOWN_TO_ALL = {"uk", "us", "usa"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProsePreview:
    """One prose field: as readers see it, its words, how hard it reads, what the glossary lacks.

    A short form holds at most so many words; `hardest` is the sentence to shorten first.
    """

    name: str
    html: SafeString
    words: int
    most: int | None
    grade: int
    hardest: HardSentence | None
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNote:
    """What stands by a field as one types: what was found in it, how its prose reads, and the
    titles of the texts that it names.
    """

    name: str
    named: tuple[str, ...]
    blocking: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    prose: ProsePreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPreview:
    """A text as readers would see it now; `whole` is empty where only its fields can be shown."""

    kind: str
    named: Mapping[str, tuple[str, ...]]
    whole: SafeString
    fields: tuple[ProsePreview, ...]
    lines: Mapping[str, str]
    blocking: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    dismissed: tuple[Dismissal, ...]

    @property
    def notes(self) -> list[FieldNote]:
        """What stands by each field."""
        prose = {field.name: field for field in self.fields}
        return [
            FieldNote(
                name=shape.name,
                named=self.named.get(shape.name, ()),
                blocking=tuple(one for one in self.blocking if one.field == shape.name),
                advice=tuple(one for one in self.advice if one.field == shape.name),
                prose=prose.get(shape.name),
            )
            for shape in field_specs(self.kind)
        ]

    @property
    def as_read(self) -> list[tuple[str, str, str]]:
        """Each field that holds words: its name, what it is called, and the words."""
        read = {**self.lines, **{field.name: field.html for field in self.fields}}
        return [
            (shape.name, field_in_words(self.kind, shape.name), read[shape.name])
            for shape in field_specs(self.kind)
            if shape.name in read
        ]

    @property
    def findings(self) -> int:
        """How many there are."""
        return len(self.blocking) + len(self.advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlike:
    """One field of which two people have different texts, and what differs."""

    label: str
    theirs: str
    mine: str
    pieces: tuple[diff.Piece, ...]


def preview_of(entry: Entry, fields: Mapping[str, Any]) -> TextPreview:
    """Look at a text as if it had these fields, within the whole working copy."""
    copy = working_copy()
    texts = {**copy, entry.kind: {**copy.get(entry.kind, {}), entry.key: fields}}
    document = freeze(texts)
    blocking, found = _findings(document, entry)
    advice, dismissed = parted(found)
    return TextPreview(
        kind=entry.kind,
        named=dict(_named(texts, entry)),
        whole=_whole(document, entry),
        fields=tuple(_seen(document, entry)),
        lines=dict(_lines(entry.kind, fields)),
        blocking=tuple(blocking),
        advice=tuple(advice),
        dismissed=tuple(dismissed),
    )


def unlike(entry: Entry, mine: Mapping[str, Any], names: Collection[str]) -> list[Unlike]:
    """Where somebody's own text differs from the saved one, of these fields."""
    saved, own = ({entry.kind: {entry.key: given}} for given in (entry.fields, mine))
    pairs = (
        (change.field, as_words(change.before), as_words(change.after))
        for change in diff.changes(saved, own)
    )
    return [
        Unlike(
            label=field_in_words(entry.kind, name),
            theirs=old,
            mine=new,
            pieces=diff.words(old, new),
        )
        for name, old, new in pairs
        if name in names
    ]


def gaps(markdown: str, glossary: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Abbreviations, two capitals or more, that no word of the glossary explains."""
    known = {word for term in glossary.values() for form in forms(term) for word in form.split()}
    found = dict.fromkeys(ABBREVIATION.findall(CITATION.sub("", markdown)))
    return tuple(word for word in found if word.lower() not in known | KNOWN_TO_ALL)


def _seen(document: Document, entry: Entry) -> Iterator[ProsePreview]:
    given = document[entry.kind][entry.key]
    for shape in field_specs(entry.kind):
        if shape.is_prose and given.get(shape.name):
            prose = given[shape.name]
            yield ProsePreview(
                name=shape.name,
                html=SafeString(first_only(prose["html"], new_tab=True)),
                words=word_count(prose["markdown"]),
                most=shape.words,
                grade=max(0, round(reading(prose["markdown"]).grade)),
                hardest=hardest(prose["markdown"]),
                gaps=gaps(prose["markdown"], document.get("glossary", {})),
            )


def _lines(kind: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields that hold a line, as they are read."""
    for shape in field_specs(kind):
        value = fields.get(shape.name)
        if value and not shape.is_prose and not shape.refers:
            member = shape.type[value.upper()].value if value in shape.choices else value
            yield shape.name, member


def _named(texts: Mapping[str, Any], entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    for shape in field_specs(entry.kind):
        if shape.refers:
            kind, there = shape.refers, texts.get(shape.refers, {})
            keys = texts[entry.kind][entry.key].get(shape.name) or ()
            yield shape.name, tuple(title_of(kind, one, there[one]) for one in keys if one in there)


def _findings(document: Document, entry: Entry) -> tuple[list[Problem], list[Problem]]:
    """What blocks, and what is advised, for one text."""
    given = document[entry.kind][entry.key]
    alone = {entry.kind: {entry.key: given}}
    advised = set(_here(language.advice(alone), entry)) if entry.kind != "sources" else set()
    words = [
        problem
        for name, value in given.items()
        for problem in language.of_text(
            entry.kind, entry.key, name, _markdown(value), document=document
        )
    ]
    structure = (*gate.problems(document), *language.how_common(document))
    blocking = [problem for problem in words if problem not in advised]
    advice = [problem for problem in words if problem in advised]
    return (
        [*_here(structure, entry), *blocking],
        [*advice, *_here(_of_sources(document), entry)],
    )


def _of_sources(document: Document) -> Iterator[Problem]:
    yield from language.unused_sources(document)
    yield from language.stale_sources(document, localdate())


def _here(problems: Iterable[Problem], entry: Entry) -> list[Problem]:
    place = (entry.kind, entry.key)
    return [problem for problem in problems if (problem.kind, problem.key) == place]


def _markdown(value: Any) -> Any:
    return value["markdown"] if isinstance(value, dict) else value


def _whole(document: Document, entry: Entry) -> SafeString:
    """The card, note or notice, if the working copy is whole enough to make it."""
    if entry.kind not in PARTIALS:
        return SafeString()
    known = {entry.key: _without_unknown(document, entry)}
    document = {**document, entry.kind: {**document[entry.kind], **known}}
    try:
        edition = edition_of(document, number=0, digest="", date=dt.date.min)
        name, context = PARTIALS[entry.kind](edition, entry.key)
    except (KeyError, TypeError, ValueError):
        return SafeString()
    return SafeString(first_only(partial(name, **context), new_tab=True))


def _without_unknown(document: Document, entry: Entry) -> dict[str, Any]:
    """A text's fields without the names that nothing has: half typed, they hide no card."""
    given = dict(document[entry.kind][entry.key])
    for shape in field_specs(entry.kind):
        value = given.get(shape.name)
        if shape.refers and value:
            given[shape.name] = [one for one in value if one in document.get(shape.refers, {})]
        elif shape.is_prose and value:
            cites = [one for one in value["cites"] if one in document.get("sources", {})]
            given[shape.name] = {**value, "cites": cites}
    return given


def _card(edition: Edition, key: str) -> tuple[str, dict[str, Any]]:
    return "card", {"card": card(edition, key)}


def _note(edition: Edition, key: str) -> tuple[str, dict[str, Any]]:
    return "note", {"note": note(edition, key)}


def _notice(edition: Edition, key: str) -> tuple[str, dict[str, Any]]:
    notice = edition.notices[key]
    sources = sources_of(edition, [notice.body])
    return "notice", {"key": key, "notice": notice, "sources": sources, "is_open": True}


def as_words(value: Any) -> str:
    """A field's value as it is read: keys one a line."""
    return "\n".join(value) if isinstance(value, list) else str(value or "")


PARTIALS = {"passages": _card, "interplay": _note, "notices": _notice}
