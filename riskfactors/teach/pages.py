"""The teaching pages that ask nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from riskfactors.engine.cases import in_order, in_use, plans
from riskfactors.engine.explain import sources_of
from riskfactors.engine.fields import Prose
from riskfactors.engine.teaching import Headline
from riskfactors.engine.texts import Edition
from riskfactors.pages import able
from riskfactors.teach.page import render
from riskfactors.teach.query import read_query


@require_safe
def page(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """The teaching page of this name."""
    edition = able(edition, name)
    told = {
        "notice": edition.notices[name],
        "unread": read_query(request).unread,
        **CONTEXTS[name](edition),
    }
    return render(request, edition, name, told)


def _teach(edition: Edition) -> dict[str, Any]:
    return {
        "cases": in_use(edition),
        "workshops": [
            (name, plan, sources_of(edition, (plan.aim, plan.misread)))
            for name, plan in plans(edition)
        ],
    }


def _cases(edition: Edition) -> dict[str, Any]:
    return {"cases": in_use(edition)}


def _self_check(edition: Edition) -> dict[str, Any]:
    return {
        "exercises": [
            (key.partition("-")[2], one, sources_of(edition, [why for _, why, _ in one.answers]))
            for key, one in in_order(edition.exercises)
        ]
    }


def _headlines(edition: Edition) -> dict[str, Any]:
    return {
        "headlines": [
            (key.partition("-")[2], one, sources_of(edition, _proses(one)))
            for key, one in in_order(edition.headlines)
        ]
    }


def _proses(one: Headline) -> tuple[Prose, ...]:
    return (one.says, one.whom, one.many, one.time, one.link, one.outcome, one.instead)


CONTEXTS: dict[str, Callable[[Edition], dict[str, Any]]] = {
    "teach": _teach,
    "cases": _cases,
    "self-check": _self_check,
    "headlines": _headlines,
}
