"""Paper for a class: a sheet for learners, and the answer key on a sheet of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.engine.cases import in_order
from riskfactors.engine.estimates import baseline
from riskfactors.engine.explain import answer_labels, explain
from riskfactors.engine.texts import Edition
from riskfactors.pages import able
from riskfactors.teach.cases import Person, missing, person
from riskfactors.teach.page import render
from riskfactors.teach.query import read_query

PICTURES = 2


@require_safe
def case(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """The handout of a case or of a composed person."""
    edition = able(edition, "cases")
    found = person(edition, name)
    if found is None or not found.is_whole or (found.case and found.case.withdrawn):
        return missing(request, edition, found)
    told = _of_person(edition, found)
    return _render(request, edition, "case", told, reverse("case", args=[found.link]))


@require_safe
def self_check(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The self-check on paper."""
    edition = able(edition, "self-check")
    told = {"exercises": [one for _, one in in_order(edition.exercises)]}
    return _render(request, edition, "self-check", told, reverse("self-check"))


@require_safe
def headlines(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The headline workshop on paper."""
    edition = able(edition, "headlines")
    common = baseline(edition)
    told = {
        "headlines": [one for _, one in in_order(edition.headlines)],
        "counted": (common,) if common else (),
    }
    return _render(request, edition, "headlines", told, reverse("headlines"))


def _of_person(edition: Edition, found: Person) -> dict[str, Any]:
    said = explain(edition, found.answers)
    drawn = (card.counts for card in said.cards if 0 < len(card.counts) <= PICTURES)
    common = baseline(edition)
    return {
        "counted": next(drawn, (common,) if common else ()),
        "person": found,
        "answered": answer_labels(edition, found.answers),
        "cards": said.cards,
        "notes": said.notes,
    }


def _render(
    request: HttpRequest, edition: Edition, kind: str, told: dict[str, Any], page: str
) -> HttpResponse:
    notice = edition.notices.get(kind)
    told = {
        **told,
        "kind": kind,
        "page": page,
        "notice": notice,
        "unread": read_query(request).unread,
    }
    is_plain = kind != "case" or bool(told["person"].case)
    return render(request, edition, "handout", told, is_plain=is_plain)
