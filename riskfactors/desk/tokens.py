"""What a form that comes without its token gets: its words back, where there are any to lose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.template.loader import render_to_string

from riskfactors.desk.fact_checks import unsaved
from riskfactors.desk.writing import give_back

GIVES_BACK = {"check": unsaved, "check_kind": unsaved, "admin:riskfactors_entry_change": give_back}


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Signing in again renews the token, and a page that only refuses would lose the words."""
    match = request.resolver_match
    if give_back := GIVES_BACK.get(match.view_name if match else ""):
        return give_back(request, 403)
    return HttpResponseForbidden(render_to_string("403.html"))
