"""What every teaching page needs: the edition to make it from, and the way it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from riskfactors.editions import live, packaged
from riskfactors.editions.join import Parts, parts
from riskfactors.editions.terms import first_only
from riskfactors.views.guards import only
from riskfactors.views.leaflets import answer, everywhere, page_of

SCRIPTED = {"case", "compare", "interplay"}
View = Callable[..., HttpResponse]


def of_shown(view: View) -> View:
    """A page made from what readers have now; its `of` makes it from any other edition."""
    made = only("GET", "HEAD")(view)

    @wraps(view)
    def now(request: HttpRequest, **given: Any) -> HttpResponse:
        response: HttpResponse = made(request, shown=live.current(), **given)
        return response

    now.of = made  # type: ignore[attr-defined]
    return now


def teachable(shown: live.Shown) -> live.Shown:
    """What is shown, or the packaged texts if that is older than the teaching pages."""
    return shown if "cases" in shown.edition.notices else _packaged()


@lru_cache(maxsize=1)
def _packaged() -> live.Shown:
    return live.Shown(packaged.edition(), {})


@lru_cache(maxsize=3)
def parts_of(shown: live.Shown) -> Parts:
    """The cards and notes of what is shown, rendered once."""
    return parts(shown.edition)


def sent(
    request: HttpRequest,
    shown: live.Shown,
    name: str,
    told: Mapping[str, Any],
    *,
    status: int = 200,
    is_kept: bool = False,
) -> HttpResponse:
    """A page, or its part named `part` if htmx asks.

    Only a page that stands at one plain address may be kept and found by search engines:
    a composed link is nobody's, but its reader may have taken it for their own.
    """
    is_part = request.headers.get("HX-Request") == "true"
    template = f"{name}.html#part" if is_part else f"{name}.html"
    context = {
        **everywhere(shown.edition),
        "name": name,
        "scripted": name in SCRIPTED,
        **told,
    }
    html = first_only(render_to_string(template, context))
    if is_kept and not is_part:
        response = answer(request, page_of(html))
    else:
        headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
        response = HttpResponse(html, status=status, headers=headers)
    patch_vary_headers(response, ["HX-Request"])
    return response
