"""Markdown with pandoc's citations (`[@E1; @E6]`) to safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import TypedDict

import nh3
from markdown_it import MarkdownIt

from riskfactors.editions.glossary import Linker

CITATION = re.compile(r"\s*\[(@[\w.-]+(?:;\s*@[\w.-]+)*)\]")
# A source named in another way, such as [@E4, @E5], [E4], @E4 or [@E4 without its end.
NAMED = re.compile(
    r"\s*(?:\[|(?<![\w@;,\[])(?=@[A-Z]+\d))((?:@|[A-Z]+\d)(?:[^\]\[\n]|\n(?!\n))*(?=\](?!\())|@[\w.-]+(?:[;,\s]+@[\w.-]+)*)\]?"
)
# A line that ends in a colon belongs to the list it opens.
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<![:\n])\n\s*(?:\n|[-*] )")
PARSER = MarkdownIt("zero").enable(["list", "link", "emphasis", "newline", "escape"])
# To another site by https only, or within this one; “//” and “/\\” lead to another, by any scheme.
ADDRESS = re.compile(r"(?:(?i:https)://|/(?![/\\])|#)[!-~]*")
TAGS = {"p", "ul", "ol", "li", "em", "strong", "a"}


class FrozenProse(TypedDict):
    """A text in an edition's document."""

    markdown: str
    html: str
    cites: list[str]


def render(markdown: str, link: Linker = str) -> FrozenProse:
    """Render once, at freeze. A citation becomes its sources' keys, small and raised.

    `link` adds the glossary's links.
    """
    return FrozenProse(
        markdown=markdown,
        html=link(_html(markdown)),
        cites=list(dict.fromkeys(cited(markdown))),
    )


@lru_cache(maxsize=16_384)
def _html(markdown: str) -> str:
    """Kept for each text: while one is edited, more than a thousand stay as they are."""
    clean = nh3.clean(
        PARSER.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_attribute,
    )
    return CITATION.sub(lambda found: _cite(found[1]), clean).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Its value, unless it is an address that no link may have."""
    return value if name != "href" or ADDRESS.fullmatch(value) else None


def cited(markdown: str) -> list[str]:
    """Keys of the sources that a text cites, in order, repeated as they stand."""
    return [key for found in CITATION.finditer(markdown) for key in _keys(found[1])]


@lru_cache(maxsize=16_384)
def sentences(markdown: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each sentence of a text with the sources named right after it, in whatever way: which way
    readers would not see is a finding of its own.
    """
    return tuple(_sentences(markdown))


def _sentences(markdown: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    *cited, rest = NAMED.split(markdown)
    for chunk, citation in zip(cited[::2], cited[1::2], strict=True):
        *bare, last = SENTENCE_END.split(chunk.strip())
        yield from ((sentence, ()) for sentence in bare)
        yield last, tuple(_keys(citation))
    yield from ((sentence, ()) for sentence in SENTENCE_END.split(rest.strip()))


def _keys(citation: str) -> list[str]:
    return [key.strip(".") for key in re.findall(r"[\w.-]+", citation)]


def _cite(citation: str) -> str:
    cites = (f"<cite>{escape(key)}</cite>" for key in _keys(citation))
    return f"<sup>{' '.join(cites)}</sup>"
