"""For whoever runs the site: does the process answer, and is it fit to be sent visitors?"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from riskfactors.editions import live

NO_STORE = "no-store"
HALF_A_YEAR = dt.timedelta(days=182)


# Exempt, here and below: a method that is refused needs no token to be told so.
@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": NO_STORE})


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """An edition is loaded. The database is told of and never turns this red.

    Visitors need none. A proxy that took this for unfit would take away what still works.
    """
    state = live.state()
    status = 200 if state["ready"] else 503
    return JsonResponse(state, status=status, headers={"Cache-Control": NO_STORE})


@csrf_exempt
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116), if the site has named a place."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = dt.datetime.now(dt.UTC).replace(microsecond=0) + HALF_A_YEAR
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {expires.isoformat()}"]
    return HttpResponse(
        "\n".join([*lines, "Preferred-Languages: en", ""]), content_type="text/plain"
    )
