"""The admin, with a second step after the password where REQUIRE_OTP is on."""

from __future__ import annotations

from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class EditorsConfig(AdminConfig):
    default_site = "mscalc.admin_site.EditorsSite"


class EditorsSite(AdminSite):
    """Lets in who gave the password and, where it is required, a code as well."""

    def knows(self, request: HttpRequest) -> bool:
        """Whether the password was given."""
        return super().has_permission(request)

    def has_permission(self, request: HttpRequest) -> bool:
        user = cast(Any, request.user)
        return self.knows(request) and (not settings.REQUIRE_OTP or user.is_verified())

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The desk leads everywhere."""
        return redirect("desk")

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """The admin's list of one app is the desk as well."""
        return redirect("desk")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET" and self.knows(request) and not self.has_permission(request):
            query = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
            return redirect(f"{reverse('second_step')}?{query}")
        # Forms can be imported only when all apps are ready.
        from mscalc.sign_in import SignInForm

        self.login_form = SignInForm
        return super().login(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The stock page, where wrong tries at the old password end in a lock."""
        from django.contrib.auth.views import PasswordChangeView

        from mscalc.sign_in import OwnPasswordForm

        context = {**self.each_context(request), **(extra_context or {})}
        view = PasswordChangeView.as_view(
            form_class=partial(OwnPasswordForm, request=request),
            success_url=reverse("admin:password_change_done"),
            extra_context=context,
        )
        return view(request)
