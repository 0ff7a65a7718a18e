"""What is wrong with a document, and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, in words that help an editor."""

    kind: str
    key: str
    field: str
    message: str

    def __str__(self) -> str:
        place = " / ".join(filter(None, (self.kind, self.key, self.field)))
        return f"{place}: {self.message}"
