"""Explanations as HTML, each block rendered once for an edition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.explain import (
    TOGETHER,
    Block,
    Card,
    Note,
    all_passage_keys,
    card,
    explain,
    note,
    sources_of,
)
from riskfactors.engine.interplay import all_interplay_keys
from riskfactors.engine.pair_map import PairMap
from riskfactors.engine.texts import Edition, Notice, Question

PAGE = "site/calculator.html"
Names = tuple[str, ...]


def places(edition: Edition, answers: Answers) -> Mapping[str, SafeString]:
    """What stands at each place of an explanation, in order; last, which edition it is of."""
    found = {**_by_place(edition, answers), "edition": ()}
    return {place: _at(edition, place, blocks) for place, blocks in found.items()}


def _by_place(edition: Edition, answers: Answers) -> dict[str, tuple[Block, ...]]:
    """The blocks of the places that answers change."""
    grouped = groupby(explain(edition, answers).blocks, key=lambda block: block.place)
    found = {place: tuple(blocks) for place, blocks in grouped}
    return {place: found.get(place, ()) for place in (*VALUES, TOGETHER)}


def _at(edition: Edition, place: str, blocks: tuple[Block, ...]) -> SafeString:
    rendered, key = _rendered(edition), (place, tuple(block.name for block in blocks))
    if key not in rendered:
        rendered[key] = SafeString(first_only(_place(edition, place, blocks), new_tab=True))
    return rendered[key]


@lru_cache(maxsize=4)
def _rendered(edition: Edition) -> dict[tuple[str, Names], SafeString]:
    """What was rendered of an edition, so that each block is rendered once."""
    return {}


def _place(edition: Edition, place: str, blocks: tuple[Block, ...]) -> SafeString:
    if place == "edition":
        return partial("edition", edition=edition)
    if place != TOGETHER:
        return html(edition, blocks[0])
    held: dict[str, Any] = {"notes": [one.holds for one in blocks if isinstance(one.holds, Note)]}
    for one in blocks:
        if isinstance(one.holds, PairMap):
            held["map"] = one.holds
        elif isinstance(one.holds, Notice):
            held |= {"notice": one.holds, "sources": sources_of(edition, [one.holds.body])}
    return partial("together", **held)


def html(edition: Edition, block: Block) -> SafeString:
    """One block with all its links; of a map its names, because its lines are the notes'."""
    held = block.holds
    if isinstance(held, Card):
        return partial("place", factor=block.place, card=held)
    if isinstance(held, Question):
        sources = sources_of(edition, [held.why])
        context = {"factor": block.place, "question": held, "sources": sources}
        return partial("place", edition=edition, **context)
    if isinstance(held, PairMap):
        return SafeString("<br>".join(dot.name for dot in held.dots))
    if isinstance(held, Note):
        return partial("note", note=held)
    return _notice(edition, block.name, held)


@lru_cache(maxsize=3)
def cards(edition: Edition) -> Mapping[str, SafeString]:
    """Every card of an edition by its passage's key, with all its links."""
    return {key: partial("card", card=card(edition, key)) for key in all_passage_keys()}


@lru_cache(maxsize=3)
def notes(edition: Edition) -> Mapping[str, SafeString]:
    """Every note by its key, likewise."""
    return {key: partial("note", note=note(edition, key)) for key in all_interplay_keys()}


def notice(edition: Edition, key: str) -> SafeString:
    """A notice with all its links; an edition from before there was one has none."""
    found = edition.notices.get(key)
    return _notice(edition, key, found) if found else SafeString()


def _notice(edition: Edition, key: str, text: Notice) -> SafeString:
    return partial("notice", key=key, notice=text, sources=sources_of(edition, [text.body]))


def partial(name: str, **context: object) -> SafeString:
    """A part of the first page by its name."""
    return SafeString(get_template(f"{PAGE}#{name}").render(context))
