"""The pictures' page, and each picture as a file for a slide."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from riskfactors.editions import live
from riskfactors.editions.body import Body
from riskfactors.engine.estimates import PICTURES
from riskfactors.views.educators.asked import asked
from riskfactors.views.educators.frame import of_shown, sent, site_of, teachable
from riskfactors.views.pictures import file, pictures
from riskfactors.views.sending import KEPT, NEVER_KEPT, body_of, saved


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
def drawing(request: HttpRequest, shown: live.Shown, name: str) -> HttpResponse:
    """One picture, to save."""
    if name not in PICTURES:
        raise Http404
    shown = teachable(shown, "pictures")
    return saved(
        request,
        _file(shown, name, site_of(request)),
        name=f"{name}-edition-{shown.edition.number}.svg",
        kind="image/svg+xml",
        cache=NEVER_KEPT if request.GET else KEPT,
    )


@lru_cache(maxsize=32)
def _file(shown: live.Shown, name: str, site: str) -> Body:
    return body_of(file(shown.edition, name, site), shown.edition)


PATHS = [
    path("pictures/", drawings, name="pictures"),
    path("pictures/<slug:name>.svg", drawing, name="picture"),
]
