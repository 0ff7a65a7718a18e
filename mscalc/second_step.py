"""The second step of signing in: a code from an app, or setting that app up the first time."""

from __future__ import annotations

import time
from base64 import b32encode
from binascii import unhexlify
from typing import Any, cast

import django_otp
import segno
from django import forms
from django.contrib import admin
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from mscalc.admin_site import EditorsSite

KEY = "second_step_key"
RECOVERY_CODES = 8
WRONG = (
    "This code does not fit. Wait for the next one in your app, check the clock of your "
    "phone, and try again."
)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="The six digits in your app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).lower()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code; of who has no app yet, set one up; of who has done both, nothing."""
    if "leave" in request.POST:
        logout(request)
    if not cast(EditorsSite, admin.site).knows(request):
        return redirect("admin:login")
    user = cast(Any, request.user)
    if django_otp.user_has_device(user) and not user.is_verified():
        return _ask(request)
    if not TOTPDevice.objects.devices_for_user(user, confirmed=True).exists():
        return _enrol(request)
    return redirect(_next(request))


def _ask(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if device := _fitting_device(request.user, form.cleaned_data["code"]):
            _verified(request, device)
            return redirect(request.get_full_path())
        form.add_error("code", WRONG)
    return _page(request, form, "One more step: a code")


def _fitting_device(user: Any, code: str) -> Any:
    """Six digits are for the app, anything else for the recovery codes: a slip at one
    must not make the other wait."""
    kind = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    devices = kind.objects.devices_for_user(user, confirmed=True)
    fitting = (django_otp.verify_token(user, one.persistent_id, code) for one in devices)
    return next(filter(None, fitting), None)


def _verified(request: HttpRequest, device: Any) -> None:
    request.session.cycle_key()
    django_otp.login(request, device)


def _enrol(request: HttpRequest) -> HttpResponse:
    """The key waits in the session: who sees it and goes away leaves nothing behind."""
    key = request.session.get(KEY) or random_hex(20)
    request.session[KEY] = key
    device = TOTPDevice(user=request.user, name="App", key=key)
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = "The six digits that your app now shows."
    if form.is_valid():
        if _fits(device, form.cleaned_data["code"]):
            return _enrolled(request, device)
        form.add_error("code", WRONG)
    secret = b32encode(unhexlify(key)).decode()
    shown = {
        "key": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": segno.make(device.config_url).svg_data_uri(scale=5, light="white"),
    }
    return _page(request, form, "Set up your second step", **shown)


def _fits(device: TOTPDevice, code: str) -> bool:
    """Whether the app shows what it should; the code is used up by it."""
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    if not (code.isdecimal() and totp.verify(int(code), device.tolerance)):
        return False
    device.last_t, device.drift = totp.t(), totp.drift
    return True


def _enrolled(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    del request.session[KEY]
    with transaction.atomic():
        device.save()
        StaticDevice.objects.filter(user=device.user).delete()
        recovery = StaticDevice.objects.create(user=device.user, name="Recovery codes")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        recovery.token_set.bulk_create(StaticToken(device=recovery, token=one) for one in codes)
    _verified(request, device)
    context = {"codes": codes, "next": _next(request)}
    return render(
        request, "admin/recovery_codes.html", _context(request, "Keep these codes", context)
    )


def _page(request: HttpRequest, form: CodeForm, title: str, **shown: str) -> HttpResponse:
    context = _context(request, title, {"form": form, **shown})
    return render(request, "admin/second_step.html", context, status=422 if form.errors else 200)


def _context(request: HttpRequest, title: str, context: dict[str, Any]) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, **context}


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("admin:index")
