"""An editor's side of fact checks: give a link, take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from riskfactors.desk.page import desk_page, render_desk
from riskfactors.editions.fact_checks import invite, revoke
from riskfactors.models import Candidate, FactCheck
from riskfactors.pages import site_of

DAYS = 14
MOST_DAYS = 60


class InviteForm(forms.Form):
    """Who checks, and how long the link works."""

    checker = forms.CharField(
        label="Who checks",
        max_length=100,
        help_text="A name that tells editors whose remarks these are. It is shown to the checker.",
    )
    days = forms.IntegerField(
        label="Days the link works",
        required=False,
        initial=DAYS,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=f"1 to {MOST_DAYS}.",
    )

    def clean_days(self) -> int:
        given: int | None = self.cleaned_data["days"]
        return DAYS if given is None else given


@desk_page("invite_checker")
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who checks, then show the new link: only now, for only its hash is kept."""
    candidate = get_object_or_404(Candidate, pk=pk)
    form = InviteForm(request.POST or None)
    shown: dict[str, Any] = {"form": form, "candidate": candidate}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_desk(
            request, "check_invite.html", "Ask a fact-checker", status=status, **shown
        )
    given = form.cleaned_data
    token = invite(candidate, who=request.user, checker=given["checker"], days=given["days"])
    shown["link"] = f"{site_of(request)}{reverse('check', args=[token])}"
    return render_desk(request, "check_link.html", f"The link for {given['checker']}", **shown)


@require_POST
@desk_page("invite_checker")
def revocation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    check = get_object_or_404(FactCheck, pk=pk)
    revoke(check, who=request.user)
    messages.success(request, f"The link for {check.checker} no longer works.")
    return redirect("candidate", check.candidate_id)
