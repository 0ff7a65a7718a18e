"""The lesson pack: everything for a lesson in one file that needs no network."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from riskfactors.editions.citations import terms, voices
from riskfactors.editions.explanations import partial
from riskfactors.editions.glossary import first_only
from riskfactors.editions.links import relinked
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import in_use, plans
from riskfactors.engine.explain import all_passage_keys, answer_labels, card, explain, note
from riskfactors.engine.interplay import State, States, all_interplay_keys, combinations
from riskfactors.engine.texts import Edition
from riskfactors.illustrations import pictures
from riskfactors.pages import able, download
from riskfactors.teach import multiply, pages
from riskfactors.teach.interplay import together
from riskfactors.teach.lessons import screens
from riskfactors.teach.query import Setting

HTML = "text/html; charset=utf-8"
STYLES = ("site/site.css", "teach/teach.css", "teach/pictures.css", "teach/pack.css")
TOGETHER, MULTIPLY = "/interplay/", f"/{multiply.NAME}/"
SECTIONS = ("cases", "interplay", "self-check", "headlines", multiply.NAME, "teach")
# Where a page of the site stands in the file.
PLACES = (
    (re.compile(r"/glossary/#(.+)"), r"term-\1"),
    (re.compile(r"/sources/#(.+)"), r"source-\1"),
    (re.compile(r"/cases/([^/]+)/"), r"case-\1"),
    (re.compile(rf"/({'|'.join(SECTIONS)})/"), r"\1"),
)


class InFile(Setting):
    """A page's states stand in the file, each at a place of its own."""

    def state(self, **more: str) -> str:
        """The place of a state."""
        query = urlencode({name: value for name, value in more.items() if value})
        return f"#{_place(f'{self.path}?{query}' if query else self.path)}"


@require_safe
def pack(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The file, to be saved."""
    edition = able(edition, "headlines")
    response = download(pack_html(edition), f"ms-lesson-edition-{edition.number}.html", HTML)
    response["X-Robots-Tag"] = "noindex"
    return response


# It takes a second, and any query asks for it anew.
@lru_cache(maxsize=2)
def pack_html(edition: Edition) -> str:
    """The file's HTML: one document whose links lead inside it, or to a source."""
    places = {
        *SECTIONS,
        *(f"term-{key}" for key in edition.glossary),
        *(f"source-{key}" for key in edition.sources),
        *(f"case-{link}" for link, _ in in_use(edition)),
        *map(_state_place, multiply.STATES),
    }

    def to(address: str) -> str:
        place = _place(address.replace("&amp;", "&"))
        return f"#{place}" if place in places else ""

    return first_only(render_to_string("teach/pack.html", _context(relinked(edition, to))))


def _place(address: str) -> str:
    page, _, query = address.partition("?")
    if query and page == MULTIPLY:
        return _state_place(query)
    if query and page == TOGETHER:
        pair = QueryDict(query).get("pair")
        return f"note-{pair}" if pair else _together_place(query)
    return next((found.expand(to) for at, to in PLACES if (found := at.fullmatch(address))), "")


def _context(edition: Edition) -> dict[str, Any]:
    packed = {"is_packed": True}
    return {
        **packed,
        "edition": edition,
        "style": SafeString("\n".join(map(_style, STYLES))),
        "people": [_person(edition, link) for link, _ in in_use(edition)],
        "why": edition.notices[multiply.NAME],
        "states": [_state(edition, query) for query in multiply.STATES],
        "check": edition.notices["self-check"],
        "cards": [partial("card", card=card(edition, key), **packed) for key in all_passage_keys()],
        "notes": [partial("note", note=note(edition, k), **packed) for k in all_interplay_keys()],
        "combinations": [
            _combined(edition, one.states) for one in combinations(only={}, order=tuple(VALUES))
        ],
        "pictures": pictures(edition),
        "played": [(plan, screens(edition, name)) for name, plan in plans(edition)],
        "terms": terms(edition),
        "voices": voices(edition),
        **{
            name: value for make in pages.CONTEXTS.values() for name, value in make(edition).items()
        },
    }


def _person(edition: Edition, link: str) -> dict[str, Any]:
    case = dict(in_use(edition))[link]
    return {
        "link": link,
        "case": case,
        "answered": answer_labels(edition, case.answers),
        "said": explain(edition, case.answers),
    }


def _state_place(query: str) -> str:
    return "try-" + re.sub(r"\W+", "-", query)


def _state(edition: Edition, query: str) -> tuple[str, SafeString]:
    """One state of Try to multiply, and its place."""
    place = _state_place(query)
    context = multiply.stage_of(edition, query, InFile(MULTIPLY, QueryDict()))
    views = [replace(one, name=f"{place}-{one.name}") for one in context["views"]]
    return place, _part(edition, multiply.NAME, place, {**context, "views": views})


def _combined(edition: Edition, states: States) -> tuple[str, SafeString]:
    """One state of Factors together, and its place; the notes stand once in the file."""
    query = urlencode({key: one.value for key, one in states.items() if one is not State.PRESENT})
    place = _together_place(query)
    context = together(edition, states, "", InFile(TOGETHER, QueryDict()))
    return place, _part(edition, "interplay", place, context)


def _together_place(query: str) -> str:
    return "together-" + (re.sub(r"\W+", "-", query) or "all")


def _part(edition: Edition, name: str, place: str, context: dict[str, Any]) -> SafeString:
    """A part of a page as the file holds it: its marks are its own, and it asks for nothing."""
    around = {"notice": edition.notices[name], "is_packed": True, "prefix": f"{place}-"}
    return SafeString(render_to_string(f"teach/{name}.html#part", {**context, **around}))


@lru_cache
def _style(name: str) -> str:
    return Path(str(finders.find(name))).read_text("utf-8")
