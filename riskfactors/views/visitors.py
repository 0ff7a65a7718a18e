"""The first page: four questions and the explanation of the answers."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt

from riskfactors.editions import live
from riskfactors.editions.body import Body
from riskfactors.editions.terms import first_only
from riskfactors.engine.answers import VALUES
from riskfactors.engine.estimates import Estimate, estimate
from riskfactors.engine.texts import Edition
from riskfactors.forms import AnswersForm
from riskfactors.views.guards import only, visitors_post
from riskfactors.views.leaflets import everywhere
from riskfactors.views.questions import Message, messages, problems, questions
from riskfactors.views.sending import NEVER_KEPT, answer, body_of

PAGE = "calculator.html"
BASELINE = "living_us_adults"


# Exempt because it changes nothing and sets no cookie; visitors_post refuses foreign posts.
@csrf_exempt
@only("GET", "HEAD", "POST")
@visitors_post
def calculator(request: HttpRequest) -> HttpResponse:
    """The four questions, and the explanation of the answers given to them."""
    shown = live.current()
    is_post = request.method == "POST"
    response = explained(request, shown) if is_post else answer(request, _first_page(shown))
    patch_vary_headers(response, ["HX-Request"])
    return response


def explained(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """The explanation of the answers sent: a page, or the fragment if htmx asks."""
    form = AnswersForm(request.POST)
    if request.htmx:  # type: ignore[attr-defined]
        body = _fragment(form, shown)
    else:
        body = body_of(_page(form, shown), shown.edition, once=True)
    return answer(
        request,
        body,
        status=200 if form.is_valid() else 422,
        cache=NEVER_KEPT,
    )


def _fragment(form: AnswersForm, shown: live.Shown) -> Body:
    if form.is_valid() and not form.remark:
        return shown.explanations.fragment(form.answers())
    html = "".join(_blocks(form, shown).values()) + _messages(messages(form))
    return body_of(html, shown.edition, once=True)


def _blocks(form: AnswersForm, shown: live.Shown) -> dict[str, SafeString]:
    """What fits the answers that could be read; a question with a problem says so in its place."""
    blocks = shown.explanations.blocks(form.answers())
    wrong = {factor: _wrong(factor) for factor in VALUES if form.has_problem(factor)}
    return {**blocks, **wrong}


@lru_cache(maxsize=2)
def _first_page(shown: live.Shown) -> Body:
    return body_of(asked(shown), shown.edition)


def asked(shown: live.Shown) -> str:
    """The first page as nobody has answered it yet."""
    return _page(AnswersForm(), shown)


def _page(form: AnswersForm, shown: live.Shown) -> str:
    blocks = _blocks(form, shown)
    found = problems(form)
    context = {
        **everywhere(shown.edition),
        "questions": questions(shown.edition, form, blocks),
        "invalid": bool(found),
        "problems": found,
        "baseline": baseline(shown.edition),
        "blocks": blocks,
    }
    # What the blocks link opens beside the page already; a word is linked once outside them.
    return first_only(render_to_string(PAGE, context), new_tab=True)


def baseline(edition: Edition) -> Estimate | None:
    """How many of every 1,000 live with MS; an edition from before there were rows has none."""
    return estimate(edition, BASELINE) if BASELINE in edition.studies else None


@lru_cache
def _wrong(factor: str) -> SafeString:
    return SafeString(render_to_string(f"{PAGE}#place", {"factor": factor, "problem": True}))


@lru_cache
def _messages(told: tuple[Message, ...]) -> str:
    return "".join(render_to_string(f"{PAGE}#message", {"message": message}) for message in told)
