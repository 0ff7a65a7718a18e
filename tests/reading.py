"""Reading HTML as text nodes that know where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape

VOID = {"meta", "link", "input", "br", "img", "hr", "!doctype"}
TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[!\w]+)(?P<attributes>[^>]*)>|(?P<text>[^<]+)")
ATTRIBUTE = re.compile(r'(class|data-card)="([^"]*)"')


@cache
def marks(attributes: str) -> tuple[frozenset[str], str | None]:
    """The classes and the card that an element's attributes name."""
    given = dict(ATTRIBUTE.findall(attributes))
    return frozenset(given.get("class", "").split()), given.get("data-card")


@dataclass(frozen=True, slots=True)
class Place:
    """The tags, the classes and the card around a text."""

    tags: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    card: str | None = None

    def inside(self, tag: str, attributes: str) -> Place:
        classes, card = marks(attributes)
        return Place((*self.tags, tag), self.classes | classes, card or self.card)


@dataclass(frozen=True, slots=True)
class Node:
    """One text node, white space folded."""

    text: str
    place: Place

    @property
    def tags(self) -> tuple[str, ...]:
        return self.place.tags

    @property
    def card(self) -> str | None:
        return self.place.card

    def within(self, name: str) -> bool:
        return name in self.place.classes


@cache
def text_nodes(html: str) -> tuple[Node, ...]:
    """The text nodes of some HTML; a tag closed out of turn fails."""
    places, nodes = [Place()], []
    for token in TOKEN.finditer(html):
        tag = token["tag"]
        if token["text"]:
            if text := " ".join(unescape(token["text"]).split()):
                nodes.append(Node(text, places[-1]))
        elif token["end"]:
            assert places.pop().tags[-1] == tag, f"</{tag}> closes another element"
        elif tag not in VOID and not token["attributes"].endswith("/"):
            places.append(places[-1].inside(tag, token["attributes"]))
    assert len(places) == 1, f"not closed: {places[-1].tags}"
    return tuple(nodes)


def texts(html: str) -> set[str]:
    """The different texts of some HTML."""
    return {node.text for node in text_nodes(html)}
