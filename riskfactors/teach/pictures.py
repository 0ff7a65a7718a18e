"""The pictures' page, and each picture as a file for a slide."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from resvg_py import svg_to_bytes
from ttf_opensans import OPENSANS_BOLD, OPENSANS_REGULAR

from riskfactors.editions import live
from riskfactors.editions.body import Body
from riskfactors.engine.estimates import PICTURES
from riskfactors.illustrations import pictures, slides
from riskfactors.sending import KEPT, NEVER_KEPT, body_of, saved
from riskfactors.teach.page import of_shown, sent, site_of, teachable
from riskfactors.teach.query import asked

PIXELS = 1920
FONTS = [str(font.path) for font in (OPENSANS_REGULAR, OPENSANS_BOLD)]
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@of_shown
def drawings(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """Every picture, with the same in words and as a table."""
    shown = teachable(shown, "pictures")
    told = {
        "notice": shown.edition.notices["pictures"],
        "unread": asked(request).unread,
        "pictures": pictures(shown.edition),
    }
    return sent(request, shown, "pictures", told, is_kept=True)


@of_shown
def drawing(
    request: HttpRequest, shown: live.Shown, name: str, number: int, kind: str
) -> HttpResponse:
    """One slide of a picture, to save, as SVG or PNG."""
    shown, site = teachable(shown, "pictures"), site_of(request)
    made = _slides(shown, name, site) if name in PICTURES else ()
    if not 1 <= number <= len(made):
        raise Http404
    return saved(
        request,
        _png(shown, name, site, number) if kind == "png" else made[number - 1],
        name=f"{name}-{number}-edition-{shown.edition.number}.{kind}",
        kind=TYPES[kind],
        cache=NEVER_KEPT if request.GET else KEPT,
    )


@lru_cache(maxsize=32)
def _slides(shown: live.Shown, name: str, site: str) -> tuple[Body, ...]:
    return tuple(body_of(one, shown.edition) for one in slides(shown.edition, name, site))


@lru_cache(maxsize=32)
def _png(shown: live.Shown, name: str, site: str, number: int) -> Body:
    drawn = _slides(shown, name, site)[number - 1].plain.decode()
    made = svg_to_bytes(svg_string=drawn, width=PIXELS, font_files=FONTS, skip_system_fonts=True)
    return Body(bytes(made), shown.edition.digest)
