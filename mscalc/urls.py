"""All addresses: those of whoever runs the site, of the app, and of the admin."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import include, path
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from mscalc import health, second_step

# People have a page of the desk; nobody needs to see keys, codes and lists of permissions.
admin.site.unregister([get_user_model(), Group, TOTPDevice, StaticDevice])

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", health.security_txt, name="security_txt"),
    path("", include("riskfactors.urls")),
    path("admin/second-step/", second_step.second_step, name="second_step"),
    path("admin/", admin.site.urls),
]
