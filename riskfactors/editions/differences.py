"""The difference between two sets of texts, arranged for reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from riskfactors.editions.diff import Change, Piece, changes, words
from riskfactors.editions.document import Texts
from riskfactors.editions.schema import field_specs
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


def _text(before: Texts, after: Texts, kind: str, key: str, found: Iterable[Change]) -> TextChange:
    old, new = (texts.get(kind, {}).get(key, {}) for texts in (before, after))
    voices = {shape.name: shape.voice for shape in field_specs(kind)} if kind in KINDS else {}
    fields = (
        FieldChange(
            field=change.field,
            name=field_in_words(kind, change.field),
            voice=voices.get(change.field, Voice.SITE),
            pieces=words(_plain(change.before), _plain(change.after)),
        )
        for change in found
    )
    state = "changed" if old and new else "new" if new else "gone"
    title = title_of(kind, key, new or old)
    return TextChange(kind=kind, key=key, title=title, state=state, fields=tuple(fields))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
