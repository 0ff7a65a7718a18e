"""Pages that may stand in somebody else's page. All others refuse it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from riskfactors.pages import nobodys

View = Callable[..., HttpResponse]


def embeddable(view: View) -> View:
    """Let any page embed what this view answers. Its template opens links beside the frame."""

    @wraps(view)
    def open_to_all(request: HttpRequest, **given: Any) -> HttpResponse:
        response = nobodys(view(request, **given))
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return cast(View, csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(open_to_all)))
