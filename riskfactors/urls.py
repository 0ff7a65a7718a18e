"""Paths of the app."""

from __future__ import annotations

from django.urls import path

from riskfactors.views import editors, visitors

urlpatterns = [
    path("", visitors.calculator, name="calculator"),
    path("admin/setup/<str:token>/", editors.first_editor, name="first_editor"),
]
