"""Pages as Django answered them, for as long as the edition they were made from is live.

Only what carries the live edition's digest in its entity tag is kept: a page that is the same for
everybody. Whatever a visitor sends is no page and is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import resolve

from riskfactors.editions import live
from riskfactors.sending import takes_zipped

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Key = tuple[str, str, bool, str]
MOST = 512


@dataclass(frozen=True, slots=True)
class Kept:
    """One response, and the pattern of its address."""

    status: str
    headers: Headers
    content: bytes
    route: str


def key_of(environ: Environ) -> Key | None:
    """What a page's response depends on beside the edition; None where that is something else."""
    is_plain = not (
        environ.get("REQUEST_METHOD") != "GET"
        or not environ["PATH_INFO"]
        or environ.get("QUERY_STRING")
        or "HTTP_HX_REQUEST" in environ
        or "HTTP_IF_MATCH" in environ
    )
    if not is_plain:
        return None
    return (
        environ["HTTP_HOST"],
        environ["PATH_INFO"],
        takes_zipped(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ.get("HTTP_IF_NONE_MATCH", ""),
    )


@lru_cache(maxsize=1)
def pages(shown: live.Shown) -> dict[Key, Kept]:
    """What is kept while this is shown."""
    return {}


def ask(django: Application, environ: Environ, start: Start, key: Key) -> Iterable[bytes]:
    """Ask Django, and keep what it says if it is a page of what is shown now."""
    shown = live.current()
    told: list[tuple[str, Headers]] = []

    def listen(status: str, headers: Headers, *more: Any) -> Any:
        told.append((status, headers))
        return start(status, headers, *more)

    response = django(environ, listen)
    status, headers = told[-1]
    given = dict(headers)
    tag = given.get("ETag", "")
    is_shown = tag.startswith(f'"{shown.edition.digest[:12]}-') and "Set-Cookie" not in given
    if not is_shown or key[-1] not in ("", tag):
        return response
    content = b"".join(response)
    kept = pages(shown)
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = Kept(status, headers, content, resolve(key[1]).route)
    return [content]
