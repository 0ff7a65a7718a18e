"""Writing a text: its preview and findings as one types, its draft, and its safe-keeping."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from riskfactors.desk.forms import EntryForm
from riskfactors.desk.page import desk_page
from riskfactors.desk.text_preview import preview_of
from riskfactors.models import Draft, Entry

HELD = {
    401: ("You are signed out", "Sign in again in another tab, then save here."),
    403: ("Save once more", "You have signed in again since this page was opened."),
    410: (
        "This text is gone",
        "Somebody has taken it out of the working copy. Copy what you want to keep.",
    ),
    413: (
        "This is too much to save",
        "Go back in your browser: your text is still in the form. Shorten it, then save.",
    ),
    503: (
        "Your text could not be saved",
        "The database is busy or its disk is full. Wait a minute, then save here.",
    ),
}


@desk_page("change_entry")
@require_POST
def text_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a draft of what is in the form, and show how readers would see it."""
    entry = get_object_or_404(Entry, pk=pk)
    form = EntryForm(request.POST, instance=entry)
    draft = keep_draft(form, request.user)
    context = {"glance": preview_of(entry, form.values), "form": form, "draft": draft}
    return render(request, "desk/text_preview.html", {**context, "original": entry})


@desk_page("change_entry")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one's own draft."""
    entry = get_object_or_404(Entry, pk=pk)
    Draft.objects.filter(entry=entry, editor=request.user.pk).delete()
    messages.success(request, "Your draft is discarded. This is the saved text.")
    return redirect("admin:riskfactors_entry_change", entry.pk)


def own_draft(entry: Entry, editor: Any) -> Draft | None:
    """What this editor typed and has not saved."""
    return Draft.objects.filter(entry=entry, editor=editor).first()


def keep_draft(form: EntryForm, editor: Any) -> Draft | None:
    """Keep what was typed, if it can be kept and is not what is saved already.

    A draft keeps the version it once started from, so that its editor is told of every save
    since then.
    """
    if not form.is_keepable:
        return None
    entry, fields = form.instance, form.values
    if fields == entry.fields:
        Draft.objects.filter(entry=entry, editor=editor).delete()
        return None
    started = {"fields": fields, "version": form.started_from or entry.version}
    draft, _ = Draft.objects.update_or_create(
        entry=entry, editor=editor, defaults={"fields": fields}, create_defaults=started
    )
    return draft


def keeps_text(view: Any, may: Callable[[HttpRequest], bool]) -> Any:
    """A form's view that gives back what was sent whenever it cannot take it.

    Exempt here so that too much to read is refused with a page; the admin asks for the token.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            response: HttpResponse = view(request, *args, **kwargs)
            return response
        try:
            if not may(request):
                return give_back(request, 401)
            response = view(request, *args, **kwargs)
        except RequestDataTooBig:
            return give_back(request, 413)
        except (OperationalError, InterfaceError):
            return give_back(request, 503)
        return response

    return guarded


def give_back(request: HttpRequest, status: int) -> HttpResponse:
    """A page, made without the database, with all that was sent and a button to send it again."""
    title, advice = HELD[status]
    sent = {} if status == 413 else request.POST.dict()
    context = {
        "title": title,
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "advice": advice,
        "status": status,
        "version": sent.get("version", ""),
        "fields": {
            name: value
            for name, value in sent.items()
            if not name.startswith("_") and name not in {"csrfmiddlewaretoken", "version"}
        },
    }
    return render(request, "desk/writing_held.html", context, status=status)
