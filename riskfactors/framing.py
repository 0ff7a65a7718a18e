"""Pages that may stand in somebody else's page. All others refuse it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import wraps
from typing import cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from riskfactors.sending import HASTE

View = Callable[..., HttpResponse]
# Links that would load another page into the frame; those to this page or inside it may stay.
LINK = re.compile(rb'<a\b(?![^>]*\btarget=)([^>]*?\bhref="(?!#|/embed/)[^"]*")')


def framed(view: View) -> View:
    """Let any page embed what this view answers; its other links open beside it."""

    @wraps(view)
    def open_to_all(request: HttpRequest, **given: str) -> HttpResponse:
        response = view(request, **given)
        if "Location" not in response:
            response.content = _beside(response)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return cast(View, csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(open_to_all)))


def _beside(response: HttpResponse) -> bytes:
    """The content, its links opening beside it; compressed again if it was."""
    zipped = response.get("Content-Encoding") == "gzip"
    html = gzip.decompress(response.content) if zipped else response.content
    html = LINK.sub(rb'<a target="_blank"\1', html)
    return gzip.compress(html, HASTE, mtime=0) if zipped else html
