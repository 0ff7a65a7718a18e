"""How a body is sent: compressed to whoever takes that, and to be kept or not."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from riskfactors.editions.body import Body
from riskfactors.engine.texts import Edition

KEPT = "public, max-age=60, stale-if-error=86400"
NEVER_KEPT = "no-store"
HASTE, THOROUGH = 2, 9
HTML = "text/html; charset=utf-8"
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def body_of(html: str, edition: Edition, *, once: bool = False) -> Body:
    """The body of a page made from this edition; one that is sent once is compressed in haste."""
    return Body(html.encode(), edition.digest, effort=HASTE if once else THOROUGH)


def takes_zipped(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    return GZIP.search(accepted) is not None


def answer(
    request: HttpRequest, body: Body, *, status: int = 200, cache: str = KEPT, kind: str = HTML
) -> HttpResponse:
    """Send a body. It holds no secret that a stranger could add words to, so it may be compressed.

    What anybody may keep has an entity tag, and whoever kept it is told if it is still the same.
    """
    zipped = takes_zipped(request.headers.get("Accept-Encoding", ""))
    content = body.zipped if zipped else body.plain
    response = HttpResponse(content, status=status, content_type=kind)
    response["Cache-Control"] = cache
    if zipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    if cache != KEPT:
        return response
    tag = response["ETag"] = f'"{body.tag}{"-gzip" * zipped}"'
    found = get_conditional_response(request, etag=tag, response=response)
    return found if isinstance(found, HttpResponse) else response


def saved(
    request: HttpRequest, body: Body, *, name: str, kind: str, cache: str = KEPT
) -> HttpResponse:
    """Send a file to be saved under this name."""
    response = answer(request, body, kind=kind, cache=cache)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
