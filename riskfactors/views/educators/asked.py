"""What a link to a teaching page asks for, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The values of a link's known keys; and each key that is unknown or stands twice."""

    values: Mapping[str, str]
    unread: tuple[str, ...]

    def get(self, key: str) -> str:
        """The value of a key; empty if it was not given."""
        return self.values.get(key, "")


def asked(request: HttpRequest, *known: str) -> Asked:
    """Read a link's query: each known key at most once."""
    given = list(request.GET.lists())
    values = {key: found[0] for key, found in given if key in known and len(found) == 1}
    return Asked(
        values=values, unread=tuple(shortened(key) for key, _ in given if key not in values)
    )


def shortened(words: str) -> str:
    """Words as they came, cut where nobody reads on."""
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
