"""The public site as it would be, for editors' eyes only.

Every page is made by the view that makes the public one; only the edition differs. Links and forms
lead back into the preview, and nothing sent there changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.views.decorators.csrf import csrf_exempt

from riskfactors.desk.finding import all_entries
from riskfactors.desk.page import desk_page, linked, render_desk
from riskfactors.desk.searching import on_page
from riskfactors.editions import versions
from riskfactors.editions.links import relinked
from riskfactors.editions.versions import Version
from riskfactors.engine.texts import Edition
from riskfactors.models import Candidate
from riskfactors.pages import View

# No text holds it.
TEXTS = "\1texts\1"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the banner of a preview says: whose texts these are, and where the desk is.

    `texts` is where the list of the page's texts goes, which is made from the page itself.
    """

    title: str
    desk: str
    texts: str = TEXTS


# Exempt as the public form is: it changes nothing, and its view refuses foreign posts.
@csrf_exempt
@desk_page("view_entry")
def preview(request: HttpRequest, page: str = "") -> HttpResponse:
    """A public page in the working copy."""
    return _preview_page(request, versions.working(), "the working copy", reverse("preview"), page)


@csrf_exempt
@desk_page("view_entry")
def candidate_preview(request: HttpRequest, pk: int, page: str = "") -> HttpResponse:
    """A public page in a candidate."""
    candidate = get_object_or_404(Candidate, pk=pk)
    side, base = versions.of_candidate(candidate), reverse("candidate_preview", args=[pk])
    return _preview_page(request, side, side.title.lower(), base, page)


def _preview_page(
    request: HttpRequest, side: Version, title: str, base: str, page: str
) -> HttpResponse:
    view, kwargs = _public(f"/{page}")
    if problems := versions.missing(side):
        told = {"side": side, "problems": linked(problems)}
        return render_desk(request, "preview_missing.html", "Preview", status=409, **told)
    request.preview = Preview(title, reverse("desk"))  # type: ignore[attr-defined]
    edition = _inside(versions.edition(side), base)
    with _addresses_below(base):
        response: HttpResponse = view(request, edition, **kwargs)
        is_part = bool(request.htmx)  # type: ignore[attr-defined]
        whole = _whole(request, view, edition, kwargs) if is_part else response
    _list_texts(response, whole)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _whole(
    request: HttpRequest, view: View, edition: Edition, kwargs: dict[str, Any]
) -> HttpResponse:
    """The page of which htmx was sent a part."""
    part, request.htmx = request.htmx, False  # type: ignore[attr-defined]
    try:
        return view(request, edition, **kwargs)
    finally:
        request.htmx = part  # type: ignore[attr-defined]


def _list_texts(response: HttpResponse, whole: HttpResponse) -> None:
    """Say which texts stand in a page, each with the way to its form; in a part of it anew."""
    if not whole.get("Content-Type", "").startswith("text/html") or whole.status_code == 302:
        return
    html = whole.content.decode()
    # What the banner says is not of the page.
    texts = on_page(all_entries(), html.partition(TEXTS)[2] or html)
    is_part = whole is not response
    listed = render_to_string("desk/preview_texts.html", {"texts": texts, "is_part": is_part})
    own = response.content.decode()
    response.content = own + listed if is_part else own.replace(TEXTS, listed)


def _public(address: str) -> tuple[View, dict[str, Any]]:
    """The view of the public page at this address, and what it is called with."""
    try:
        public = resolve(address)
    except Resolver404 as error:
        raise Http404 from error
    view = getattr(public.func, "view", None)
    if view is None:
        raise Http404
    return view, public.kwargs


@contextmanager
def _addresses_below(base: str) -> Iterator[None]:
    """Let every address that a template or a view asks for stand below another."""
    before = get_script_prefix()
    set_script_prefix(base)
    try:
        yield
    finally:
        set_script_prefix(before)


@lru_cache(maxsize=4)
def _inside(edition: Edition, base: str) -> Edition:
    return relinked(edition, lambda address: f"{base}{address[1:]}")
