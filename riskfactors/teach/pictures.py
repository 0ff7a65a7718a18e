"""The pictures' page, and each picture as a file for a slide."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from resvg_py import svg_to_bytes
from ttf_opensans import OPENSANS_BOLD, OPENSANS_REGULAR

from riskfactors.engine.estimates import PICTURES
from riskfactors.engine.texts import Edition
from riskfactors.illustrations import pictures, slides
from riskfactors.pages import able, download, site_of
from riskfactors.teach.page import render
from riskfactors.teach.query import read_query

PIXELS = 1920
FONTS = [str(font.path) for font in (OPENSANS_REGULAR, OPENSANS_BOLD)]
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def pictures_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every picture, with the same in words and as a table."""
    edition = able(edition, "pictures")
    told = {
        "notice": edition.notices["pictures"],
        "unread": read_query(request).unread,
        "pictures": pictures(edition),
    }
    return render(request, edition, "pictures", told)


@require_safe
def slide(
    request: HttpRequest, edition: Edition, name: str, number: int, kind: str
) -> HttpResponse:
    """One slide of a picture, to save, as SVG or PNG."""
    edition = able(edition, "pictures")
    made = slides(edition, name, site_of(request)) if name in PICTURES else ()
    if not 1 <= number <= len(made):
        raise Http404
    svg = made[number - 1]
    file = f"{name}-{number}-edition-{edition.number}.{kind}"
    return download(_png(svg) if kind == "png" else svg, file, TYPES[kind])


# It takes a fifth of a second, and any query asks for it anew.
@lru_cache(maxsize=16)
def _png(svg: str) -> bytes:
    return bytes(
        svg_to_bytes(svg_string=svg, width=PIXELS, font_files=FONTS, skip_system_fonts=True)
    )
