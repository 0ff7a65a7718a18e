"""The addresses of the three audiences."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("riskfactors.site.urls")),
    path("", include("riskfactors.teach.urls")),
    path("", include("riskfactors.desk.urls")),
]
