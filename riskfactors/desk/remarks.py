"""The conversation about texts: what is said of them, answered, resolved and reopened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from riskfactors.desk.page import desk_page, post_data, render_desk
from riskfactors.editions.differences import KindChanges, TextChange
from riskfactors.editions.fact_checks import MOST_CHARACTERS
from riskfactors.editions.remarks import (
    REOPEN,
    RESOLVE,
    RemarkOnText,
    all_remarks,
    may_resolve,
    open_remarks,
    reply,
    say,
)
from riskfactors.engine.naming import name_of
from riskfactors.engine.texts import KINDS
from riskfactors.models import Candidate, Entry, Remark

LONGEST_KEY = 60
NOT_YOURS = "{} asked for changes, and resolves that by approving. Answer instead."
Talked = tuple[KindChanges, list[tuple[TextChange, list[RemarkOnText]]]]


class WordsForm(forms.Form):
    """What somebody says."""

    words = forms.CharField(
        max_length=MOST_CHARACTERS,
        error_messages={"required": "Write what you want to say first."},
    )

    def clean_words(self) -> str:
        given: str = self.cleaned_data["words"]
        return given.replace("\r\n", "\n")

    @property
    def problem(self) -> str:
        """Why the words were not taken; empty if they were."""
        return " ".join(map(str, self.errors.get("words", ()))) if self.is_bound else ""


class ReplyForm(WordsForm):
    """An answer; what resolves or reopens needs no words."""

    act = forms.ChoiceField(choices=[(act, act) for act in (RESOLVE, REOPEN)], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = not self.data.get("act")


@desk_page("view_entry")
def remarks(request: HttpRequest) -> HttpResponse:
    """All that was said, each beside the way to its text, the open ones first."""
    return _list(request)


def _list(request: HttpRequest, form: WordsForm | None = None, pk: int = 0) -> HttpResponse:
    found = all_remarks()
    return render_desk(
        request,
        "remarks_list.html",
        "Remarks",
        status=422 if form else 200,
        remarks=[one for one in found if one.remark.is_open],
        resolved=[one for one in found if not one.remark.is_open],
        form=form,
        refused=pk,
        most=MOST_CHARACTERS,
    )


@desk_page("view_entry")
def remark(request: HttpRequest) -> HttpResponse:
    """Say something about one text."""
    given = request.POST if request.method == "POST" else request.GET
    kind, key = given.get("kind", ""), given.get("key", "")
    if kind not in KINDS or not 0 < len(key) <= LONGEST_KEY:
        raise Http404
    candidate = _candidate(given.get("candidate", ""))
    form = WordsForm(post_data(request))
    entry = Entry.objects.filter(kind=kind, key=key).first()
    if form.is_valid():
        said = say(
            candidate, who=request.user, words=form.cleaned_data["words"], kind=kind, key=key
        )
        return redirect(f"{_back(request, entry)}#remark-{said.pk}")
    return render_desk(
        request,
        "remarks_new.html",
        f"A remark on {entry or name_of(kind, key, {})}",
        status=422 if form.is_bound else 200,
        form=form,
        kind=kind,
        key=key,
        entry=entry,
        candidate=candidate,
        most=MOST_CHARACTERS,
    )


@require_POST
@desk_page("view_entry")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a remark, resolve or reopen it."""
    found = get_object_or_404(Remark.objects.exclude(words=""), pk=pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _list(request, form, pk)
    given = form.cleaned_data
    if given["act"] == RESOLVE and not may_resolve(found, request.user):
        form.add_error("words", NOT_YOURS.format(found.who_text))
        return _list(request, form, pk)
    said = reply(found, who=request.user, words=given["words"], act=given["act"])
    place = f"reply-{said.pk}" if said else f"remark-{pk}"
    return redirect(f"{_back(request)}#{place}")


def _candidate(pk: str) -> Candidate | None:
    """The candidate that was looked at, else the newest; None where there is none."""
    if pk.isascii() and pk.isdigit() and len(pk) < 10:
        return get_object_or_404(Candidate, pk=pk)
    return Candidate.objects.first()


def _back(request: HttpRequest, entry: Entry | None = None) -> str:
    """The page that a form stood on, or that of the text."""
    given = request.POST.get("candidate", "")
    candidate = _candidate(given) if given else None
    if candidate:
        return reverse("candidate", args=[candidate.pk])
    if entry:
        return reverse("admin:riskfactors_entry_change", args=[entry.pk])
    return reverse("remarks")


def with_remarks(kinds: Iterable[KindChanges]) -> list[Talked]:
    """What differs, each text with what is open on it."""
    found = by_place(open_remarks())
    return [(kind, [(one, found[one.kind, one.key]) for one in kind.texts]) for kind in kinds]


def by_place(remarks: Iterable[RemarkOnText]) -> dict[tuple[str, str], list[RemarkOnText]]:
    """Remarks by the text they are about."""
    found = defaultdict(list)
    for one in remarks:
        found[one.remark.kind, one.remark.key].append(one)
    return found
