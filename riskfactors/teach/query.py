"""What a link to a teaching page asks for, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

SHOWN = 40
# How a page is shown; each may stand in any teaching link.
EDITION, PROJECTOR, STEP, KEYS, GUESS, QR = "edition", "projector", "step", "keys", "guess", "qr"
SETTINGS = (EDITION, PROJECTOR, STEP, KEYS, GUESS, QR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The values of a link's known keys; and each key that is unknown or stands twice."""

    values: Mapping[str, str]
    unread: tuple[str, ...]

    def get(self, key: str) -> str:
        """The value of a key; empty if it was not given."""
        return self.values.get(key, "")


@dataclass(frozen=True)
class Setting:
    """How a page is shown, and the links that change it. All of it stands in the address."""

    path: str
    query: QueryDict

    @property
    def is_projected(self) -> bool:
        """Large, without anything around, a thought at a time."""
        return self._has(PROJECTOR)

    @property
    def is_guess(self) -> bool:
        """The explanation waits until it is asked for."""
        return self._has(GUESS)

    @property
    def has_code(self) -> bool:
        """The page's address is shown as a QR code."""
        return self._has(QR)

    @property
    def has_keys(self) -> bool:
        """Single keys do something."""
        return self.query.get(KEYS) != "off"

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """What a form on the page sends along, so that the next page is shown alike."""
        names = (EDITION, PROJECTOR, KEYS, GUESS)
        return [(name, value) for name in names if (value := self.query.get(name))]

    def link(self, without: tuple[str, ...] = (), **more: str) -> str:
        """The address of this page with some settings taken away and others added."""
        query = self.query.copy()
        for name in (*without, *more):
            query.pop(name, None)
        query.update(more)
        return f"{self.path}?{query.urlencode()}" if query else self.path

    def state(self, **more: str) -> str:
        """The address of this page in another state, shown as it is now."""
        given = {
            **dict(self.hidden_fields),
            **{name: value for name, value in more.items() if value},
        }
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def tail(self) -> str:
        """What another page's link needs to be shown as this one is."""
        return f"?{urlencode(self.hidden_fields)}" if self.hidden_fields else ""

    @cached_property
    def links(self) -> Mapping[str, str]:
        """The address of this page shown another way."""
        return {
            "project": self.link(without=(STEP,), projector="1"),
            "leave": self.link(without=(PROJECTOR, STEP)),
            "keys_off": self.link(keys="off"),
            "keys_on": self.link(without=(KEYS,)),
            "guess": self.link(guess="1"),
            "tell": self.link(without=(GUESS,)),
            "code": self.link(qr="1"),
            "no_code": self.link(without=(QR,)),
            "newest": self.link(without=(EDITION,)),
        }

    @property
    def shared(self) -> str:
        """The address of what is shown, for a phone: neither large nor on a step."""
        return self.link(without=(QR, PROJECTOR, STEP, KEYS))

    def _has(self, name: str) -> bool:
        return self.query.get(name) == "1"


def read_query(request: HttpRequest, *known: str) -> Query:
    """Read a link's query: each known key, and each setting, at most once."""
    given = list(request.GET.lists())
    known = (*known, *SETTINGS)
    values = {key: found[0] for key, found in given if key in known and len(found) == 1}
    unread = tuple(shortened(key) for key, _ in given if key not in values)
    return Query(values=values, unread=unread)


def shortened(words: str) -> str:
    """Words as they came, cut where nobody reads on."""
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
