"""Addresses for educators. One that was given up leads to its new one."""

from __future__ import annotations

from collections.abc import Callable

from csp.decorators import csp_update
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView

from riskfactors.pages import embeddable
from riskfactors.teach import (
    cases,
    compare,
    embeds,
    handouts,
    interplay,
    lessons,
    multiply,
    pack,
    pages,
    pictures,
)
from riskfactors.teach.page import teaching

View = Callable[..., HttpResponseBase]

SLIDE = "pictures/<slug:name>-<int:number>"
PAGES = tuple(pages.CONTEXTS)
OWN_FRAMES = csp_update({"frame-src": ["'self'"]})


def redirect_to(**to: str) -> View:
    """Leads on for ever, with the query."""
    return RedirectView.as_view(permanent=True, query_string=True, **to)


urlpatterns = [
    *(path(f"{name}/", teaching(pages.page), {"name": name}, name=name) for name in PAGES),
    path("teach/<slug:name>/", teaching(lessons.lesson), name="lesson"),
    path("teach/<slug:name>/notes/", teaching(lessons.notes), name="lesson_notes"),
    path("cases/compose/", teaching(cases.compose), name="compose"),
    path("cases/<path:name>/", teaching(cases.case), name="case"),
    path("compare/", teaching(compare.compare), name="compare_people"),
    path("interplay/", teaching(interplay.interplay), name="interplay"),
    path("interplay.csv", teaching(interplay.interplay_csv), name="interplay_csv"),
    path("why-not-multiply/", teaching(multiply.multiply), name="why-not-multiply"),
    path("pictures/", teaching(pictures.pictures_page), name="pictures"),
    path(f"{SLIDE}.svg", teaching(pictures.slide), {"kind": "svg"}, name="picture"),
    path(f"{SLIDE}.png", teaching(pictures.slide), {"kind": "png"}, name="picture_png"),
    path("handouts/cases/<path:name>/", teaching(handouts.case), name="handout_case"),
    path("handouts/self-check/", teaching(handouts.self_check), name="handout_self_check"),
    path("handouts/headlines/", teaching(handouts.headlines), name="handout_headlines"),
    path("lesson-pack.html", teaching(pack.pack), name="lesson_pack"),
    path("embedding/", OWN_FRAMES(teaching(embeds.embedding)), name="embedding"),
    path("embed/cases/<path:name>/", embeddable(teaching(embeds.embed_case)), name="embed_case"),
    path(
        "embed/compose/",
        embeddable(teaching(cases.compose)),
        {"to": "embed_case"},
        name="embed_compose",
    ),
    path("embed/toys/<slug:name>/", embeddable(teaching(embeds.embed_toy)), name="embed_toy"),
    path("embed/compare/", embeddable(teaching(embeds.embed_compare)), name="embed_compare"),
    path(
        "compared-with-whom/",
        redirect_to(pattern_name="why-not-multiply"),
        name="compared-with-whom",
    ),
    path(
        "handouts/plans/<slug:name>/", redirect_to(pattern_name="lesson_notes"), name="handout_plan"
    ),
    path("pictures/<slug:name>.svg", redirect_to(url="/pictures/%(name)s-1.svg")),
]
