"""Reading HTML as text nodes that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass(frozen=True)
class Node:
    """One text node, with the tag, classes and card of each element around it."""

    text: str
    tags: tuple[str, ...]
    classes: tuple[frozenset[str], ...]
    card: str | None

    def within(self, name: str) -> bool:
        return any(name in classes for classes in self.classes)


class Reader(HTMLParser):
    """Collects text nodes; fails on a tag that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, frozenset[str], str | None]] = []
        self.nodes: list[Node] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        classes = frozenset((given.get("class") or "").split())
        if tag not in VOID:
            self.open.append((tag, classes, given.get("data-card")))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if text := " ".join(data.split()):
            tags, classes, cards = zip(*self.open, strict=True) if self.open else ((), (), ())
            card = next(filter(None, reversed(cards)), None)
            self.nodes.append(Node(text, tags, classes, card))


@cache
def text_nodes(html: str) -> tuple[Node, ...]:
    """The text nodes of some HTML, white space folded."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"not closed: {reader.open}"
    return tuple(reader.nodes)


def texts(html: str) -> set[str]:
    """The different texts of some HTML."""
    return {node.text for node in text_nodes(html)}
