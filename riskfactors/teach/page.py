"""What every teaching page needs: the edition that its link names, and the way it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, wraps
from typing import Any

import segno
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from riskfactors import pages
from riskfactors.editions import archive, live
from riskfactors.engine.texts import Edition
from riskfactors.pages import View, nobodys, site_of
from riskfactors.teach.query import EDITION, Setting

SCRIPTED = {"case", "compare", "interplay", "why-not-multiply"}


def teaching(view: View) -> View:
    """A page made from what readers have now, or from the edition that its link names.

    A link that somebody composed is nobody's, but its reader may have taken it for their own.
    """

    @wraps(view)
    def guarded(request: HttpRequest, edition: Edition, **given: Any) -> HttpResponse:
        response = view(request, edition, **given)
        is_part = request.htmx  # type: ignore[attr-defined]
        return nobodys(response) if request.GET or is_part else response

    return pages.page(guarded, edition_of_link)


def edition_of_link(request: HttpRequest) -> Edition:
    """The edition that a link names; what readers have now if it names none that can be read."""
    current, number = live.current(), request.GET.get(EDITION, "")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return current
    if int(number) == current.number:
        return current
    try:
        return _older(int(number))
    except (Http404, archive.BrokenEditionError, DatabaseError):
        return current


@lru_cache(maxsize=4)
def _older(number: int) -> Edition:
    """An edition that is there; one that is not may be published yet, and is not remembered."""
    return archive.edition_of_row(archive.row_of(number))


def render(
    request: HttpRequest,
    edition: Edition,
    name: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    is_plain: bool = True,
) -> HttpResponse:
    """A page, or its part named `part` if htmx asks.

    Without `is_plain` it stands at a composed address, and is nobody's: no search engine lists it,
    but whoever gets its link sees what it is of.
    """
    is_part = bool(request.htmx) and name in SCRIPTED  # type: ignore[attr-defined]
    template = f"teach/{name}.html#part" if is_part else f"teach/{name}.html"
    whole = {**_around(request, edition, name), **context, **_unread(request, edition, context)}
    if status != 200:
        whole["path"] = ""
    response = pages.render(request, template, whole, status=status)
    return response if is_plain and status == 200 else nobodys(response)


def _around(request: HttpRequest, edition: Edition, name: str) -> dict[str, Any]:
    setting = Setting(request.path, request.GET)
    newest = live.current().number
    address = f"{site_of(request)}{setting.shared}"
    return {
        "edition": edition,
        "name": name,
        "scripted": name in SCRIPTED,
        "setting": setting,
        "address": address,
        "qr": qr_code(address) if setting.has_code or setting.is_projected else "",
        "newest": newest if request.GET.get(EDITION) and newest != edition.number else 0,
    }


def _unread(request: HttpRequest, edition: Edition, context: Mapping[str, Any]) -> dict[str, Any]:
    """What of the link could not be read: an edition too."""
    numbers = request.GET.getlist(EDITION)
    is_read = len(numbers) != 1 or numbers[0] == str(edition.number)
    lost = () if is_read else (f"{EDITION} {numbers[0][:6]}",)
    return {"unread": (*context.get("unread", ()), *lost)}


# Four modules of white around it, as the standard asks; without them some phones see nothing.
QUIET = 4


def qr_code(address: str) -> SafeString:
    """The code of an address as SVG, black on white in every appearance; empty if none holds it."""
    try:
        made = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return SafeString("")
    svg = made.svg_inline(
        border=QUIET, omitsize=True, light="#fff", dark="#000", svgclass="qr__svg"
    )
    return SafeString(svg.replace("<svg ", '<svg role="img" aria-label="QR code of this page" ', 1))
