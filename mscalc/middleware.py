"""What every response carries, and the one log line a request leaves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger("mscalc.requests")
Handler = Callable[[HttpRequest], HttpResponseBase]
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), browsing-topics=(), interest-cohort=()"
    ),
}


def isolation_headers(get_response: Handler) -> Handler:
    """Keep every response, static files and errors too, out of other sites' reach."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def request_log(get_response: Handler) -> Handler:
    """Write method, route pattern, status and time taken: no path, query, body or address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        method = request.method if request.method in KNOWN_METHODS else "other"
        logger.info(
            "%s /%s %d %.1f ms",
            method,
            match.route if match else "(no route)",
            response.status_code,
            (time.perf_counter() - started) * 1000,
        )
        return response

    return middleware
