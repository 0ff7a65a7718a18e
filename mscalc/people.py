"""Accounts in the admin. Who lost phone and recovery codes gets the second step taken away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice


class PeopleAdmin(UserAdmin):
    """The stock list of accounts, and one act more where codes are required."""

    actions = ("take_away_second_step",)

    def has_second_step_permission(self, request: HttpRequest) -> bool:
        return bool(settings.REQUIRE_OTP and self.has_change_permission(request))

    @admin.action(description="Take away the second step", permissions=["second_step"])
    def take_away_second_step(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for kind in (TOTPDevice, StaticDevice):
            kind.objects.filter(user__in=queryset).delete()
        told = "Done. Whoever you chose sets up a new app at the next sign-in."
        self.message_user(request, told, messages.SUCCESS)


def register(site: admin.AdminSite) -> None:
    """Offer accounts so, and no list of keys and codes, which nobody needs to see."""
    site.unregister([get_user_model(), TOTPDevice, StaticDevice])
    site.register(get_user_model(), PeopleAdmin)
