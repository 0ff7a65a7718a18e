"""The interplay explorer: every combination of the four factors, and which texts fit it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import path

from riskfactors.editions import live
from riskfactors.engine.answers import VALUES
from riskfactors.engine.codes import code_of
from riskfactors.engine.combinations import (
    STANDS_FOR,
    Combination,
    State,
    States,
    combinations,
    order_by,
)
from riskfactors.engine.explain import explain
from riskfactors.engine.texts import Edition
from riskfactors.views.educators.asked import Asked, asked, shortened
from riskfactors.views.educators.frame import of_shown, parts_of, sent, teachable
from riskfactors.views.educators.grid import grid

ANY = "any"
BY = "by"
STATES = {State.PRESENT: "present", State.ABSENT: "absent", State.UNKNOWN: "not known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One combination with the headings of what fits it."""

    states: tuple[tuple[str, str], ...]
    cards: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which combinations are asked for, in which order, and what could not be read."""

    only: States
    first: str
    wrong: tuple[str, ...]

    @property
    def combinations(self) -> tuple[Combination, ...]:
        """The combinations, sorted."""
        return combinations(only=self.only, order=order_by(self.first))


@of_shown
def interplay(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """All combinations as a table and a picture; each can be opened as a case."""
    shown = teachable(shown, "interplay")
    edition, made = shown.edition, parts_of(shown)
    query = asked(request, BY, *VALUES)
    chosen = chosen_by(query)
    order = order_by(chosen.first)
    names = {factor: edition.questions[factor].name for factor in VALUES}
    groups = groupby(rows(edition, chosen), key=lambda row: row.states[0])
    told = {
        "notice": edition.notices["interplay"],
        "order": [(factor, names[factor]) for factor in order],
        "factors": [(f, name, chosen.only.get(f, ANY)) for f, name in names.items()],
        "states": STATES.items(),
        "first": chosen.first,
        "groups": [(word, list(found)) for (_, word), found in groups],
        "grid": grid(order, chosen.only, names),
        "stands_for": stands_for(edition),
        "cards": [(edition.passages[key].heading, made.cards[key]) for key in card_keys()],
        "notes": made.notes.values(),
        "query": request.GET.urlencode(),
        "unread": query.unread,
        "wrong": chosen.wrong,
    }
    status = 400 if query.unread or chosen.wrong else 200
    return sent(request, shown, "interplay", told, status=status, is_kept=not request.GET)


def chosen_by(query: Asked) -> Chosen:
    """The combinations that a link asks for."""
    known = {state.value: state for state in State}
    given = {factor: query.get(factor) or ANY for factor in VALUES}
    first = query.get(BY) or next(iter(VALUES))
    wrong = [shortened(value) for value in given.values() if value not in {ANY, *known}]
    if first not in VALUES:
        wrong.append(shortened(first))
    return Chosen(
        only={factor: known[value] for factor, value in given.items() if value in known},
        first=first if first in VALUES else next(iter(VALUES)),
        wrong=tuple(wrong),
    )


def rows(edition: Edition, chosen: Chosen) -> Iterator[Row]:
    """Each combination with what fits it."""
    for one in chosen.combinations:
        explanation = explain(edition, one.answers)
        yield Row(
            states=tuple((state.value, STATES[state]) for state in one.states.values()),
            cards=tuple((card.key, card.passage.heading) for card in explanation.cards),
            notes=tuple((note.key, note.text.heading) for note in explanation.notes),
            code=code_of(one.answers),
        )


def stands_for(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each factor, which answer stands for each state."""
    return [
        (
            edition.questions[factor].name,
            [(STATES[s], edition.options[f"{factor}.{value}"].label) for s, value in kept.items()],
        )
        for factor, kept in STANDS_FOR.items()
    ]


def card_keys() -> list[str]:
    """The cards of the answers that stand for a state."""
    return [f"{factor}.{value}" for factor, kept in STANDS_FOR.items() for value in kept.values()]


PATHS = [path("interplay/", interplay, name="interplay")]
