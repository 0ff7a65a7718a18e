"""A candidate: sent for review, approved, or sent back with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from riskfactors.desk.digests import DigestForm
from riskfactors.desk.page import desk_page, linked, may, post_data, render_desk
from riskfactors.desk.remarks import WordsForm, with_remarks
from riskfactors.editions import versions
from riskfactors.editions.differences import KindChanges, differences
from riskfactors.editions.fact_checks import MOST_CHARACTERS, checks_of
from riskfactors.editions.progress import earlier_candidate, findings
from riskfactors.editions.publish import (
    OWN,
    NotNowError,
    RefusedError,
    approve,
    ask_for_changes,
    is_approved,
    is_current,
    send_for_review,
    why_not_approve,
)
from riskfactors.editions.remarks import open_remarks
from riskfactors.editions.writers import others
from riskfactors.models import Candidate, Live

FEW_NAMED = 3
NOTE_HINT = "One or two sentences for readers: what changed, and why."


def note_field(hint: str = NOTE_HINT, label: str = "What changed") -> forms.CharField:
    """A short public note."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=hint, max_length=1000, widget=widget)


def named(kinds: Iterable[KindChanges]) -> str:
    """A note to begin with: which texts changed, if they are few."""
    texts = [text for kind in kinds for text in kind.texts]
    if len(texts) > FEW_NAMED:
        return ""
    acts = {"changed": "Changed words in", "new": "New:", "gone": "Gone:"}
    told = [(act, [f"“{one.title}”" for one in texts if one.state == act]) for act in acts]
    return " ".join(f"{acts[act]} {', '.join(titles)}." for act, titles in told if titles)


class SendForm(DigestForm):
    """What goes along with a candidate."""

    note = note_field()


@desk_page("send_for_review")
def send(request: HttpRequest) -> HttpResponse:
    """Freeze the working copy and send it for review."""
    form = SendForm(post_data(request), side=versions.working())
    form.initial["note"] = named(form.kinds())
    if not form.is_valid():
        return _send_page(request, form)
    given = form.cleaned_data
    try:
        candidate = send_for_review(who=request.user, note=given["note"], shown=given["shown"])
    except RefusedError as refused:
        return _send_page(request, form, refused)
    except NotNowError as error:
        form.refuse(str(error))
        return _send_page(request, form)
    messages.success(request, f"{candidate} is ready for review.")
    return redirect("candidate", candidate.pk)


def _send_page(
    request: HttpRequest, form: DigestForm, refused: RefusedError | None = None
) -> HttpResponse:
    problems = refused.problems if refused else findings(form.side.written)[0]
    return render_desk(
        request,
        "send.html",
        "Send for review" if settings.REQUIRE_REVIEW else "Freeze these texts",
        status=422 if form.is_bound else 200,
        form=form,
        kinds=form.kinds(),
        review=settings.REQUIRE_REVIEW,
        problems=linked(problems),
        waiting=_waiting(form),
    )


def _waiting(form: DigestForm) -> Candidate | None:
    """The newest candidate, if it holds these very texts."""
    newest = Candidate.objects.first()
    return newest if newest and newest.digest == form.now["shown"] else None


@desk_page("view_entry")
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """A candidate: its state, who approved it, what is said of it, what may be done next."""
    found = get_object_or_404(Candidate, pk=pk)
    return _candidate(request, found, DigestForm(side=versions.of_candidate(found)))


def _candidate(
    request: HttpRequest, found: Candidate, form: DigestForm, asking: WordsForm | None = None
) -> HttpResponse:
    is_live = form.now["over"] == found.digest
    changed = with_remarks(form.kinds())
    texts = {(text.kind, text.key) for kind, _ in changed for text in kind.texts}
    threads = open_remarks()
    earlier = earlier_candidate(found)
    before = versions.of_candidate(earlier).texts if earlier else {}
    return render_desk(
        request,
        "candidate.html",
        str(found),
        status=422 if asking else 409 if form.is_bound else 200,
        form=form,
        asking=asking,
        changed=changed,
        asked=[one for one in threads if not one.remark.key],
        elsewhere=[
            one
            for one in threads
            if one.remark.key and (one.remark.kind, one.remark.key) not in texts
        ],
        earlier=earlier,
        since=differences(before, form.side.texts) if earlier else (),
        candidate=found,
        current=is_current(found),
        live=Live.objects.edition() if is_live else None,
        most=MOST_CHARACTERS,
        checks=checks_of(found),
        **_ways_on(request, found, is_live=is_live),
    )


def _ways_on(request: HttpRequest, found: Candidate, *, is_live: bool) -> dict[str, Any]:
    """What this person may do with a candidate now, and why not the rest."""
    is_open = not is_live and is_current(found)
    approved, blocked = is_approved(found), bool(findings(found.document)[0])
    why = why_not_approve(found, request.user) if is_open else ""
    own = found.approvals.filter(given_by=request.user.pk)
    may_approve = is_open and settings.REQUIRE_REVIEW and may(request, "approve_candidate")
    return {
        "approved": approved,
        "blocked": blocked,
        "review": settings.REQUIRE_REVIEW,
        "why_not": why if may_approve else "",
        "may_approve": may_approve and not why and not own.exists(),
        "may_ask": may_approve and why != OWN,
        "alone": is_open and not approved and not others(found).exists(),
        "may_publish": is_open and not blocked and may(request, "publish_edition"),
        "may_invite": may(request, "invite_checker"),
    }


@require_POST
@desk_page("approve_candidate")
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a candidate."""
    found = get_object_or_404(Candidate, pk=pk)
    form = DigestForm(request.POST, side=versions.of_candidate(found))
    seen = {name: form.data.get(name, "") for name in ("shown", "over")}
    try:
        approve(found, who=request.user, **seen)
    except NotNowError as error:
        form.refuse(str(error))
        return _candidate(request, found, form)
    counts = "" if is_approved(found) else " It counts once what was asked for is resolved."
    messages.success(request, f"You approved {found}.{counts}")
    return redirect("candidate", pk)


@require_POST
@desk_page("approve_candidate")
def request_for_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what should change before a candidate can be approved."""
    found = get_object_or_404(Candidate, pk=pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        side = versions.of_candidate(found)
        return _candidate(request, found, DigestForm(side=side), form)
    said = ask_for_changes(found, who=request.user, words=form.cleaned_data["words"])
    messages.success(request, "You asked for changes. Until you resolve it, no approval counts.")
    return redirect(f"{reverse('candidate', args=[pk])}#remark-{said.pk}")
