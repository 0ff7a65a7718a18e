"""The difference between two sets of texts, arranged for reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from riskfactors.editions.diff import Change, Piece, changes, words
from riskfactors.editions.document import Texts
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.engine.fields import Voice
from riskfactors.engine.naming import beside_title, field_in_words, title_of
from riskfactors.engine.texts import KIND_TITLES, KINDS

FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs, word by word; `voice` is whose words they are."""

    field: str
    name: str
    voice: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One text that is new, gone or changed."""

    kind: str
    key: str
    title: str
    state: str
    fields: tuple[FieldChange, ...]

    @property
    def beside_title(self) -> str:
        """What tells it from others of its title."""
        return beside_title(self.kind, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChanges:
    """The texts of one kind that differ."""

    name: str
    texts: tuple[TextChange, ...]

    @property
    def is_short(self) -> bool:
        """Whether they can stand open on a page."""
        return len(self.texts) <= FEW


def differences(before: Texts, after: Texts) -> tuple[KindChanges, ...]:
    """What differs between two sets of texts, by kind and text."""
    return tuple(
        KindChanges(
            name=KIND_TITLES.get(kind, kind),
            texts=tuple(
                _text(before, after, kind, key, fields)
                for key, fields in groupby(of_kind, key=lambda change: change.key)
            ),
        )
        for kind, of_kind in groupby(changes(before, after), key=lambda change: change.kind)
    )


def _told_apart(found: Iterable[tuple[str, str]], kind: str, texts: Texts) -> Iterator[str]:
    """Titles; where two texts share one, a change from one to the other has to be seen."""
    titles = Counter(title_of(kind, key, one) for key, one in texts.get(kind, {}).items())
    yield from (f"{title} ({key})" if titles[title] > 1 else title for key, title in found)


def named(kind: str, keys: Iterable[str], texts: Texts) -> list[tuple[str, str]]:
    """These texts of a kind, each with what it is called."""
    there = texts.get(kind, {})
    return [(key, title_of(kind, key, there.get(key, {}))) for key in keys]


def _text(before: Texts, after: Texts, kind: str, key: str, found: Iterable[Change]) -> TextChange:
    old, new = (texts.get(kind, {}).get(key, {}) for texts in (before, after))
    shapes = {shape.name: shape for shape in field_specs(kind)} if kind in KINDS else {}
    fields = (
        FieldChange(
            field=change.field,
            name=field_in_words(kind, change.field),
            voice=shape.voice if shape else Voice.SITE,
            pieces=words(_plain(change.before, shape, before), _plain(change.after, shape, after)),
        )
        for change in found
        for shape in [shapes.get(change.field)]
    )
    state = "changed" if old and new else "new" if new else "gone"
    title = title_of(kind, key, new or old)
    return TextChange(kind=kind, key=key, title=title, state=state, fields=tuple(fields))


def _plain(value: Any, shape: FieldSpec | None, texts: Texts) -> str:
    if value is None:
        return ""
    if shape and shape.refers:
        return "\n".join(_told_apart(named(shape.refers, value, texts), shape.refers, texts))
    if shape and value in shape.choices:
        return str(shape.type[value.upper()].value)
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
