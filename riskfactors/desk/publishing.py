"""From the working copy to readers, and back to an older edition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html

from riskfactors.desk.digests import DigestForm
from riskfactors.desk.effects import choices, readable
from riskfactors.desk.page import Confirm, desk_page, linked, may, post_data, render_desk
from riskfactors.desk.review import named, note_field
from riskfactors.editions import versions
from riskfactors.editions.document import digest
from riskfactors.editions.progress import findings
from riskfactors.editions.publish import (
    NOT_APPROVED,
    NotNowError,
    RefusedError,
    is_approved,
    is_current,
    publish,
    roll_back,
    taken_back,
)
from riskfactors.editions.remarks import changes_asked_for, unanswered
from riskfactors.editions.working_copy import OvertakenError, replace
from riskfactors.editions.writers import others
from riskfactors.models import AuditLine, Candidate, Edition, Live

WORKING_MOVED = (
    "Nothing was done: the working copy was changed while this page was open. Decide again whether "
    "these texts take its place."
)


def reason_field(label: str) -> forms.CharField:
    """Why something is done all the same, for the audit trail."""
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text="It is recorded.", max_length=1000, widget=widget)


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

    again = reason_field("Why it goes live again")
    waiting = reason_field("Why these can wait")

    field_order = ("note", "urgent", "again", "waiting", "password")


class RollBackForm(Confirm, DigestForm):
    """Why readers should see an older edition again; `working` is the working copy's digest."""

    working = forms.CharField(required=False, widget=forms.HiddenInput)
    note = note_field("A sentence for the audit trail.", "Why")
    texts = forms.BooleanField(
        label="Go on writing from these texts",
        required=False,
        help_text="The working copy takes them; what it holds now stays in each text’s history.",
    )

    field_order = ("note", "texts", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now["working"] = self.initial["working"] = digest(versions.working().written)


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
            read = reverse("edition", args=[edition.number])
            told = format_html('{} is live. <a href="{}">Read it</a>', edition, read)
            messages.success(request, told)
            return redirect("editions")
    problems = refused.problems if refused else findings(form.side.written)[0]
    context = {
        "form": form,
        "kinds": form.kinds(),
        "unchanged": form.now["shown"] == form.now["over"],
        "candidate": ready,
        "approved": ready and is_approved(ready),
        "alone": ready and not others(ready).exists(),
        "review": settings.REQUIRE_REVIEW,
        "problems": linked(problems),
        "unanswered": unanswered(),
        "asked": changes_asked_for(),
    }
    status = 422 if form.is_bound else 200
    return render_desk(request, "publish.html", "Publish", status=status, **context)


def _publish_form(request: HttpRequest, ready: Candidate | None) -> PublishForm:
    """Asks for a reason only where one is wanted: no approval, a way back, open remarks."""
    form = PublishForm(post_data(request), request=request, side=versions.working())
    form.initial["note"] = ready.note if ready else named(form.kinds())
    edition = taken_back(form.now["shown"])
    form.fields["again"].label = f"Why it goes live again after {edition.lower()} was taken back"
    is_wanted = {
        "urgent": settings.REQUIRE_REVIEW and not (ready and is_approved(ready)),
        "again": bool(edition),
        "waiting": bool(unanswered()),
    }
    # Without a second person's yes the reason is all there is.
    form.fields["urgent"].required = True
    form.fields["urgent"].error_messages["required"] = NOT_APPROVED
    for name, wanted in is_wanted.items():
        if not wanted:
            del form.fields[name]
    return form


def _publish(request: HttpRequest, ready: Candidate | None, given: dict[str, Any]) -> Edition:
    return publish(
        who=request.user,
        note=given["note"],
        candidate=ready,
        shown=given["shown"],
        over=given["over"],
        **{name: given.get(name, "") for name in ("urgent", "again", "waiting")},
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
        urgent=set(
            AuditLine.objects.filter(act="publish urgently").values_list("edition", flat=True)
        ),
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
            with transaction.atomic():
                roll_back(edition, who=request.user, note=given["note"], **seen)
                if given["texts"]:
                    replace(form.side.texts, who=request.user, over=given["working"])
        except NotNowError as error:
            form.refuse(str(error))
        except OvertakenError:
            form.refuse(WORKING_MOVED)
        else:
            now = "has these texts too" if given["texts"] else "is as it was"
            messages.success(request, f"{edition} is live again. The working copy {now}.")
            return redirect("editions")
    live = Live.objects.edition()
    is_newer = live is not None and number > live.number
    return render_desk(
        request,
        "roll_back.html",
        f"Make edition {number} live again" if is_newer else f"Roll back to edition {number}",
        status=422 if form.is_bound else 200,
        form=form,
        kinds=form.kinds(),
        edition=edition,
        is_live=form.now["over"] == edition.digest,
    )
