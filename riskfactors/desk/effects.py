"""What differs between two sets of texts, and which explanations a reader would find changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from riskfactors.desk.before_after import answers_in_words, by_group, groups, rows
from riskfactors.desk.page import desk_page, linked, render_desk
from riskfactors.editions import versions
from riskfactors.editions.differences import differences
from riskfactors.editions.versions import WORKING, UnreadableVersionError, Version
from riskfactors.engine.codes import code_of, decode
from riskfactors.models import Edition, Live


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where an edition's row is damaged, say so and where to go."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            return view(request, **given)
        except UnreadableVersionError as error:
            title = "This edition cannot be read"
            return render_desk(request, "unreadable.html", title, status=409, sentence=str(error))

    return guarded


@desk_page("view_entry")
@readable
def effect(request: HttpRequest) -> HttpResponse:
    """Which explanations the working copy changes for those who read the live edition."""
    live = _live()
    if live is None:
        return render_desk(request, "effect.html", "What readers will find changed")
    told = _effect(live, versions.working(), base=reverse("effect"))
    return render_desk(request, "effect.html", "What readers will find changed", **told)


@desk_page("view_entry")
@readable
def compare(request: HttpRequest, before: str, after: str) -> HttpResponse:
    """The texts of two sides word by word, and which explanations differ."""
    old, new = _side(before), _side(after)
    told = _effect(old, new, base=reverse("compare", args=[before, after]))
    kinds = differences(old.texts, new.texts)
    title = f"{old.title} and {new.title.lower()}"
    return render_desk(request, "compare.html", title, kinds=kinds, choices=_choices(), **told)


@desk_page("view_entry")
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the comparison that was chosen; else to the live edition and the working copy."""
    live = _live_name() or WORKING
    before = request.GET.get("before", live)
    after = request.GET.get("after", WORKING)
    if not {before, after} <= dict(_choices()).keys():
        raise Http404
    return redirect("compare", before, after)


@desk_page("view_entry")
@readable
def explanation(
    request: HttpRequest, code: str, before: str = "", after: str = WORKING
) -> HttpResponse:
    """One explanation before and after, side by side."""
    answers = decode(code).answers
    if code_of(answers) != code:
        raise Http404
    old, new = _side(before or _live_name()), _side(after)
    base = reverse("compare", args=[before, after]) if before else reverse("effect")
    if versions.missing(old) or versions.missing(new):
        return redirect(base)
    found = rows(versions.edition(old), versions.edition(new), answers)
    told: dict[str, Any] = {"before": old, "after": new, "base": base, "rows": found}
    told["differs"] = any(row.differs for row in found)
    return render_desk(
        request, "explanation.html", f"Explanation: {answers_in_words(answers)}", **told
    )


def _effect(before: Version, after: Version, *, base: str) -> dict[str, Any]:
    """What a page needs to tell the effect, or what keeps it from being known."""
    told: dict[str, Any] = {"before": before, "after": after, "base": base}
    if missing := (*versions.missing(before), *versions.missing(after)):
        return {**told, "missing": linked(missing)}
    reach = versions.reach(before, after)
    counts = {"changed": len(reach.changed), "total": reach.total}
    return {**told, "effect": counts, "by_group": by_group(reach), "groups": groups(reach)}


def _side(name: str) -> Version:
    try:
        return versions.by_name(name)
    except Edition.DoesNotExist as error:
        raise Http404 from error


def _live() -> Version | None:
    live = Live.objects.edition()
    return versions.of_edition(live) if live else None


def _live_name() -> str:
    number = Live.objects.values_list("edition__number", flat=True).first()
    return str(number or "")


def _choices() -> list[tuple[str, str]]:
    numbers = Edition.objects.values_list("number", flat=True)
    return [(WORKING, "Working copy"), *((str(n), f"Edition {n}") for n in numbers)]
