"""The lesson pack: everything for a lesson in one file that needs no network."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from riskfactors.editions import live
from riskfactors.editions.body import Body
from riskfactors.editions.explanations import answered
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import in_use
from riskfactors.engine.combinations import State, States, combinations
from riskfactors.engine.explain import explain
from riskfactors.engine.texts import Edition
from riskfactors.illustrations import pictures
from riskfactors.sending import HTML, KEPT, body_of, saved
from riskfactors.site import leaflets
from riskfactors.teach import multiply, pages
from riskfactors.teach.interplay import together
from riskfactors.teach.lessons import plans, screens
from riskfactors.teach.page import of_shown, parts_of, teachable
from riskfactors.teach.query import Setting

STYLES = ("site/site.css", "teach/teach.css", "teach/pictures.css", "teach/pack.css")
LINK = re.compile(r'(<a\b[^>]*?\bhref=")(/[^"]*)("[^>]*>)(.*?)</a>', re.DOTALL)
ID = re.compile(r'\bid="([^"]+)"')
# Where a page of the site stands in the file.
PLACES = (
    (re.compile(r"/glossary/#(.+)"), r"term-\1"),
    (re.compile(r"/sources/#(.+)"), r"source-\1"),
    (re.compile(r"/cases/([^/]+)/"), r"case-\1"),
    (re.compile(r"/(cases|interplay|self-check|headlines)/"), r"\1"),
    (re.compile(r"/(why-not-multiply|teach)/"), r"\1"),
)


@of_shown
def pack(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """The file, to be saved."""
    shown = teachable(shown, "headlines")
    response = saved(
        request,
        _body(shown),
        name=f"ms-lesson-edition-{shown.edition.number}.html",
        kind=HTML,
        cache="no-cache" if request.GET else KEPT,
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@lru_cache(maxsize=2)
def _body(shown: live.Shown) -> Body:
    return body_of(made(shown), shown.edition)


@lru_cache(maxsize=2)
def made(shown: live.Shown) -> str:
    """The file's HTML: one document whose links lead inside it, or to a source."""
    html = first_only(render_to_string("teach/pack.html", _told(shown)))
    places = set(ID.findall(html))

    def led(found: re.Match[str]) -> str:
        start, address, end, words = found.groups()
        place = _place(address)
        return f"{start}#{place}{end}{words}</a>" if place in places else f"<span>{words}</span>"

    return LINK.sub(led, html)


def _place(address: str) -> str:
    page, is_asking, query = unescape(address).partition("?")
    if is_asking and page == f"/{multiply.NAME}/":
        return _state_place(query)
    if is_asking and page == "/interplay/":
        pair = QueryDict(query).get("pair")
        return f"note-{pair}" if pair else _together_place(query)
    for pattern, place in PLACES:
        if found := pattern.fullmatch(address):
            return found.expand(place)
    return ""


def _told(shown: live.Shown) -> dict[str, Any]:
    edition, made = shown.edition, parts_of(shown)
    return {
        "edition": edition,
        "style": SafeString("\n".join(map(_style, STYLES))),
        "people": [_person(edition, link) for link, _ in in_use(edition)],
        "why": edition.notices["why-not-multiply"],
        "states": [(_state_place(query), _state(edition, query)) for query in multiply.STATES],
        "check": edition.notices["self-check"],
        "cards": made.cards.values(),
        "notes": made.notes.values(),
        "combinations": [
            _combined(edition, one.states) for one in combinations(only={}, order=tuple(VALUES))
        ],
        "pictures": pictures(edition),
        "played": [(plan, screens(edition, name)) for name, plan in plans(edition)],
        **leaflets.CONTEXTS["glossary"](edition),
        **leaflets.CONTEXTS["sources"](edition),
        **{
            name: value for make in pages.CONTEXTS.values() for name, value in make(edition).items()
        },
    }


def _person(edition: Edition, link: str) -> dict[str, Any]:
    case = dict(in_use(edition))[link]
    return {
        "link": link,
        "case": case,
        "answered": answered(edition, case.answers),
        "said": explain(edition, case.answers),
    }


def _state_place(query: str) -> str:
    return "try-" + re.sub(r"\W+", "-", query)


def _state(edition: Edition, query: str) -> SafeString:
    """One state of Try to multiply; its marks are its own, and it asks for nothing."""
    context = {"notice": edition.notices[multiply.NAME], **multiply.stage_of(edition, query)}
    part = render_to_string("teach/why-not-multiply.html#part", context)
    return _inside(part, _state_place(query))


def _combined(edition: Edition, states: States) -> tuple[str, SafeString]:
    """One state of Factors together, and its place; the notes stand once in the file."""
    query = urlencode({key: one.value for key, one in states.items() if one is not State.PRESENT})
    context = together(edition, states, "", Setting("/interplay/", QueryDict()))
    place = _together_place(query)
    part = render_to_string(
        "teach/interplay.html#part",
        {"notice": edition.notices["interplay"], **context, "is_packed": True},
    )
    return place, _inside(part, place)


def _together_place(query: str) -> str:
    return "together-" + (re.sub(r"\W+", "-", query) or "all")


def _inside(part: str, place: str) -> SafeString:
    """A part of a page as the file holds it: its marks are its own, and it asks for nothing."""
    html = re.sub(r' data-(?:hx-[\w-]+|said)="[^"]*"| id="(?:set|pair|pick|tab)-[^"]*"', "", part)
    html = html.replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    return SafeString(re.sub(r'\b(id|aria-labelledby)="', rf'\1="{place}-', html))


@lru_cache
def _style(name: str) -> str:
    return Path(str(finders.find(name))).read_text("utf-8")
