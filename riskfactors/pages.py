"""What the public pages of all audiences share.

A page is `view(request, edition) -> response`, written as if nothing were cached. What is the same
for everybody is kept in front of Django, and by nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from riskfactors.editions import content, live
from riskfactors.editions.glossary import first_only
from riskfactors.engine.texts import Edition

View = Callable[..., HttpResponse]
EditionOf = Callable[[HttpRequest], Edition]


def live_edition(request: HttpRequest) -> Edition:
    """The edition that visitors read now."""
    return live.current()


def page(view: View, edition_of: EditionOf = live_edition) -> View:
    """A public page, of the edition that its address names; another can be handed to its `view`.

    It changes nothing, so a post to it needs no token; `guards` refuses foreign ones.
    """

    @csrf_exempt
    @wraps(view)
    def at_its_address(request: HttpRequest, **given: Any) -> HttpResponse:
        edition = edition_of(request)
        response = view(request, edition, **given)
        response.edition = edition  # type: ignore[attr-defined]
        return response

    at_its_address.view = view  # type: ignore[attr-defined]
    return at_its_address


def nobodys(response: HttpResponse) -> HttpResponse:
    """A page that is not for everybody: nothing keeps it, and no search engine lists it."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def download(content: str | bytes, name: str, kind: str) -> HttpResponse:
    """A file to save under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def render(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the site; each word of the glossary is a link where it first appears."""
    html = render_to_string(template, {**everywhere(request), **context})
    return HttpResponse(first_only(html), status=status)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """What every page of the site needs beside its edition.

    `path` is the one address at which it is to be found, whatever query leads to it. `preview`
    tells editors which texts they look at, and where their desk is.
    """
    preview = getattr(request, "preview", None)
    is_read = request.method in {"GET", "HEAD"} and not preview
    return {
        "path": request.path if is_read else "",
        "preview": preview,
        "report": settings.REPORT_ADDRESS,
        "site": settings.SITE_ADDRESS,
        "version": settings.VERSION,
    }


def site_of(request: HttpRequest) -> str:
    """Where the site is."""
    return str(settings.SITE_ADDRESS) or f"{request.scheme}://{request.get_host()}"


def able(edition: Edition, notice: str, kind: str = "notices") -> Edition:
    """The edition, or the packaged one if that is older than a page or a kind of text."""
    has = notice in edition.notices and bool(getattr(edition, kind))
    return edition if has else content.edition()


def embeddable(view: View) -> View:
    """Let any page embed what this view answers. Its template opens links beside the frame."""

    @wraps(view)
    def open_to_all(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            response = nobodys(view(request, **given))
        except Http404:
            page = render_to_string("404.html", {"is_embedded": True})
            response = nobodys(HttpResponse(page, status=404))
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return cast(View, csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(open_to_all)))
