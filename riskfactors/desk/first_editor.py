"""Pages for editors outside the stock admin."""

from __future__ import annotations

import secrets

from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import UserCreationForm
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from riskfactors.desk.passwords import ToldBesideIt

SALT = "first editor"
ONE_DAY = 24 * 60 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


class FirstEditorForm(ToldBesideIt, UserCreationForm):  # type: ignore[type-arg]
    """A name and a password."""


def first_editor_path() -> str | None:
    """The path of a one-time link to set up the first editor; None if there is one."""
    if _has_editor():
        return None
    token = signing.dumps(secrets.token_urlsafe(8), salt=SALT)
    return reverse("first_editor", args=[token])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def first_editor(request: HttpRequest, token: str) -> HttpResponse:
    """Set up the first editor. The link dies with its use, or after a day."""
    if not _is_usable(token):
        return render(request, "desk/link_used.html", status=410)
    form = FirstEditorForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/first_editor.html", {"form": form}, status=status)
    editor = form.save(commit=False)
    editor.is_staff = editor.is_superuser = True
    editor.save()
    login(request, editor, backend=BACKEND)
    return redirect("desk")


def _is_usable(token: str) -> bool:
    try:
        signing.loads(token, salt=SALT, max_age=ONE_DAY)
    except signing.BadSignature:
        return False
    return not _has_editor()


def _has_editor() -> bool:
    return get_user_model().objects.filter(is_staff=True).exists()
