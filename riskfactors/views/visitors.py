"""Pages for visitors."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from riskfactors.editions import live
from riskfactors.forms import AnswersForm
from riskfactors.views.guards import visitors_post
from riskfactors.views.questions import Message, messages, problems, questions

PAGE = "calculator.html"


# Exempt because it changes nothing and sets no cookie; visitors_post refuses foreign posts.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visitors_post
def calculator(request: HttpRequest) -> HttpResponse:
    """The four questions, and the explanation of the answers given to them."""
    form = AnswersForm(request.POST or None)
    valid = not form.is_bound or form.is_valid()
    is_fragment = request.method == "POST" and request.headers.get("HX-Request") == "true"
    content = _fragment(form, valid) if is_fragment else _page(form, valid)
    response = HttpResponse(content, status=200 if valid else 422)
    response["Cache-Control"] = _caching(request, is_fragment)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _fragment(form: AnswersForm, valid: bool) -> str:
    return _region(form, valid) + _messages(messages(form))


def _page(form: AnswersForm, valid: bool) -> str:
    edition = live.current().edition
    context = {
        "edition": edition,
        "questions": questions(edition, form),
        "invalid": not valid,
        "region": _region(form, valid),
    }
    return render_to_string(PAGE, context)


def _region(form: AnswersForm, valid: bool) -> str:
    if valid:
        return live.current().explanations[form.answers()]
    return render_to_string(f"{PAGE}#problems", {"problems": problems(form)})


@lru_cache
def _messages(told: tuple[Message, ...]) -> str:
    return "".join(render_to_string(f"{PAGE}#message", {"message": message}) for message in told)


def _caching(request: HttpRequest, is_fragment: bool) -> str:
    if is_fragment:
        return "no-store"
    is_answer_free = request.method != "POST"
    return "public, max-age=60, stale-if-error=86400" if is_answer_free else "private"
