"""Where the questions once stood inside somebody else's page: a link to them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from riskfactors.editions import live
from riskfactors.views.framing import framed
from riskfactors.views.guards import only
from riskfactors.views.leaflets import everywhere
from riskfactors.views.sending import answer, body_of


@framed
@only("GET", "HEAD")
def questions(request: HttpRequest) -> HttpResponse:
    """A small page with the way to the questions, for the frames that still show this address."""
    edition = live.current().edition
    page = render_to_string("embed_questions.html", everywhere(edition))
    response = answer(request, body_of(page, edition, once=True), cache="no-cache")
    response["X-Robots-Tag"] = "noindex"
    return response


PATHS = [path("embed/questions/", questions, name="embed_questions")]
