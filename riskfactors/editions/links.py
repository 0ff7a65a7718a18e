"""Where the links in an edition's texts lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import KINDS, Edition

# A link to a page of this site, as Markdown and the glossary make it.
LINK = re.compile(r'<a( class="term")? href="(/[^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


def relinked(edition: Edition, to: Callable[[str], str]) -> Edition:
    """The edition with its texts' links to pages of the site led elsewhere.

    Where `to` has no place for an address it gives "", and the words stay without a link.
    """

    def lead(found: re.Match[str]) -> str:
        term, address, more, words = found.groups("")
        place = to(address)
        return f'<a{term} href="{place}"{more}>{words}</a>' if place else f"<span>{words}</span>"

    def entry(given: Any) -> Any:
        proses = {
            field.name: replace(value, html=LINK.sub(lead, value.html))
            for field in fields(given)
            if isinstance(value := getattr(given, field.name), Prose) and "<a" in value.html
        }
        return replace(given, **proses) if proses else given

    kinds = {
        kind: MappingProxyType({key: entry(one) for key, one in getattr(edition, kind).items()})
        for kind in KINDS
    }
    return replace(edition, **kinds)  # type: ignore[arg-type]
