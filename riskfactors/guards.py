"""What a visitor's post must be before anything reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

View = Callable[..., HttpResponse]
MOST_BYTES = 8 * 1024
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
UNREADABLE = ("\0", "\N{REPLACEMENT CHARACTER}")


def visitors_post(view: View) -> View:
    """Refuse a post that is foreign, too large, no form, or unreadable.

    The form carries no token because it changes nothing and sets no cookie; the browser's
    own word on where a post comes from is enough.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any) -> HttpResponse:
        if request.method == "POST" and (status := _refusal(request)):
            told = {"whole": request.build_absolute_uri("/")}
            return HttpResponse(render_to_string(f"{status}.html", told), status=status)
        return view(request, *args)

    return guarded


def _refusal(request: HttpRequest) -> int | None:
    if is_foreign(request):
        return 403
    if request.content_type not in FORMS:
        return 415
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return 413
    return None if is_readable(request) else 400


def is_foreign(request: HttpRequest) -> bool:
    """Whether a request says that it comes from another site."""
    headers = request.headers
    return from_elsewhere(headers.get("Sec-Fetch-Site"), headers.get("Origin"), request.get_host())


def from_elsewhere(site: str | None, origin: str | None, host: str) -> bool:
    """The same of the headers; `host` is the one that was asked."""
    if site:
        return site not in {"same-origin", "none"}
    return bool(origin and origin.partition("://")[2] != host)


def is_readable(request: HttpRequest) -> bool:
    """Whether a post is UTF-8, without NUL, each field once."""
    try:
        request.body.decode()
        fields = request.POST.lists()
    except (UnicodeDecodeError, BadRequest):
        return False
    return all(
        len(values) == 1 and not any(mark in values[0] + name for mark in UNREADABLE)
        for name, values in fields
    )
