"""Invented people inside a course page, and the snippet that puts them there."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.engine.cases import in_use
from riskfactors.engine.texts import Edition
from riskfactors.pages import able, site_of
from riskfactors.teach import cases, compare, interplay, multiply
from riskfactors.teach.cases import person
from riskfactors.teach.page import render
from riskfactors.teach.query import Query, read_query, shortened

# Scripts and forms of ours, and links that open beside; never the page around.
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"
HEIGHT = 900
TOYS = {multiply.NAME: multiply.context_of, "interplay": interplay.context_of}


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """What is embedded: its public address in a frame, also in a preview, and the frame's title."""

    address: str
    title: str

    def snippet(self, site: str) -> str:
        """The HTML to copy."""
        source = escape(f"{site}{self.address}")
        return (
            f'<iframe src="{source}" title="{escape(self.title)}" sandbox="{SANDBOX}" '
            f'width="100%" height="{HEIGHT}" loading="lazy"></iframe>'
        )


@require_safe
def embed_case(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """An invented person in a frame."""
    edition = able(edition, "cases")
    found = person(edition, name)
    if found is None or not found.is_whole or (found.case and found.case.withdrawn):
        return cases.missing(request, edition, found, is_embedded=True)
    query = read_query(request, cases.FROM)
    told = {**cases.context_of(edition, found, query.get(cases.FROM)), "unread": query.unread}
    return _in_frame(request, edition, "case", told, reverse("case", args=[found.link]))


@require_safe
def embed_compare(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A comparison in a frame."""
    edition = able(edition, "compare")
    told = compare.context_of(edition, read_query(request, *compare.SIDES, "view"))
    whole = f"{reverse('compare_people')}?{request.GET.urlencode()}"
    return _in_frame(request, edition, "compare", told, whole)


@require_safe
def embed_toy(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """Try to multiply or Factors together in a frame."""
    if name not in TOYS:
        raise Http404
    edition = able(edition, name)
    whole = f"{reverse(name)}?{request.GET.urlencode()}".rstrip("?")
    told = {**TOYS[name](request, edition), "is_toy": True}
    status = 400 if told["unread"] or told["wrong"] else 200
    return _in_frame(request, edition, name, told, whole, status)


def _in_frame(
    request: HttpRequest,
    edition: Edition,
    name: str,
    told: dict[str, Any],
    whole: str,
    status: int = 200,
) -> HttpResponse:
    """The part of a page that is played with, and the way to the whole of it."""
    around = {"stage": f"teach/{name}.html#part", "whole": whole, "is_embedded": True}
    return render(request, edition, "embed", {**told, **around}, status=status)


@require_safe
def embedding(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The snippet for a person or a comparison; for the first person if nobody was chosen."""
    edition = able(edition, "embedding")
    query = read_query(request, "case", "toy", *compare.SIDES)
    embed = _embed(edition, query)
    told = {
        "notice": edition.notices["embedding"],
        "embed": embed,
        "height": HEIGHT,
        "snippet": embed.snippet(site_of(request)),
        "unread": query.unread,
        "wrong": _wrong(edition, query),
    }
    status = 400 if told["wrong"] else 200
    return render(request, edition, "embedding", told, status=status)


def _embed(edition: Edition, query: Query) -> Embed:
    found = person(edition, query.get("case"))
    sides = [person(edition, query.get(side)) for side in compare.SIDES]
    if found and found.is_whole:
        title = found.case.purpose if found.case else found.name
        return Embed(address=f"/embed/cases/{found.link}/", title=title)
    if all(one and one.is_whole for one in sides):
        links = {side: one.link for side, one in zip(compare.SIDES, sides, strict=True) if one}
        title = edition.notices["compare"].heading
        return Embed(address=f"/embed/compare/?{urlencode(links)}", title=title)
    if (toy := query.get("toy")) in TOYS:
        return Embed(address=f"/embed/toys/{toy}/", title=edition.notices[toy].heading)
    link, case = in_use(edition)[0]
    return Embed(address=f"/embed/cases/{link}/", title=case.purpose)


def _wrong(edition: Edition, query: Query) -> list[str]:
    given = [query.get(key) for key in ("case", *compare.SIDES) if query.get(key)]
    found = [(name, person(edition, name)) for name in given]
    lost = [name for name, one in found if one is None or not one.is_whole]
    toy = query.get("toy")
    return [shortened(name) for name in (*lost, *([toy] if toy and toy not in TOYS else []))]
