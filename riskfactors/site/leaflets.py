"""Pages around the explanation. They hold no answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from riskfactors.editions.citations import terms, voices
from riskfactors.engine.cases import in_order
from riskfactors.engine.explain import sources_of
from riskfactors.engine.texts import Edition, Lesson
from riskfactors.pages import able, render

LEAFLETS = ("learn", "glossary", "about", "sources", "privacy", "accessibility")
ABOUT_THE_SITE = ("about", "privacy", "accessibility")


@require_safe
def leaflet(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """One of the pages around the explanation."""
    edition = able(edition, name)
    template = "site/leaf.html" if name in ABOUT_THE_SITE else f"site/{name}.html"
    context = {"edition": edition, "name": name, "notice": edition.notices[name]}
    return render(request, template, {**context, **CONTEXTS.get(name, _leaves(name))(edition)})


@require_safe
def questions_link(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Where the questions once stood inside somebody else's page: a link to them."""
    return render(
        request, "site/embed_questions.html", {"edition": edition, "path": "", "is_embedded": True}
    )


def _learn(edition: Edition) -> dict[str, Any]:
    return {"lessons": lessons(edition, edition.learn), "faq": lessons(edition, edition.faq)}


def lessons(edition: Edition, texts: Mapping[str, Lesson]) -> list[dict[str, Any]]:
    """Lessons in order; the part of a key after its number is the place on the page."""
    return [
        {
            "key": key.partition("-")[2],
            "text": text,
            "sources": sources_of(edition, (text.short, text.checked, text.unchecked, text.beyond)),
        }
        for key, text in in_order(texts)
    ]


def _glossary(edition: Edition) -> dict[str, Any]:
    return {"terms": terms(edition)}


def _sources(edition: Edition) -> dict[str, Any]:
    return {"voices": voices(edition)}


def _leaves(name: str) -> Callable[[Edition], dict[str, Any]]:
    def leaves(edition: Edition) -> dict[str, Any]:
        mine = {k: v for k, v in in_order(edition.pages) if k.startswith(f"{name}.")}
        return {"leaves": [(key.partition("-")[2], leaf) for key, leaf in mine.items()]}

    return leaves


CONTEXTS: dict[str, Callable[[Edition], dict[str, Any]]] = {
    "learn": _learn,
    "glossary": _glossary,
    "sources": _sources,
}
