"""The app and the admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from mscalc import health

urlpatterns = [
    *health.PATHS,
    path("", include("riskfactors.urls")),
    path("admin/", admin.site.urls),
]
