"""People: who may do what on the desk, who is locked, and the links that let somebody in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import SetPasswordForm, UsernameField
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from riskfactors.desk.first_editor import BACKEND
from riskfactors.desk.page import desk_page, post_data, render_desk
from riskfactors.desk.passwords import ToldBesideIt
from riskfactors.models import AuditLine, Live
from riskfactors.pages import site_of
from riskfactors.roles import MEANINGS

User = get_user_model()
MANAGES = "auth.change_user"
NEW_LINK = "new link"
DEVICES = (TOTPDevice, StaticDevice)
ADVICE = (
    "15 characters or more: some words that have nothing to do with each other or with this site."
)


class PasswordLinks(PasswordResetTokenGenerator):
    """Tokens that a new password ends, or a newer link. Signing in meanwhile does not."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        newest = AuditLine.objects.filter(act=NEW_LINK, note=str(user)).first()
        return f"{user.pk}{user.password}{timestamp}{newest and newest.pk}"


LINKS = PasswordLinks()


class RolesForm(forms.Form):
    """What somebody may do. Only an administrator makes another."""

    roles = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    administrator = forms.BooleanField(required=False, label="Administrator")

    def __init__(self, *args: Any, groups: list[Group], by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["roles"].choices = [(one.name, one.name) for one in groups]  # type: ignore[attr-defined]
        self.fields["administrator"].disabled = not by.is_superuser

    def save(self, person: Any) -> None:
        """Give these roles and no others; staff is who has any."""
        chosen = self.cleaned_data["roles"]
        person.is_superuser = self.cleaned_data["administrator"]
        person.is_staff = person.is_superuser or bool(chosen)
        person.save()
        person.groups.set(one for one in self.groups if one.name in chosen)


class InvitationForm(RolesForm):
    """A new person, who has no password before they set one."""

    username = UsernameField(
        label="Name",
        max_length=150,
        validators=User._meta.get_field("username").validators,
        help_text="They sign in with it. It stands beside what they do. No spaces.",
    )
    field_order = ("username", "roles", "administrator")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("Somebody has this name already.")
        return name

    def clean(self) -> None:
        if not self.errors and not any(map(self.cleaned_data.get, ("roles", "administrator"))):
            self.add_error("roles", "Choose at least one role.")


class NewPasswordForm(ToldBesideIt, SetPasswordForm):  # type: ignore[type-arg]
    """A password by a link."""


@desk_page(MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account; a post invites one more."""
    form = InvitationForm(post_data(request), groups=_groups(), by=request.user)
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    person = User(username=form.cleaned_data["username"])
    person.set_unusable_password()
    form.save(person)
    _write(request, "invite", f"{person}: {_roles_of(person)}")
    return _link(request, person)


@require_POST
@desk_page(MANAGES)
@transaction.atomic
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the acts on one person, or why it may not be done."""
    # All administrators' rows are locked, so that no two lock each other at once.
    rows = User.objects.select_for_update().filter(Q(pk=pk) | Q(is_superuser=True))
    found = {one.pk: one for one in rows.order_by("pk")}.get(pk)
    if found is None:
        raise Http404
    act = ACTS.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise ValidationError("Nothing was done: this page knows no such act.")
        if found.is_superuser and not request.user.is_superuser:
            raise ValidationError("Only an administrator can change an administrator.")
        return act(request, found)
    except ValidationError as refusal:
        form = InvitationForm(groups=_groups(), by=request.user)
        return _page(request, form, status=409, refusal=str(refusal.message))


def _lock(request: HttpRequest, person: Any) -> HttpResponse:
    if person.pk == request.user.pk:
        raise ValidationError("You cannot lock yourself. Another administrator can.")
    _leave_an_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return _done(request, "lock", person, f"{person} is locked: signed out, and cannot sign in.")


def _unlock(request: HttpRequest, person: Any) -> HttpResponse:
    person.is_active = True
    person.save(update_fields=["is_active"])
    return _done(request, "unlock", person, f"{person} can sign in again.")


def _new_link(request: HttpRequest, person: Any) -> HttpResponse:
    if not person.is_active:
        raise ValidationError(f"{person} is locked. Unlock first, then give a link.")
    # The links before end with this line.
    _write(request, NEW_LINK, str(person))
    return _link(request, person)


def _roles(request: HttpRequest, person: Any) -> HttpResponse:
    form = _roles_form(person, _groups(), request.user, request.POST)
    if not form.is_valid():
        raise ValidationError("Nothing was changed: a role was chosen that is not there any more.")
    if not form.cleaned_data["administrator"]:
        _leave_an_administrator(person)
    before = _roles_of(person)
    form.save(person)
    now = _roles_of(person)
    note = f"{person}: {now}; before: {before}"
    return _done(request, "roles", person, f"{person}: {now}.", note)


def _second_step(request: HttpRequest, person: Any) -> HttpResponse:
    if not settings.REQUIRE_OTP:
        raise ValidationError("No second step is required here, so there is none to take away.")
    for kind in DEVICES:
        kind.objects.filter(user=person).delete()
    words = f"{person} sets up a new app at the next sign-in."
    return _done(request, "second step", person, words)


ACTS = {
    "roles": _roles,
    "new_link": _new_link,
    "lock": _lock,
    "unlock": _unlock,
    "second_step": _second_step,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def own_password(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Set one's password by a link. It ends the link, as that is made with the one before."""
    person = User.objects.select_for_update().filter(pk=pk, is_active=True).first()
    if not (person and LINKS.check_token(person, token)):
        return render(request, "desk/people_link_gone.html", status=410)
    form = NewPasswordForm(person, post_data(request))
    form.fields["new_password1"].help_text = ADVICE
    if not form.is_valid():
        shown: dict[str, Any] = {"form": form, "person": person}
        status = 422 if form.is_bound else 200
        return render_desk(
            request, "people_password.html", "Set your password", status=status, **shown
        )
    form.save()
    login(request, person, backend=BACKEND)
    messages.success(request, f"Your password is set. You are signed in as {person}.")
    return redirect("desk")


def _page(
    request: HttpRequest, form: InvitationForm, *, status: int, refusal: str = ""
) -> HttpResponse:
    groups = _groups()
    rows = [(one, _roles_form(one, groups, request.user)) for one in _everybody()]
    return render_desk(
        request,
        "people.html",
        "People",
        status=status,
        form=form,
        refusal=refusal,
        rows=rows,
        meanings=[(one.name, MEANINGS[one.name]) for one in groups if one.name in MEANINGS],
        require_otp=settings.REQUIRE_OTP,
    )


def _everybody() -> QuerySet[Any]:
    has = {
        name: Exists(kind.objects.filter(user=OuterRef("pk"), confirmed=True))
        for name, kind in zip(("has_app", "has_codes"), DEVICES, strict=True)
    }
    everybody: QuerySet[Any] = User.objects.annotate(**has).prefetch_related("groups")
    return everybody.order_by("-is_active", "username")


def _roles_form(person: Any, groups: list[Group], by: Any, data: Any = None) -> RolesForm:
    """Filled with what somebody has. Nobody's own right as an administrator is asked about."""
    had = {
        "roles": [one.name for one in person.groups.all()],
        "administrator": person.is_superuser,
    }
    ids = f"person-{person.pk}-%s"
    form = RolesForm(data, initial=had, groups=groups, by=by, auto_id=ids)
    form.fields["administrator"].disabled |= person.pk == by.pk
    return form


def _groups() -> list[Group]:
    """The roles, in the order they were made: the three of the site come first."""
    return list(Group.objects.order_by("pk"))


def _roles_of(person: Any) -> str:
    names = [one.name for one in person.groups.order_by("pk")]
    return ", ".join(["Administrator"] * person.is_superuser + names) or "no role"


def _leave_an_administrator(person: Any) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise ValidationError(f"{person} is the last administrator. Make another one first.")


def _link(request: HttpRequest, person: Any) -> HttpResponse:
    path = reverse("own_password", args=[person.pk, LINKS.make_token(person)])
    return render_desk(
        request,
        "people_link.html",
        f"The link for {person}",
        link=f"{site_of(request)}{path}",
        days=settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
        person=person,
    )


def _done(request: HttpRequest, act: str, person: Any, words: str, note: str = "") -> HttpResponse:
    _write(request, act, note or str(person))
    # A message gets a capital, which a name may not have.
    messages.success(request, f"Done. {words}")
    return redirect(f"{reverse('people')}#person-{person.pk}")


def _write(request: HttpRequest, act: str, note: str) -> None:
    live = Live.objects.edition()
    AuditLine.objects.write(act, who=request.user, edition=live, after="", note=note)
