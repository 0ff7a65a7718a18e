"""Two invented people side by side: what both read, and what only one of them does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from riskfactors.engine import compare as engine
from riskfactors.engine.cases import in_use
from riskfactors.engine.compare import Difference, Statement, Text
from riskfactors.engine.estimates import Estimate
from riskfactors.engine.explain import TOGETHER, answer_labels, explain, sources_of
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import Claim, Edition, Notice
from riskfactors.pages import able
from riskfactors.teach.cases import Person, person
from riskfactors.teach.page import render
from riskfactors.teach.query import Query, read_query, shortened

SIDES = ("a", "b")
VIEWS = (("differ", "What differs"), ("all", "All"), ("same", "What both read"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorGroup:
    """What two people read of one factor, with their answers; or of factors together."""

    key: str
    name: str
    labels: tuple[str | None, str | None]
    said: Difference


@require_safe
def compare(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Choose two people, and read what their explanations share and where they differ."""
    edition = able(edition, "compare")
    told = context_of(edition, read_query(request, *SIDES, "view"))
    status = 400 if told["unread"] or told["wrong"] else 200
    return render(request, edition, "compare", told, status=status)


def context_of(edition: Edition, query: Query) -> dict[str, Any]:
    """What the comparison that a link asks for tells."""
    view = query.get("view") or VIEWS[0][0]
    people = [person(edition, query.get(side)) for side in SIDES]
    told: dict[str, Any] = {
        "notice": edition.notices["compare"],
        "sides": [
            (side, query.get(side) if one is None else one.link, _options(edition, one))
            for side, one in zip(SIDES, people, strict=True)
        ],
        "views": VIEWS,
        "view": view if view in dict(VIEWS) else VIEWS[0][0],
        "unread": query.unread,
        "wrong": _wrong(query.values, people, view),
    }
    first, second = people
    if first and second and first.is_readable and second.is_readable:
        told |= _comparison(edition, first, second, told["view"])
    return told


def _comparison(edition: Edition, first: Person, second: Person, view: str) -> dict[str, Any]:
    found = engine.compare(explain(edition, first.answers), explain(edition, second.answers))
    labels = [
        {factor: label for factor, _, label in answer_labels(edition, one.answers)}
        for one in (first, second)
    ]
    groups = [
        FactorGroup(
            key=said.group,
            name="" if said.group == TOGETHER else edition.questions[said.group].name,
            labels=(labels[0].get(said.group), labels[1].get(said.group)),
            said=said,
        )
        for said in found
    ]
    seen = [group for group in groups if _is_seen(group.said, view)]
    statements = [one for group in seen for one in _statements(group.said, view)]
    cited = [prose for one in statements for prose in _proses(one.text)]
    counted = [row.study.source for one in statements for row in _counts(one.text)]
    sources = sources_of(edition, cited, *counted)
    return {"first": first, "second": second, "groups": seen, "sources": sources}


def _is_seen(said: Difference, view: str) -> bool:
    return {"all": said.differs or bool(said.both), "differ": said.differs}.get(
        view, bool(said.both)
    )


def _statements(said: Difference, view: str) -> tuple[Statement, ...]:
    apart = (*said.only_first, *said.only_second)
    return {"all": (*apart, *said.both), "differ": apart}.get(view, said.both)


def _proses(text: Text) -> tuple[Prose | None, ...]:
    if isinstance(text, Claim):
        return text.says, text.comparison
    if isinstance(text, Notice):
        return (text.body,)
    return (text,) if isinstance(text, Prose) else ()


def _counts(text: Text) -> tuple[Estimate, ...]:
    return text if isinstance(text, tuple) else ()


def _options(edition: Edition, one: Person | None) -> list[tuple[str, str]]:
    """What a side can be: each case, and the composed person who stands there now."""
    cases: list[tuple[str, str]] = [(link, case.purpose) for link, case in in_use(edition)]
    if one is None or one.case or not one.is_readable:
        return cases
    return [*cases, (one.link, one.link)]


def _wrong(values: Any, people: list[Person | None], view: str) -> list[str]:
    """What was given and is no person, no whole code or no view."""
    lost = [
        shortened(values[side])
        for side, one in zip(SIDES, people, strict=True)
        if values.get(side) and (one is None or not one.is_whole)
    ]
    return lost if view in dict(VIEWS) else [*lost, shortened(view)]
