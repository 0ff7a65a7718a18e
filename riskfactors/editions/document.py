"""An edition as one JSON document, and back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from riskfactors.editions.glossary import Linker, linker
from riskfactors.editions.markdown import render
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.engine.fields import Prose
from riskfactors.engine.naming import field_in_words
from riskfactors.engine.texts import KINDS, Edition

FORMAT = 1
Texts = Mapping[str, Mapping[str, Mapping[str, Any]]]
Document = dict[str, Any]


def tidy(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept: none empty, line ends alike, no space around."""
    clean = {name: _trimmed(value) for name, value in fields.items()}
    return {name: value for name, value in clean.items() if value not in (None, "", [], ())}


def _trimmed(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def freeze(texts: Texts) -> Document:
    """Turn texts as editors write them into a document: prose rendered and sanitised.

    Nothing is judged here; `gate.problems` tells what is wrong with the document.
    """
    link = linker(texts.get("glossary", {}))
    kinds = {
        kind: {
            key: _freeze_entry(kind, given, str if kind == "glossary" else link)
            for key, given in entries.items()
        }
        for kind, entries in texts.items()
    }
    return {"format": FORMAT, **kinds}


def _freeze_entry(kind: str, given: Mapping[str, Any], link: Linker) -> Document:
    prose = (
        {shape.name for shape in field_specs(kind) if shape.is_prose} if kind in KINDS else set()
    )
    return {
        name: render(value, link) if name in prose and isinstance(value, str) else value
        for name, value in given.items()
    }


def canonical(document: Document) -> str:
    """The one way to write a document: sorted, without needless space."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(written: str) -> str:
    """SHA-256 of a canonical document, in hexadecimal."""
    return hashlib.sha256(written.encode()).hexdigest()


def thaw(document: Document) -> Texts:
    """The texts as editors write them, from a document."""
    return {
        kind: {
            key: {name: _source_of(value) for name, value in fields.items()}
            for key, fields in document.get(kind, {}).items()
        }
        for kind in KINDS
    }


def _source_of(value: Any) -> Any:
    return value["markdown"] if isinstance(value, dict) else value


def edition_of(document: Document, *, number: int, digest: str, date: dt.date) -> Edition:
    """The typed edition that a checked document describes."""
    kinds = {
        kind: MappingProxyType(
            {key: _entry_of(kind, given) for key, given in document.get(kind, {}).items()}
        )
        for kind in KINDS
    }
    return Edition(number=number, digest=digest, date=date, **kinds)


def _entry_of(kind: str, given: Mapping[str, Any]) -> Any:
    present = {
        shape.name: _value(shape, given[shape.name])
        for shape in field_specs(kind)
        if given.get(shape.name) is not None
    }
    return KINDS[kind](**present)


def _value(shape: FieldSpec, value: Any) -> Any:
    if shape.is_prose:
        return Prose(value["markdown"], value["html"], tuple(value["cites"]))
    if shape.choices:
        return shape.type[value.upper()]
    return tuple(value) if shape.refers else value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, in words that help an editor."""

    kind: str
    key: str
    field: str
    message: str

    @property
    def field_in_words(self) -> str:
        """What the field is called."""
        return field_in_words(self.kind, self.field)

    def __str__(self) -> str:
        place = " / ".join(filter(None, (self.kind, self.key, self.field)))
        return f"{place}: {self.message}"
