"""The first page: four questions and the explanation of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from riskfactors.editions.explanations import places
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.estimates import baseline
from riskfactors.engine.texts import Edition
from riskfactors.guards import visitors_post
from riskfactors.pages import everywhere
from riskfactors.site.forms import AnswersForm

PAGE = "site/calculator.html"
# No text holds it.
MARK = "\0"
QUESTION = "-question"
PARTS = (*VALUES, *(factor + QUESTION for factor in VALUES), "together", "edition")


@require_http_methods(["GET", "HEAD", "POST"])
@visitors_post
def calculator(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The four questions, and the explanation of the answers given to them.

    It is a page, or what answers change in it if htmx asks.
    """
    if request.method != "POST":
        return HttpResponse(_page(request, AnswersForm(), edition))
    form = AnswersForm(request.POST)
    is_part = request.htmx  # type: ignore[attr-defined]
    html = _part(form, edition) if is_part else _page(request, form, edition)
    return HttpResponse(html, status=200 if form.is_valid() else 422)


def blocks_of(edition: Edition, answers: Answers) -> tuple[str, ...]:
    """What htmx is sent for these answers where no question needs a message, block by block."""
    silence = (_message(factor, (), "") for factor in VALUES)
    return (*places(edition, answers).values(), *silence)


def _part(form: AnswersForm, edition: Edition) -> str:
    if form.is_valid() and not form.remark:
        return "".join(blocks_of(edition, form.answers()))
    messages = (_message(factor, form.problems(factor), form.remark) for factor in VALUES)
    return "".join((*_blocks(form, edition).values(), *messages))


def _blocks(form: AnswersForm, edition: Edition) -> dict[str, SafeString]:
    """What fits the answers that could be read; a question with a problem says so in its place."""
    wrong = {factor: _wrong(factor) for factor in VALUES if form.problems(factor)}
    return {**places(edition, form.answers()), **wrong}


def _page(request: HttpRequest, form: AnswersForm, edition: Edition) -> str:
    ready = _question_html(edition)
    parts = {
        **_blocks(form, edition),
        **{
            factor + QUESTION: ready.get(form.raw(factor)) or _question(form, factor, edition)
            for factor in VALUES
        },
    }
    pieces = _around(edition, form.problems(), tuple(everywhere(request).items()))
    html = "".join(parts[piece] if at % 2 else piece for at, piece in enumerate(pieces))
    # What the blocks link opens beside the page already; a word is linked once outside them.
    return first_only(html, new_tab=True)


@lru_cache(maxsize=4)
def _around(
    edition: Edition, problems: tuple[tuple[str, str], ...], everywhere: tuple[tuple[str, Any], ...]
) -> list[str]:
    """The page but for what answers change: pieces, and between them the names of those parts."""
    part = {name: SafeString(f"{MARK}{name}{MARK}") for name in PARTS}
    context = {
        **dict(everywhere),
        "edition": edition,
        "rows": [(part[factor + QUESTION], part[factor]) for factor in VALUES],
        "invalid": bool(problems),
        "problems": problems,
        "baseline": baseline(edition),
        "blocks": part,
    }
    return render_to_string(PAGE, context).split(MARK)


@lru_cache(maxsize=2)
def _question_html(edition: Edition) -> Mapping[tuple[str, ...], SafeString]:
    """Each question with each of its answers, but for typed numbers: nothing typed is kept."""
    return {
        form.raw(factor): _question(form, factor, edition)
        for factor, values in VALUES.items()
        for value in ("", *values)
        for form in [AnswersForm({factor: value})]
    }


def _question(form: AnswersForm, factor: str, edition: Edition) -> SafeString:
    problems = form.problems(factor)
    context = {
        "form": form,
        "factor": factor,
        "field": form.question(factor, edition),
        "problems": problems,
        "message": _message(factor, problems, form.remark),
    }
    return SafeString(render_to_string(f"{PAGE}#question", context))


@lru_cache
def _message(factor: str, problems: tuple[tuple[str, str], ...], remark: str) -> SafeString:
    context = {"factor": factor, "problems": problems, "remark": remark}
    return SafeString(render_to_string(f"{PAGE}#message", context))


@lru_cache
def _wrong(factor: str) -> SafeString:
    return SafeString(render_to_string(f"{PAGE}#place", {"factor": factor, "problem": True}))
