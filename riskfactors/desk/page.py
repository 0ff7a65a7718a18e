"""What every page of the editors' desk shares: who may see it, its frame, its password."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import authenticate
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from riskfactors.editions.document import Problem
from riskfactors.engine.naming import name_of
from riskfactors.models import Entry

APP = "riskfactors"


def desk_page(*permissions: str) -> Callable[[Any], Any]:
    """Only staff with one of these permissions; others sign in, or read why not."""

    def decorated(view: Any) -> Any:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not admin.site.has_permission(request):
                return _sign_in(request)
            if permissions and not any(may(request, name) for name in permissions):
                return render_desk(
                    request, "not_allowed.html", "This is somebody else’s part", status=403
                )
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return guarded

    return decorated


def may(request: HttpRequest, permission: str) -> bool:
    """Whether who asks has a permission: one of the app, if no other app is named."""
    return request.user.has_perm(permission if "." in permission else f"{APP}.{permission}")


def _sign_in(request: HttpRequest) -> HttpResponse:
    login = reverse("admin:login")
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path(), login)


def render_desk(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A desk page in the admin's frame."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return render(request, f"desk/{template}", context, status=status)


def post_data(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when nobody sent it."""
    return request.POST if request.method == "POST" else None


def linked(problems: Iterable[Problem]) -> list[tuple[Problem, str, str]]:
    """Each problem with its text's name, and the address where it can be mended; often none."""
    entries = {(entry.kind, entry.key): entry for entry in Entry.objects.all()}
    found = ((problem, entries.get((problem.kind, problem.key))) for problem in problems)
    return [
        (
            problem,
            str(entry) if entry else name_of(problem.kind, problem.key, {}),
            _place(problem, entry.pk if entry else None),
        )
        for problem, entry in found
    ]


def _place(problem: Problem, pk: int | None) -> str:
    if pk is None:
        return ""
    anchor = f"#id_{problem.field}" if problem.field else ""
    return reverse("admin:riskfactors_entry_change", args=[pk]) + anchor


class Confirm(forms.Form):
    """Asks for the password again before something that readers will see."""

    password = forms.CharField(
        label="Your password, once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Checked like a sign-in, so that failures count and end in the same lock."""
        given: str = self.cleaned_data["password"]
        name = self.request.user.get_username()
        if not authenticate(self.request, username=name, password=given):
            raise forms.ValidationError("This is not your password. Nothing was done yet.")
        return given
