"""The teaching pages that ask nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from riskfactors.editions import live
from riskfactors.engine.cases import in_order, in_use
from riskfactors.engine.explain import sources_of
from riskfactors.engine.fields import Prose
from riskfactors.engine.teaching import Headline
from riskfactors.engine.texts import Edition
from riskfactors.teach.lessons import plans
from riskfactors.teach.page import of_shown, sent, teachable
from riskfactors.teach.query import asked


@of_shown
def page(request: HttpRequest, shown: live.Shown, name: str) -> HttpResponse:
    """The teaching page of this name."""
    shown = teachable(shown, name)
    told = {
        "notice": shown.edition.notices[name],
        "unread": asked(request).unread,
        **CONTEXTS[name](shown.edition),
    }
    return sent(request, shown, name, told, is_kept=True)


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
