"""What every response carries, and the one log line a request leaves."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from whitenoise.middleware import WhiteNoiseFileResponse

logger = logging.getLogger("mscalc.requests")
Handler = Callable[[HttpRequest], HttpResponseBase]
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
USED_UP = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC}
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ("camera=(), geolocation=(), microphone=()"),
}


def isolation_headers(get_response: Handler) -> Handler:
    """Keep every response, errors too, out of other sites' reach; but for static files.

    A page in a sandboxed frame may be of no origin, not even ours, and needs its styles.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, WhiteNoiseFileResponse):
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def refused_files(get_response: Handler) -> Handler:
    """A static file can only be read; whatever else is asked of it is refused on a page as well."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (isinstance(response, WhiteNoiseFileResponse) and response.status_code == 405):
            return response
        page = render_to_string("405.html").encode()
        return HttpResponseNotAllowed(
            ["GET", "HEAD"], page, headers={"Content-Length": str(len(page))}
        )

    return middleware


class RefusedMethods:
    """Whatever refuses a method says so on a page; no method that nobody knows is let through."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            is_embedded = getattr(response, "xframe_options_exempt", False)
            response.content = render_to_string("405.html", {"is_embedded": is_embedded}).encode()
        return response

    def process_view(
        self, request: HttpRequest, view: Handler, *given: object
    ) -> HttpResponse | None:
        # Who is exempt refuses it without being asked for a token first.
        if request.method in KNOWN_METHODS or getattr(view, "csrf_exempt", False):
            return None
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])


class Unavailable:
    """Where the database cannot be reached, or the machine has no more to give, say so calmly."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_away(error):
            return database_away(error)
        return used_up(error) if is_used_up(error) else None


def is_away(error: Exception) -> bool:
    """Whether the database cannot be used; SQLite says of a damaged file just DatabaseError."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def database_away(error: Exception) -> HttpResponse:
    """The page while the database cannot be reached."""
    logger.error("The database cannot be reached.", exc_info=error)
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


def is_used_up(error: Exception) -> bool:
    """Whether memory, file handles or the disk are used up."""
    return isinstance(error, MemoryError) or getattr(error, "errno", None) in USED_UP


def used_up(error: Exception) -> HttpResponse:
    """The page while there is too little of something, for a moment or until somebody looks."""
    logger.error("Memory, file handles or the disk are used up.", exc_info=error)
    page = render_to_string("busy.html")
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})


def request_log(get_response: Handler) -> Handler:
    """Write method, route pattern, status and time taken: no path, query, body or address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        method = request.method if request.method in KNOWN_METHODS else "other"
        log_request(str(method), match.route if match else None, response.status_code, started)
        return response

    return middleware


def log_request(method: str, route: str | None, status: int, started: float) -> None:
    """Write a request's one line; `started` is what the performance counter was."""
    took = (time.perf_counter() - started) * 1000
    place = "(no route)" if route is None else route
    logger.info("%s /%s %d %.1f ms", method, place, status, took)
