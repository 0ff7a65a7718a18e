"""Addresses for educators. One that was given up leads to its new one."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView

from riskfactors.teach import (
    cases,
    compare,
    embeds,
    handouts,
    interplay,
    interplay_csv,
    lessons,
    multiply,
    pack,
    pages,
    pictures,
)

View = Callable[..., HttpResponseBase]
SLIDE = "pictures/<slug:name>-<int:number>"
PAGES = tuple(pages.CONTEXTS)


def moved(**to: str) -> View:
    """Leads on for ever, with the query."""
    return RedirectView.as_view(permanent=True, query_string=True, **to)


urlpatterns = [
    *(path(f"{name}/", pages.page, {"name": name}, name=name) for name in PAGES),
    path("teach/<slug:name>/", lessons.lesson, name="lesson"),
    path("teach/<slug:name>/notes/", lessons.notes, name="lesson_notes"),
    path("cases/compose/", cases.compose, name="compose"),
    path("cases/<path:name>/", cases.case, name="case"),
    path("compare/", compare.compare, name="compare_people"),
    path("interplay/", interplay.interplay, name="interplay"),
    path("interplay.csv", interplay_csv.interplay_csv, name="interplay_csv"),
    path("why-not-multiply/", multiply.multiply, name="why-not-multiply"),
    path("pictures/", pictures.drawings, name="pictures"),
    path(
        "pictures/<slug:name>-<int:number>.svg", pictures.drawing, {"kind": "svg"}, name="picture"
    ),
    path(
        f"{SLIDE}.png",
        pictures.drawing,
        {"kind": "png"},
        name="picture_png",
    ),
    path("handouts/cases/<path:name>/", handouts.case, name="handout_case"),
    path("handouts/self-check/", handouts.self_check, name="handout_self_check"),
    path("handouts/headlines/", handouts.headlines, name="handout_headlines"),
    path("lesson-pack.html", pack.pack, name="lesson_pack"),
    path("embedding/", embeds.embedding, name="embedding"),
    path("embed/cases/<path:name>/", embeds.embed_case, name="embed_case"),
    path("embed/compose/", embeds.embed_compose, {"to": "embed_case"}, name="embed_compose"),
    path("embed/toys/<slug:name>/", embeds.embed_toy, name="embed_toy"),
    path("embed/compare/", embeds.embed_compare, name="embed_compare"),
    path("compared-with-whom/", moved(pattern_name="why-not-multiply"), name="compared-with-whom"),
    path("handouts/plans/<slug:name>/", moved(pattern_name="lesson_notes"), name="handout_plan"),
    path("pictures/<slug:name>.svg", moved(url="/pictures/%(name)s-1.svg")),
]
