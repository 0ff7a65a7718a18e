"""What guards the password: whose tries are counted together, and what is said when locked."""

from __future__ import annotations

import contextlib
import logging
import time
from ipaddress import ip_address, ip_network
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from mscalc.middleware import Handler, database_away, is_away
from riskfactors.desk.passwords import ToldBesideIt

logger = logging.getLogger("mscalc.sign_in")
LONGEST_NAME = 150
# A class of editors behind one address stays below it: who signs in is not counted.
MANY_NAMES = 30
ONE_NAME_FROM_THERE: list[Any] = [["username", "ip_address"]]
ALL_FROM_THERE: list[Any] = ["ip_address"]


def client_address(request: HttpRequest) -> str | None:
    """Where a try comes from. Behind a proxy, only what the proxy itself added is believed."""
    address: str | None = request.META.get("REMOTE_ADDR")
    if settings.TLS:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        return _network(told) or _network(address)
    return _network(address)


def _network(address: str | None) -> str | None:
    """One line has a whole /64 of IPv6 addresses, so they count as one."""
    try:
        found = ip_address((address or "").strip())
    except ValueError:
        return None
    return str(ip_network((found, 64), strict=False)[0]) if found.version == 6 else str(found)


def username(request: HttpRequest, credentials: dict[str, str] | None = None) -> str | None:
    """The name a try is for, no longer than a name can be."""
    name = (credentials or request.POST).get("username")
    return name[:LONGEST_NAME] if name else None


def counted_together(request: HttpRequest, credentials: object = None) -> list[Any]:
    """Tries for one name from one place; where very many names were tried, all from there."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(
        ip_address=client_address(request), attempt_time__gte=since
    )
    names = tries.values("username").distinct().count()
    return ALL_FROM_THERE if names >= MANY_NAMES else ONE_NAME_FROM_THERE


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """The page after too many tries."""
    wait = settings.AXES_COOLOFF_TIME
    logger.warning("Too many failed sign-ins from one place: locked for a while.")
    context = {
        "minutes": int(wait.total_seconds() // 60),
        "many": counted_together(request) == ALL_FROM_THERE,
    }
    page = render(request, "locked.html", context, status=429)
    page.headers["Retry-After"] = str(int(wait.total_seconds()))
    return page


class SignInForm(AdminAuthenticationForm):
    """A refusal has the same words for every reason: it tells nobody which accounts there are."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "This name and password do not belong together. Mind capitals.",
    }


class OwnPasswordForm(ToldBesideIt, AdminPasswordChangeForm):
    """Changing one's password. Tries at the old one count as tries to sign in do."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        given: str = self.cleaned_data["old_password"]
        if not authenticate(self.request, username=self.user.get_username(), password=given):
            raise ValidationError(self.error_messages["password_incorrect"])
        return given


SIGNED_IN, SEEN = "signed_in_at", "seen_at"
TWELVE_HOURS, ONE_MINUTE = 12 * 60 * 60, 60


@receiver(user_logged_in)
def begin(*, request: HttpRequest, **signal: Any) -> None:
    """Note when somebody signs in."""
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())


def session_limits(get_response: Handler) -> Handler:
    """End a session that is too old; keep one alive that is in use."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(settings.SESSION_COOKIE_PATH):
            return get_response(request)
        try:
            _end_if_old(request)
        except DatabaseError as error:
            if not is_away(error):
                raise
            return database_away(error)
        response = get_response(request)
        if response.status_code < 500:
            _keep(request.session)
        return response

    return middleware


def _end_if_old(request: HttpRequest) -> None:
    since = request.session.get(SIGNED_IN)
    if since is not None and abs(time.time() - since) > TWELVE_HOURS:
        logout(request)


def _keep(session: SessionBase) -> None:
    """Where this cannot be written, the page that was asked for still counts for more."""
    now = int(time.time())
    if session.modified or abs(now - session.get(SEEN, now)) < ONE_MINUTE:
        return
    session[SEEN] = now
    with contextlib.suppress(DatabaseError, UpdateError):
        session.save()
    session.modified = False
