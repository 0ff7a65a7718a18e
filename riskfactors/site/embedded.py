"""Where the questions once stood inside somebody else's page: a link to them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from riskfactors.editions import live
from riskfactors.framing import framed
from riskfactors.guards import only
from riskfactors.sending import answer, body_of
from riskfactors.site.leaflets import everywhere


@framed
@only("GET", "HEAD")
def questions(request: HttpRequest) -> HttpResponse:
    """A small page with the way to the questions, for the frames that still show this address."""
    edition = live.current().edition
    page = render_to_string("site/embed_questions.html", everywhere(edition))
    response = answer(request, body_of(page, edition, once=True), cache="no-cache")
    response["X-Robots-Tag"] = "noindex"
    return response
