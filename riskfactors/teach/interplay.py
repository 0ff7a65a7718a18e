"""Factors together: four switches, the map of their pairs, and the note of the pair picked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.editions.citations import plain
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import code_of
from riskfactors.engine.explain import Explanation, explain
from riskfactors.engine.fields import Prose
from riskfactors.engine.interplay import (
    COMBINATION,
    PAIRS,
    STANDS_FOR,
    Combination,
    State,
    States,
    combinations,
    order_by,
)
from riskfactors.engine.pair_map import map_of
from riskfactors.engine.texts import Edition
from riskfactors.pages import able, download, site_of
from riskfactors.spreadsheet import CSV, csv_text
from riskfactors.teach.page import render
from riskfactors.teach.query import Query, Setting, read_query, shortened

ANY = "any"
BY, PICK = "by", "pair"
STATES = {State.PRESENT: "present", State.ABSENT: "absent", State.UNKNOWN: "not known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One factor, the answer that stands for its state, and a link for each other state."""

    factor: str
    name: str
    answer: str
    states: tuple[tuple[State, str, bool, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinationFilter:
    """Which combinations are asked for, in which order, and what could not be read."""

    only: States
    first: str
    wrong: tuple[str, ...]

    @property
    def combinations(self) -> tuple[Combination, ...]:
        """The combinations, sorted."""
        return combinations(only=self.only, order=order_by(self.first))


@require_safe
def interplay(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The combination that the link names; what it does not name is present."""
    edition = able(edition, "interplay")
    told = context_of(request, edition)
    status = 400 if told["unread"] or told["wrong"] else 200
    return render(request, edition, "interplay", told, status=status)


def context_of(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What the page tells of the combination that its link names."""
    query = read_query(request, BY, PICK, *VALUES)
    chosen, pick = combination_filter(query), query.get(PICK)
    wrong = chosen.wrong if pick in {"", *PAIRS} else (*chosen.wrong, shortened(pick))
    setting = Setting(request.path, request.GET)
    return {
        "notice": edition.notices["interplay"],
        "unread": query.unread,
        "wrong": wrong,
        **together(edition, chosen.only, pick, setting),
    }


def together(edition: Edition, only: States, pick: str, setting: Setting) -> dict[str, Any]:
    """All that the page shows of one combination."""
    one = Combination(states={factor: only.get(factor, State.PRESENT) for factor in VALUES})
    notes = {note.key: note for note in explain(edition, one.answers).notes}
    pick = pick if pick in notes else ""
    return {
        "switches": [_switch(edition, one.states, factor, pick, setting) for factor in VALUES],
        "map": map_of(edition, notes, one.states),
        "picked": pick,
        "pairs": [
            (key, note.text.heading, key == pick, _link(setting, one.states, pick=key))
            for key, note in notes.items()
            if key in PAIRS
        ],
        "note": notes.get(pick or COMBINATION),
        "code": code_of(one.answers),
    }


def _switch(edition: Edition, states: States, factor: str, pick: str, setting: Setting) -> Switch:
    answer = STANDS_FOR[factor][states[factor]]
    return Switch(
        factor=factor,
        name=edition.questions[factor].name,
        answer=edition.options[f"{factor}.{answer}"].label,
        states=tuple(
            (one, word, one is states[factor], _link(setting, {**states, factor: one}, pick=pick))
            for one, word in STATES.items()
        ),
    )


def _link(setting: Setting, states: States, pick: str) -> str:
    named = {factor: one.value for factor, one in states.items() if one is not State.PRESENT}
    return setting.state(**named, **{PICK: pick})


def combination_filter(query: Query) -> CombinationFilter:
    """The combinations that a link asks for."""
    known = {state.value: state for state in State}
    given = {factor: query.get(factor) or ANY for factor in VALUES}
    first = query.get(BY) or next(iter(VALUES))
    wrong = [shortened(value) for value in given.values() if value not in {ANY, *known}]
    if first not in VALUES:
        wrong.append(shortened(first))
    return CombinationFilter(
        only={factor: known[value] for factor, value in given.items() if value in known},
        first=first if first in VALUES else next(iter(VALUES)),
        wrong=tuple(wrong),
    )


HEADINGS = (
    *("claims", "the article says", "research observed", "not known"),
    *("link", "edition", "digest"),
)


@require_safe
def interplay_csv(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A line for each combination asked for; what cannot be read is told on the page."""
    edition = able(edition, "interplay")
    query = read_query(request, BY, PICK, *VALUES)
    chosen = combination_filter(query)
    if query.unread or chosen.wrong:
        return redirect(f"{reverse('interplay')}?{request.GET.urlencode()}")
    rows = (_texts(edition, one, site_of(request)) for one in chosen.combinations)
    table = csv_text((*VALUES, *HEADINGS), rows)
    return download(table, f"factors-together-edition-{edition.number}.csv", CSV)


def _texts(edition: Edition, one: Combination, site: str) -> tuple[str, ...]:
    """A line of the spreadsheet: states, and what the edition says of them together."""
    said = explain(edition, one.answers)
    return (
        *(STATES[one.states[factor]] for factor in VALUES),
        " ".join(name for card in said.cards for name in card.passage.claims),
        _joined(_article(said)),
        _joined(_research(said)),
        _joined(note.text.unknown for note in said.notes),
        f"{site}/cases/{code_of(one.answers)}/",
        str(edition.number),
        edition.digest,
    )


def _article(said: Explanation) -> Iterator[Prose | None]:
    for card in said.cards:
        yield from (claim.says for claim in card.claims)
        yield card.passage.short_article
        yield card.passage.article
    for note in said.notes:
        yield note.text.short_article
        yield note.text.article


def _research(said: Explanation) -> Iterator[Prose | None]:
    for card in said.cards:
        yield from (claim.comparison for claim in card.claims)
        yield card.passage.short_beyond
    for note in said.notes:
        yield note.text.short_beyond
        yield note.text.research


def _joined(proses: Iterable[Prose | None]) -> str:
    return " ".join(plain(prose.markdown) for prose in proses if prose)
