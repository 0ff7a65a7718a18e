"""What every teaching page needs: the edition to make it from, and the way it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from riskfactors.editions import content, live
from riskfactors.editions.body import Body
from riskfactors.editions.explanations import Parts, parts
from riskfactors.editions.glossary import first_only
from riskfactors.guards import only
from riskfactors.sending import NEVER_KEPT, answer, body_of
from riskfactors.site import edition_texts
from riskfactors.site.leaflets import everywhere
from riskfactors.teach.qr import qr_code
from riskfactors.teach.query import EDITION, Setting

SCRIPTED = {"case", "compare", "interplay", "why-not-multiply"}
View = Callable[..., HttpResponse]


def of_shown(view: View) -> View:
    """A page made from what readers have now, or from the edition that its link names.

    Its `of` makes it from anything else.
    """
    made = only("GET", "HEAD")(view)

    @wraps(view)
    def now(request: HttpRequest, **given: Any) -> HttpResponse:
        current = live.current()
        is_plain = not (request.GET or _is_part(request)) and request.method in {"GET", "HEAD"}
        if is_plain and (page := _pages(current).get(request.path)):
            return _kept(request, page)
        response: HttpResponse = made(request, shown=_named(request, current), **given)
        return response

    now.of = made  # type: ignore[attr-defined]
    return now


def teachable(shown: live.Shown, name: str, kind: str = "notices") -> live.Shown:
    """What is shown, or the packaged texts if that is older than this page or kind of text."""
    has = name in shown.edition.notices and bool(getattr(shown.edition, kind))
    return shown if has else _packaged()


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
    is_part = _is_part(request) and name in SCRIPTED
    is_kept = is_kept and not request.GET and not is_part
    template = f"teach/{name}.html#part" if is_part else f"teach/{name}.html"
    html = first_only(render_to_string(template, _context(request, shown, name, told, is_kept)))
    body = body_of(html, shown.edition, once=not is_kept)
    if is_kept:
        _pages(shown)[request.path] = body
        return _kept(request, body)
    response = answer(request, body, status=status, cache=NEVER_KEPT)
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(
    request: HttpRequest, shown: live.Shown, name: str, told: Mapping[str, Any], is_kept: bool
) -> dict[str, Any]:
    setting = Setting(request.path, request.GET)
    unread = (*told.get("unread", ()), *_edition_unread(request, shown))
    newest = live.current().edition.number
    address = f"{site_of(request)}{setting.shared}"
    return {
        **everywhere(shown.edition, request.path if is_kept else ""),
        "name": name,
        "scripted": name in SCRIPTED,
        **told,
        "unread": unread,
        "setting": setting,
        "address": address,
        "qr": qr_code(address) if setting.has_code or setting.is_projected else "",
        "newest": newest if request.GET.get(EDITION) and newest != shown.edition.number else 0,
    }


def site_of(request: HttpRequest) -> str:
    """Where the site is."""
    return str(settings.SITE_ADDRESS) or f"{request.scheme}://{request.get_host()}"


def _is_part(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _kept(request: HttpRequest, body: Body) -> HttpResponse:
    response = answer(request, body)
    patch_vary_headers(response, ["HX-Request"])
    return response


@lru_cache(maxsize=3)
def _pages(shown: live.Shown) -> dict[str, Body]:
    """Pages that stand at one plain address, each made once."""
    return {}


def _named(request: HttpRequest, current: live.Shown) -> live.Shown:
    """What the link's edition showed; what is shown now if it names none that can be read."""
    named = request.GET.get(EDITION, "")
    if not (named.isascii() and named.isdigit() and len(named) < 7):
        return current
    if int(named) == current.edition.number:
        return current
    try:
        return _edition(int(named))
    except (Http404, edition_texts.BrokenEditionError, DatabaseError):
        return current


def _edition_unread(request: HttpRequest, shown: live.Shown) -> tuple[str, ...]:
    named = request.GET.getlist(EDITION)
    if len(named) != 1 or named[0] == str(shown.edition.number):
        return ()
    return (f"{EDITION} {named[0][:6]}",)


@lru_cache(maxsize=4)
def _edition(number: int) -> live.Shown:
    return live.Shown(edition_texts.typed(edition_texts.row_of(number)))


@lru_cache(maxsize=1)
def _packaged() -> live.Shown:
    return live.Shown(content.edition())
