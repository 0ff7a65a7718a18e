"""The first page: four questions and the explanation of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt

from riskfactors.editions import live
from riskfactors.editions.body import Body
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES
from riskfactors.engine.estimates import baseline
from riskfactors.guards import only, visitors_post
from riskfactors.sending import NEVER_KEPT, answer, body_of
from riskfactors.site.forms import AnswersForm
from riskfactors.site.leaflets import everywhere
from riskfactors.site.questions import Asked, Message, Problem, messages, problems, questions

PAGE = "site/calculator.html"
# No text holds it.
MARK = "\0"
ASKED = "-question"
PARTS = (*VALUES, *(factor + ASKED for factor in VALUES), "together", "edition")


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
    ready = _ready(shown)
    parts = {
        **_blocks(form, shown),
        **{
            one.factor + ASKED: ready.get(one) or _question(one)
            for one in questions(shown.edition, form)
        },
    }
    pieces = _frame(shown, problems(form))
    html = "".join(parts[piece] if at % 2 else piece for at, piece in enumerate(pieces))
    # What the blocks link opens beside the page already; a word is linked once outside them.
    return first_only(html, new_tab=True)


@lru_cache(maxsize=4)
def _frame(shown: live.Shown, found: tuple[Problem, ...]) -> tuple[str, ...]:
    """The page but for what answers change: pieces, and between them the names of those parts."""
    part = {name: SafeString(f"{MARK}{name}{MARK}") for name in PARTS}
    context = {
        **everywhere(shown.edition, "/"),
        "rows": [(part[factor + ASKED], part[factor]) for factor in VALUES],
        "invalid": bool(found),
        "problems": found,
        "baseline": baseline(shown.edition),
        "blocks": part,
    }
    return tuple(render_to_string(PAGE, context).split(MARK))


@lru_cache(maxsize=2)
def _ready(shown: live.Shown) -> Mapping[Asked, SafeString]:
    """Each question with each of its answers, but for typed numbers: nothing typed is kept."""
    forms = [
        AnswersForm(),
        *(AnswersForm({factor: value}) for factor in VALUES for value in VALUES[factor]),
    ]
    asked = {one for form in forms for one in questions(shown.edition, form)}
    return {one: _question(one) for one in asked}


def _question(asked: Asked) -> SafeString:
    return SafeString(render_to_string(f"{PAGE}#question", {"asked": asked}))


@lru_cache
def _wrong(factor: str) -> SafeString:
    return SafeString(render_to_string(f"{PAGE}#place", {"factor": factor, "problem": True}))


@lru_cache
def _messages(told: tuple[Message, ...]) -> str:
    return "".join(render_to_string(f"{PAGE}#message", {"message": message}) for message in told)
