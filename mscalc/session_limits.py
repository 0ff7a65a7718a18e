"""How long an editor stays signed in: an hour without a click, twelve hours in all.

The hour is the life of the session's row, renewed at most once a minute. Visitors have no
session and none is looked for on their pages.
"""

from __future__ import annotations

import contextlib
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mscalc.middleware import Handler, database_away, is_away

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
TWELVE_HOURS, ONE_MINUTE = 12 * 60 * 60, 60


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
