"""The visitors' form inside somebody else's page. It tells that page nothing, not even its size."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from riskfactors.editions import live
from riskfactors.views.framing import framed
from riskfactors.views.guards import only, visitors_post
from riskfactors.views.sending import answer, body_of
from riskfactors.views.visitors import asked, explained

HERE = "/embed/questions/"
TEMPLATE = "embed_questions.html"


# Exempt for the reason that the public form is.
@csrf_exempt
@framed
@only("GET", "HEAD", "POST")
@visitors_post
def questions(request: HttpRequest) -> HttpResponse:
    """The four questions, and the explanation of the answers, within the frame."""
    shown = live.current()
    if request.method == "POST":
        response = explained(request, shown, template=TEMPLATE, here=HERE)
    else:
        page = asked(shown, template=TEMPLATE, here=HERE)
        response = answer(request, body_of(page, shown.edition, once=True), cache="no-cache")
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["HX-Request"])
    return response


PATHS = [path("embed/questions/", questions, name="embed_questions")]
