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
from riskfactors.engine.answers import Answers
from riskfactors.forms import AnswersForm
from riskfactors.views.guards import only, visitors_post
from riskfactors.views.leaflets import everywhere
from riskfactors.views.questions import Message, messages, problems, questions
from riskfactors.views.sending import NEVER_KEPT, answer, body_of

PAGE = "calculator.html"
HERE = "/"
REGION = SafeString("<!-- the explanation -->")


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


def explained(
    request: HttpRequest, shown: live.Shown, *, template: str = PAGE, here: str = HERE
) -> HttpResponse:
    """The explanation of the answers sent: a page, or the fragment if htmx asks.

    `here` is where the form sends answers to.
    """
    is_fragment = request.headers.get("HX-Request") == "true"
    form = AnswersForm(request.POST)
    if is_fragment:
        body = _fragment(form, shown, here)
    else:
        page = _page(form, shown, _region(form, shown), template=template, here=here)
        body = body_of(page, shown.edition, once=True)
    return answer(
        request,
        body,
        status=200 if form.is_valid() else 422,
        cache=NEVER_KEPT,
    )


def _fragment(form: AnswersForm, shown: live.Shown, here: str) -> Body:
    if here == HERE and form.is_valid() and not form.remark:
        return shown.explanations.fragment(form.answers())
    html = _led(_region(form, shown), here) + _messages(messages(form))
    return body_of(html, shown.edition, once=True)


def _region(form: AnswersForm, shown: live.Shown) -> str:
    if form.is_valid():
        return shown.explanations[form.answers()]
    return render_to_string(f"{PAGE}#problems", {"problems": problems(form)})


def _led(html: str, here: str) -> str:
    """“Clear all answers” leads to the empty form, wherever that is."""
    return html.replace(f'href="{HERE}"', f'href="{here}"')


@lru_cache(maxsize=2)
def _first_page(shown: live.Shown) -> Body:
    return body_of(asked(shown), shown.edition)


def asked(shown: live.Shown, *, template: str = PAGE, here: str = HERE) -> str:
    """The first page as nobody has answered it yet."""
    region = shown.explanations[Answers()]
    return _page(AnswersForm(), shown, region, template=template, here=here)


def _page(
    form: AnswersForm, shown: live.Shown, region: str, *, template: str = PAGE, here: str = HERE
) -> str:
    context = {
        "here": here,
        **everywhere(shown.edition),
        "questions": questions(shown.edition, form),
        "invalid": form.is_bound and not form.is_valid(),
        "region": REGION,
    }
    # The region keeps its own links, so that it equals the fragment byte for byte.
    page = first_only(render_to_string(template, context), new_tab=True).replace(REGION, region)
    return _led(page, here)


@lru_cache
def _messages(told: tuple[Message, ...]) -> str:
    return "".join(render_to_string(f"{PAGE}#message", {"message": message}) for message in told)
