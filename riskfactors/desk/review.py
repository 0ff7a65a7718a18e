"""From the working copy over a candidate to readers, and back to an older edition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from riskfactors.desk.digests import DigestForm
from riskfactors.desk.effects import choices, readable
from riskfactors.desk.page import Confirm, desk_page, linked, may, post_data, render_desk
from riskfactors.editions import versions
from riskfactors.editions.fact_checks import checks_of
from riskfactors.editions.publish import (
    NotNowError,
    RefusedError,
    approve,
    is_approved,
    is_current,
    publish,
    roll_back,
    send_for_review,
)
from riskfactors.models import Candidate, Edition, Live

NOTE_HINT = "One or two sentences for readers: what changed, and why."


def note_field(hint: str = NOTE_HINT, label: str = "What changed") -> forms.CharField:
    """A short public note."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=hint, max_length=1000, widget=widget)


class SendForm(DigestForm):
    """What goes along with a candidate."""

    note = note_field()


class PublishForm(Confirm, DigestForm):
    """The last look before readers see it."""

    note = note_field()
    urgent = forms.CharField(
        label="Why it cannot wait",
        required=False,
        max_length=1000,
        help_text="Only for an urgent correction that nobody else has approved. It is recorded.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ("note", "urgent", "password")


class RollBackForm(Confirm, DigestForm):
    """Why readers should see an older edition again."""

    note = note_field("A sentence for the audit trail.", "Why")

    field_order = ("note", "password")


@desk_page("send_for_review")
def send(request: HttpRequest) -> HttpResponse:
    """Freeze the working copy and send it for review."""
    form = SendForm(post_data(request), side=versions.working())
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
    problems = linked(refused.problems) if refused else ()
    return render_desk(
        request,
        "send.html",
        "Send for review",
        status=422 if form.is_bound else 200,
        form=form,
        kinds=form.kinds(),
        problems=problems,
    )


@desk_page("view_entry")
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """A candidate: its state, who approved it, who checks it, what may be done next."""
    found = get_object_or_404(Candidate, pk=pk)
    return _candidate(request, found, DigestForm(side=versions.of_candidate(found)))


def _candidate(request: HttpRequest, found: Candidate, form: DigestForm) -> HttpResponse:
    current, approved = is_current(found), is_approved(found)
    return render_desk(
        request,
        "candidate.html",
        str(found),
        status=409 if form.is_bound else 200,
        form=form,
        kinds=form.kinds(),
        candidate=found,
        current=current,
        approved=approved,
        own=found.sent_by_id == request.user.pk,
        live=Live.objects.edition(),
        may_approve=may(request, "approve_candidate"),
        may_publish=may(request, "publish_edition"),
        may_invite=may(request, "invite_checker"),
        checks=checks_of(found),
    )


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
    messages.success(request, f"You approved {found}.")
    return redirect("candidate", pk)


@desk_page("publish_edition")
def publication(request: HttpRequest) -> HttpResponse:
    """Look once more, then publish the working copy."""
    found = Candidate.objects.first()
    ready = found if found and is_current(found) else None
    form = _publish_form(request, ready)
    refused: RefusedError | None = None
    if form.is_valid():
        try:
            edition = _publish(request, ready, form.cleaned_data)
        except RefusedError as error:
            refused = error
        except NotNowError as error:
            form.refuse(str(error))
        else:
            messages.success(request, f"{edition} is live.")
            return redirect("editions")
    context = {
        "form": form,
        "kinds": form.kinds(),
        "candidate": ready,
        "approved": ready and is_approved(ready),
        "review": settings.REQUIRE_REVIEW,
        "problems": linked(refused.problems) if refused else (),
    }
    status = 422 if form.is_bound else 200
    return render_desk(request, "publish.html", "Publish", status=status, **context)


def _publish_form(request: HttpRequest, ready: Candidate | None) -> PublishForm:
    """Asks why it cannot wait only where somebody else's approval is wanted and missing."""
    given = {"note": ready.note if ready else ""}
    form = PublishForm(post_data(request), request=request, side=versions.working(), initial=given)
    if not settings.REQUIRE_REVIEW or (ready and is_approved(ready)):
        del form.fields["urgent"]
    return form


def _publish(request: HttpRequest, ready: Candidate | None, given: dict[str, Any]) -> Edition:
    return publish(
        who=request.user,
        note=given["note"],
        candidate=ready,
        shown=given["shown"],
        over=given["over"],
        urgent=given.get("urgent", ""),
    )


@desk_page("view_edition")
def editions(request: HttpRequest) -> HttpResponse:
    """Every edition, the live one marked, each older one a way back."""
    live = Live.objects.edition()
    return render_desk(
        request,
        "editions.html",
        "Editions",
        editions=Edition.objects.defer("document"),
        live=live,
        choices=choices(),
        before={"name": str(live.number if live else "")},
        after={"name": versions.WORKING},
        may_roll_back=may(request, "roll_back"),
    )


@desk_page("roll_back")
@readable
def rollback(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why, then make an older edition live again."""
    edition = get_object_or_404(Edition, number=number)
    form = RollBackForm(post_data(request), request=request, side=versions.of_edition(edition))
    if form.is_valid():
        given = form.cleaned_data
        seen = {name: given[name] for name in ("shown", "over")}
        try:
            roll_back(edition, who=request.user, note=given["note"], **seen)
        except NotNowError as error:
            form.refuse(str(error))
        else:
            messages.success(request, f"{edition} is live again. The working copy is as it was.")
            return redirect("editions")
    return render_desk(
        request,
        "roll_back.html",
        f"Roll back to edition {number}",
        status=422 if form.is_bound else 200,
        form=form,
        kinds=form.kinds(),
        edition=edition,
    )
