"""Glossary words in a text: each linked where it first appears."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Linker = Callable[[str], str]
TAG = re.compile(r"(<[^>]+>)")
LINK = re.compile(r'<a class="term" href="([^"]+)">([^<]+)</a>')


def linker(glossary: Mapping[str, Mapping[str, Any]]) -> Linker:
    """A function that links each glossary word once in some HTML, outside other links."""
    spelled = {form: key for key, term in glossary.items() for form in forms(term)}
    return _linker(tuple(spelled.items())) if spelled else str


@lru_cache(maxsize=4)
def _linker(pairs: tuple[tuple[str, str], ...]) -> Linker:
    """Kept for a glossary: while one text is edited, all others are linked as before."""
    spelled = dict(pairs)
    longest_first = sorted(spelled, key=len, reverse=True)
    spellings = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    word = re.compile(rf"(?<![\w-])({spellings})(?![\w-])", re.IGNORECASE)

    @lru_cache(maxsize=4096)
    def link(html: str) -> str:
        seen: set[str] = set()

        def once(found: re.Match[str]) -> str:
            key = spelled[" ".join(found[0].lower().split())]
            if key in seen:
                return found[0]
            seen.add(key)
            return f'<a class="term" href="/glossary/#{key}">{found[0]}</a>'

        return "".join(
            piece if is_fixed else word.sub(once, piece) for piece, is_fixed in _pieces(html)
        )

    return link


def forms(term: Mapping[str, Any]) -> list[str]:
    """Every spelling of a word, in lower case; what stands in brackets is one of its own."""
    printed = re.split(r"\s*[()]\s*", str(term.get("term", "")))
    more = str(term.get("forms") or "").split(",")
    return [form for part in (*printed, *more) if (form := part.strip().lower())]


def first_only(html: str, *, new_tab: bool = False) -> str:
    """Keep each word's first link in a page; later ones become plain words."""
    seen: set[str] = set()
    tab = ' target="_blank"' if new_tab else ""

    def keep(found: re.Match[str]) -> str:
        address, words = found.groups()
        if address in seen:
            return f"<span>{words}</span>"
        seen.add(address)
        return f'<a class="term" href="{address}"{tab}>{words}</a>'

    return LINK.sub(keep, html)


def _pieces(html: str) -> list[tuple[str, bool]]:
    """The HTML in pieces; a tag, and all between a link's or a citation's tags, is fixed."""
    pieces, depth = [], 0
    for piece in TAG.split(html):
        depth += piece.startswith(("<a ", "<sup")) - piece.startswith(("</a", "</sup"))
        pieces.append((piece, bool(depth) or piece.startswith("<")))
    return pieces
