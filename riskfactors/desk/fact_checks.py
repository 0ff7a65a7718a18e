"""A fact-checker's pages: no account, only a link, which opens one candidate."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from riskfactors import guards
from riskfactors.desk.candidate_texts import CandidateText, anchor, texts_of
from riskfactors.editions.fact_checks import MOST_CHARACTERS, answer, check_of, remarks_of
from riskfactors.editions.remarks import REOPEN, reply
from riskfactors.engine.texts import KIND_TITLES
from riskfactors.models import FactCheck, Remark

# 2,000 characters of any script, written as a form writes them, and the form's own fields.
MOST_BYTES = 32 * 1024
SAVES_AN_HOUR = 300
AN_HOUR = 60 * 60
MOST_IN_FRONT = 40
Texts = dict[str, list[CandidateText]]


class Pace:
    """When each link was used in the last hour. Each process counts for itself."""

    def __init__(self) -> None:
        self.used: dict[int, deque[float]] = {}

    def wait(self, link: int, now: float) -> int:
        """Seconds until this link may save again; if it may at once, that is counted."""
        times = self.used.setdefault(link, deque())
        while times and times[0] <= now - AN_HOUR:
            times.popleft()
        if len(times) >= SAVES_AN_HOUR:
            return math.ceil(times[0] + AN_HOUR - now)
        times.append(now)
        return 0


pace = Pace()


def unseen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a page out of search engines and caches."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response

    return guarded


# Exempt here so that a foreign or huge post is refused unread; `saved` asks for the token.
@csrf_exempt
@unseen
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str, kind: str = "") -> HttpResponse:
    """The texts of a candidate, and what the checker says of each."""
    if request.method == "POST" and (status := _refusal(request)):
        return render(request, "desk/check_refused.html", {"status": status}, status=status)
    link = check_of(token)
    if link is None:
        return render(request, "desk/check_gone.html", status=410)
    texts = texts_of(link.candidate)
    if kind and kind not in texts:
        return render(request, "404.html", status=404)
    if request.method == "POST":
        return save_remark(request, link, texts, kind)
    return _page(request, link, texts, kind)


def _refusal(request: HttpRequest) -> int | None:
    if guards.is_foreign(request):
        return 403
    if request.content_type not in guards.FORMS:
        return 415
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return 413
    return None if guards.is_readable(request) else 400


@csrf_protect
def save_remark(request: HttpRequest, link: FactCheck, texts: Texts, kind: str) -> HttpResponse:
    """Keep what a checker says of one text, and go back to it."""
    given = request.POST
    place = given.get("kind", ""), given.get("key", "")
    if not any(place == (text.kind, text.key) for text in texts.get(place[0], ())):
        return render(request, "404.html", status=404)
    if wait := pace.wait(link.pk, time.monotonic()):
        return unsaved(request, 429, wait)
    words = given.get("words", "").replace("\r\n", "\n").strip()
    if "reply" in given:
        return save_reply(request, link, texts, kind, words)
    if problem := _problem(words, is_fine=given.get("answer") == "fine"):
        told = {
            "problem": problem,
            "field": f"words-{anchor(*place)}",
            "place": anchor(*place),
            "words": words,
        }
        return _page(request, link, texts, kind, told)
    answer(link, *place, words)
    return redirect(f"{request.path}#{anchor(*place)}")


def save_reply(
    request: HttpRequest, link: FactCheck, texts: Texts, kind: str, words: str
) -> HttpResponse:
    """Keep a checker's answer to what editors said of their remark; it opens that again."""
    place = request.POST.get("kind", ""), request.POST.get("key", "")
    said = next((one for one in remarks_of(link) if str(one.pk) == request.POST["reply"]), None)
    if said is None or not said.words or place != (said.kind, said.key):
        return render(request, "404.html", status=404)
    if problem := _problem(words, is_fine=False):
        told = {
            "problem": problem,
            "field": f"answer-{said.pk}",
            "reply_to": said.pk,
            "words": words,
        }
        return _page(request, link, texts, kind, told)
    made = reply(said, who=link.checker, words=words, act=REOPEN)
    return redirect(f"{request.path}#reply-{made.pk if made else ''}")


def _problem(words: str, *, is_fine: bool) -> str:
    if len(words) > MOST_CHARACTERS:
        return f"Make this remark shorter: {MOST_CHARACTERS:,} characters at most."
    if is_fine and words:
        return "You also wrote a remark. Save the remark, or empty the field if all is fine."
    if not is_fine and not words:
        return "Write your remark first, or choose “This is fine”."
    return ""


def unsaved(request: HttpRequest, status: int, wait: int = 0) -> HttpResponse:
    """A page with the words that were sent and cannot be taken now."""
    told = {"words": request.POST.get("words", ""), "minutes": math.ceil(wait / 60)}
    response = render(request, "desk/check_unsaved.html", told, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _page(
    request: HttpRequest,
    link: FactCheck,
    texts: Texts,
    kind: str,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    said: dict[str, list[Remark]] = defaultdict(list)
    for one in remarks_of(link):
        said[anchor(one.kind, one.key)].append(one)
    shown = {kind: texts[kind]} if kind else _in_front(texts, said)
    context = {
        "check": link,
        "token": (request.resolver_match.kwargs if request.resolver_match else {})["token"],
        "kind": kind,
        "name": _name(kind),
        "groups": [(_name(one), _with_said(shown[one], said, link)) for one in _in_order(shown)],
        "contents": [_counted(one, texts[one], said) for one in _in_order(texts)],
        "moved_on": any(text.has_moved_on for group in texts.values() for text in group),
        "most": MOST_CHARACTERS,
        **(told or {}),
    }
    return render(request, "desk/check.html", context, status=422 if told else 200)


def _in_front(texts: Texts, said: Mapping[str, list[Remark]]) -> Texts:
    """Of all kinds what changed and what was spoken of, unless it is too much for a page."""
    first = {
        kind: [text for text in group if text.is_changed or text.anchor in said]
        for kind, group in texts.items()
    }
    if sum(map(len, first.values())) > MOST_IN_FRONT:
        return {}
    return {kind: group for kind, group in first.items() if group}


def _in_order(texts: Texts) -> list[str]:
    return [kind for kind in KIND_TITLES if kind in texts]


def _name(kind: str) -> str:
    return KIND_TITLES.get(kind, "")


def _with_said(
    texts: list[CandidateText], said: dict[str, list[Remark]], link: FactCheck
) -> list[tuple[CandidateText, Remark | None, list[Remark]]]:
    """Each text with what was said of it through this link, and all that can be answered."""
    found = []
    for text in texts:
        here = said.get(text.anchor, [])
        own = next((one for one in here if one.check_by_id == link.pk), None)
        found.append((text, own, [one for one in here if one.words and _is_talk(one, link)]))
    return found


def _is_talk(remark: Remark, link: FactCheck) -> bool:
    return remark.check_by_id != link.pk or bool(remark.replies.all())


def _counted(
    kind: str, texts: list[CandidateText], said: dict[str, list[Remark]]
) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": _name(kind),
        "texts": len(texts),
        "changed": sum(text.is_changed for text in texts),
        "said": sum(text.anchor in said for text in texts),
    }
