"""Paths of the app."""

from __future__ import annotations

from django.urls import path

from riskfactors.views import changes, claims, claims_data, crawlers, embedded, leaflets, visitors
from riskfactors.views.editors import (
    checking,
    desk,
    exchange,
    first,
    preview,
    review,
    writing,
)
from riskfactors.views.educators import (
    cases,
    compare,
    drawings,
    embeds,
    handouts,
    interplay,
    multiply,
    pack,
    pages,
    sheet,
    slides,
)

TEACHING = tuple(pages.CONTEXTS)
EDUCATORS = (
    *(cases, compare, drawings, embeds, handouts, interplay, multiply),
    *(pack, pages, sheet, slides),
)
EDITORS = (checking, desk, exchange, preview, review, writing)

urlpatterns = [
    path("", visitors.calculator, name="calculator"),
    *(path(f"{name}/", leaflets.leaflet, {"name": name}, name=name) for name in leaflets.LEAFLETS),
    *(pattern for module in EDUCATORS for pattern in module.PATHS),
    *changes.PATHS,
    *claims.PATHS,
    *claims_data.PATHS,
    *embedded.PATHS,
    *crawlers.PATHS,
    path("admin/setup/<str:token>/", first.first_editor, name="first_editor"),
    *(pattern for module in EDITORS for pattern in module.PATHS),
]
