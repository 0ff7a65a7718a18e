"""All addresses: those of whoever runs the site, of the app, and of the admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from mscalc import health, people, second_step

people.register(admin.site)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", health.security_txt, name="security_txt"),
    path("", include("riskfactors.urls")),
    path("admin/second-step/", second_step.second_step, name="second_step"),
    path("admin/", admin.site.urls),
]
