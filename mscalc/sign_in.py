"""What guards the password: whose tries are counted together, and what is said when locked."""

from __future__ import annotations

import logging
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("mscalc.sign_in")
LONGEST_NAME = 150


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


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """The page after too many tries."""
    wait = settings.AXES_COOLOFF_TIME
    logger.warning("Too many failed sign-ins for one account from one place: locked for a while.")
    page = render(request, "locked.html", {"minutes": int(wait.total_seconds() // 60)}, status=429)
    page.headers["Retry-After"] = str(int(wait.total_seconds()))
    return page
