"""Paths of the app."""

from __future__ import annotations

from django.urls import path

from riskfactors.views import editors, leaflets, visitors

LEAFLETS = ("learn", "glossary", "about", "sources", "privacy", "accessibility")

urlpatterns = [
    path("", visitors.calculator, name="calculator"),
    *(path(f"{name}/", leaflets.leaflet, {"name": name}, name=name) for name in LEAFLETS),
    path("robots.txt", leaflets.robots, name="robots"),
    path("admin/setup/<str:token>/", editors.first_editor, name="first_editor"),
]
