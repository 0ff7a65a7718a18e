"""The fields of each kind of text, read from the types in `engine.texts`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from riskfactors.engine.fields import Prose, Voice
from riskfactors.engine.texts import KINDS


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind of text; `type` is Prose, Line, tuple or an enum.

    A short form holds at most so many `words`; `choices` are the names an enum field may have,
    in lower case.
    """

    name: str
    type: Any
    optional: bool
    hint: str
    voice: Voice
    refers: str | None
    words: int | None
    choices: tuple[str, ...]

    @property
    def is_prose(self) -> bool:
        """Whether the field holds Markdown."""
        return self.type is Prose


@cache
def field_specs(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind, in the order editors read them."""
    hints = get_type_hints(KINDS[kind])
    return tuple(_spec(item, hints[item.name]) for item in fields(KINDS[kind]))


def _spec(item: Any, hint: Any) -> FieldSpec:
    optional = NoneType in get_args(hint)
    refers = item.metadata.get("refers")
    its_type: Any = tuple if refers else (get_args(hint)[0] if optional else hint)
    is_enum = isinstance(its_type, type) and issubclass(its_type, StrEnum)
    return FieldSpec(
        name=item.name,
        type=its_type,
        optional=optional or bool(refers),
        hint=item.metadata["hint"],
        voice=item.metadata.get("voice", Voice.SITE),
        refers=refers,
        words=item.metadata.get("words"),
        choices=tuple(one.name.lower() for one in its_type) if is_enum else (),
    )
