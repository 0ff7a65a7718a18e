"""Pages around the explanation. They hold no answers: rendered once an edition."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from riskfactors.editions import content, live
from riskfactors.editions.body import Body
from riskfactors.editions.citations import resting
from riskfactors.editions.glossary import first_only
from riskfactors.engine.fields import SourceKind
from riskfactors.engine.texts import Edition
from riskfactors.guards import only
from riskfactors.lessons import lessons
from riskfactors.sending import answer, body_of

LEAFLETS = ("learn", "glossary", "about", "sources", "privacy", "accessibility")
ABOUT_THE_SITE = ("about", "privacy", "accessibility")


@only("GET", "HEAD")
def leaflet(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages around the explanation."""
    return answer(request, rendered(name, live.current()))


@lru_cache(maxsize=32)
def rendered(name: str, shown: live.Shown) -> Body:
    """The page of this name for what is shown now."""
    return body_of(html_of(name, shown.edition), shown.edition)


def html_of(name: str, edition: Edition) -> str:
    """The HTML of the page of this name; an edition older than the page has the packaged one."""
    edition = edition if name in edition.notices else content.edition()
    template = "site/leaf.html" if name in ABOUT_THE_SITE else f"site/{name}.html"
    context = {
        **everywhere(edition, f"/{name}/"),
        "name": name,
        "notice": edition.notices[name],
        **CONTEXTS.get(name, _leaves(name))(edition),
    }
    return first_only(render_to_string(template, context))


def everywhere(edition: Edition, path: str = "") -> dict[str, Any]:
    """What every page of the site needs; `path` is the one address at which it is to be found."""
    return {
        "edition": edition,
        "path": path,
        "report": settings.REPORT_ADDRESS,
        "site": settings.SITE_ADDRESS,
        "version": settings.VERSION,
    }


def _learn(edition: Edition) -> dict[str, Any]:
    return {"lessons": lessons(edition, edition.learn), "faq": lessons(edition, edition.faq)}


def _glossary(edition: Edition) -> dict[str, Any]:
    return {"terms": sorted(edition.glossary.items(), key=lambda pair: pair[1].term.lower())}


def _sources(edition: Edition) -> dict[str, Any]:
    rests = resting(edition)
    rows: dict[bool, list[Any]] = {True: [], False: []}
    for key in sorted(rests, key=_counted):
        source = edition.sources[key]
        rows[source.kind is SourceKind.ARTICLE].append((key, source, rests[key]))
    return {"voices": [("The article", rows[True]), ("Beyond the article", rows[False])]}


def _counted(key: str) -> list[tuple[int, str]]:
    """Sorts A2 before A10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", key)]


def _leaves(name: str) -> Any:
    def leaves(edition: Edition) -> dict[str, Any]:
        mine = {k: v for k, v in sorted(edition.pages.items()) if k.startswith(f"{name}.")}
        return {"leaves": [(key.partition("-")[2], leaf) for key, leaf in mine.items()]}

    return leaves


CONTEXTS: dict[str, Callable[[Edition], dict[str, Any]]] = {
    "learn": _learn,
    "glossary": _glossary,
    "sources": _sources,
}
