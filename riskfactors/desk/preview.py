"""The public site as it would be, for editors' eyes only.

Every page is made by the code that makes the public one; only the edition differs. Links
and forms are led back into the preview, and nothing sent there changes anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt

from riskfactors.desk.page import desk_page, frame, linked
from riskfactors.editions import live, versions
from riskfactors.editions.versions import Side
from riskfactors.guards import only, visitors_post
from riskfactors.models import Candidate
from riskfactors.sending import NEVER_KEPT
from riskfactors.site import calculator, leaflets

INSIDE = re.compile(r'\b(href|(?:form)?action|data-hx-(?:post|get))="(/[^"#?]*)')
BANNER = "desk/preview_banner.html"
BEFORE = {"</head>": "style", '<header class="top">': "banner"}
Maker = Callable[..., HttpResponse]


# Exempt as the public form is: it changes nothing, and visitors_post refuses foreign posts.
@csrf_exempt
@desk_page("view_entry")
def preview(request: HttpRequest, page: str = "") -> HttpResponse:
    """A public page in the working copy."""
    return _previewed(request, versions.working(), reverse("preview"), page)


@csrf_exempt
@desk_page("view_entry")
def candidate_preview(request: HttpRequest, pk: int, page: str = "") -> HttpResponse:
    """A public page in a candidate."""
    candidate = get_object_or_404(Candidate, pk=pk)
    base = reverse("candidate_preview", args=[pk])
    return _previewed(request, versions.of_candidate(candidate), base, page)


def _previewed(request: HttpRequest, side: Side, base: str, page: str) -> HttpResponse:
    maker = _maker(f"/{page}")
    if maker is None:
        raise Http404
    if problems := versions.missing(side):
        told: dict[str, Any] = {"side": side, "problems": linked(problems)}
        return frame(request, "preview_missing.html", "Preview", status=409, **told)
    # Links are led into the preview, which a compressed page would hide.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = maker(request, shown=versions.shown(side))
    if "Location" in response:
        response["Location"] = _inside(response["Location"], base)
    response.content = _led_inside(response.text, side, base)
    response["Cache-Control"] = NEVER_KEPT
    del response["ETag"]
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@lru_cache(maxsize=64)
def _maker(address: str) -> Maker | None:
    """What makes the preview of the public page at this address; None if nothing does."""
    try:
        public = resolve(address)
    except Resolver404:
        return None
    if public.func is calculator.calculator:
        return _calculator
    if of := getattr(public.func, "of", None):
        return partial(of, **public.kwargs)
    if public.func is leaflets.leaflet:
        return partial(_leaflet, name=public.kwargs["name"])
    return None


def _calculator(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    guarded = only("GET", "HEAD", "POST")(visitors_post(partial(_answered, shown=shown)))
    response: HttpResponse = guarded(request)
    return response


def _answered(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    if request.method == "POST":
        return calculator.explained(request, shown)
    return HttpResponse(calculator.asked(shown))


def _leaflet(request: HttpRequest, name: str, shown: live.Shown) -> HttpResponse:
    guarded = only("GET", "HEAD")(lambda _: HttpResponse(leaflets.html_of(name, shown.edition)))
    response: HttpResponse = guarded(request)
    return response


def _led_inside(html: str, side: Side, base: str) -> str:
    """The page under a banner; its ways lead to previews where there are any."""

    def led(found: re.Match[str]) -> str:
        name, address = found.groups()
        return f'{name}="{_inside(address, base)}'

    html = INSIDE.sub(led, html).replace("<title>", "<title>Preview: ", 1)
    for place, partial_name in BEFORE.items():
        if place in html:
            added = render_to_string(f"{BANNER}#{partial_name}", {"side": side})
            html = html.replace(place, added + place, 1)
    return html


def _inside(address: str, base: str) -> str:
    """Where a public address is in the preview; the same if it is not there."""
    return f"{base}{address[1:]}" if _maker(address.partition("?")[0]) else address
