"""Paper for a class: a sheet for learners, and the answer key on a sheet of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from riskfactors.editions import live
from riskfactors.editions.explanations import answered
from riskfactors.engine.cases import in_order
from riskfactors.engine.estimates import baseline
from riskfactors.engine.explain import explain
from riskfactors.engine.texts import Edition
from riskfactors.teach.cases import missing
from riskfactors.teach.page import of_shown, sent, teachable
from riskfactors.teach.people import Person, person
from riskfactors.teach.query import asked

PICTURES = 2


@of_shown
def case(request: HttpRequest, shown: live.Shown, name: str) -> HttpResponse:
    """The handout of a case or of a composed person."""
    shown = teachable(shown, "cases")
    found = person(shown.edition, name)
    if found is None or not found.is_whole or (found.case and found.case.withdrawn):
        return missing(request, shown, found)
    told = _of_person(shown.edition, found)
    return _sent(request, shown, "case", told, reverse("case", args=[found.link]))


@of_shown
def self_check(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """The self-check on paper."""
    shown = teachable(shown, "self-check")
    told = {"exercises": [one for _, one in in_order(shown.edition.exercises)]}
    return _sent(request, shown, "self-check", told, reverse("self-check"))


@of_shown
def headlines(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """The headline workshop on paper."""
    shown = teachable(shown, "headlines")
    common = baseline(shown.edition)
    told = {
        "headlines": [one for _, one in in_order(shown.edition.headlines)],
        "counted": (common,) if common else (),
    }
    return _sent(request, shown, "headlines", told, reverse("headlines"))


def _of_person(edition: Edition, found: Person) -> dict[str, Any]:
    said = explain(edition, found.answers)
    drawn = (card.counts for card in said.cards if 0 < len(card.counts) <= PICTURES)
    common = baseline(edition)
    return {
        "counted": next(drawn, (common,) if common else ()),
        "person": found,
        "answered": answered(edition, found.answers),
        "cards": said.cards,
        "notes": said.notes,
    }


def _sent(
    request: HttpRequest, shown: live.Shown, kind: str, told: dict[str, Any], page: str
) -> HttpResponse:
    notice = shown.edition.notices.get(kind)
    told = {**told, "kind": kind, "page": page, "notice": notice, "unread": asked(request).unread}
    is_kept = kind != "case" or bool(told["person"].case)
    return sent(request, shown, "handout", told, is_kept=is_kept)
