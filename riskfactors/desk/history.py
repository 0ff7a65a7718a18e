"""The versions of one text: who saved them, when, what differs, and the way back to each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import F, Window
from django.db.models.functions import Lead
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from riskfactors.desk.page import desk_page, may, render_desk
from riskfactors.desk.saving import check_seen, tell_overtaken, tell_saved
from riskfactors.editions import working_copy
from riskfactors.editions.differences import differences
from riskfactors.editions.document import Texts
from riskfactors.editions.versions import UnreadableVersionError, of_edition
from riskfactors.editions.working_copy import OvertakenError
from riskfactors.engine.naming import name_of
from riskfactors.models import Entry, Live, TextVersion

A_PAGE = 20
BACK = "Version {} is the saved text again."


@desk_page("view_entry")
@require_safe
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Every version of a text, the newest first."""
    entry = Entry.objects.filter(kind=kind, key=key).first()
    versions = TextVersion.objects.filter(kind=kind, key=key)
    if entry is None and not versions.exists():
        raise Http404
    live, texts = _live_fields(kind, key), working_copy.working_copy()
    older = Window(Lead("fields"), partition_by=("kind", "key"), order_by=F("number").desc())
    page = Paginator(versions.annotate(before=older), A_PAGE).get_page(request.GET.get("page"))
    return render_desk(
        request,
        "history.html",
        f"Versions: {entry or name_of(kind, key, {})}",
        entry=entry,
        live=next((one.number for one in versions if live and one.fields == live), None),
        may_write=may(request, "change_entry"),
        page=page,
        rows=[(version, _differences(version, texts)) for version in page],
    )


def _live_fields(kind: str, key: str) -> Mapping[str, Any]:
    """The text as readers have it; empty where they do not, or their edition cannot be read."""
    edition = Live.objects.edition()
    with suppress(UnreadableVersionError):
        return of_edition(edition).texts.get(kind, {}).get(key, {}) if edition else {}
    return {}


def _differences(version: TextVersion, texts: Texts) -> object:
    """What differs from the version before it; what it names is called as it is now."""
    before = version.before or {}  # type: ignore[attr-defined]
    others = texts.get(version.kind, {})
    sides = (
        {**texts, version.kind: {**others, version.key: fields}}
        for fields in (before, version.fields)
    )
    return differences(*sides)


@desk_page("change_entry")
@require_POST
def bring_back(request: HttpRequest, kind: str, key: str, number: int) -> HttpResponse:
    """Save the words of an older version again, as a new one."""
    version = get_object_or_404(TextVersion, kind=kind, key=key, number=number)
    if not version.fields:
        raise Http404
    entry = Entry.objects.filter(kind=kind, key=key).first()
    try:
        check_seen(request, entry)
        if entry is None:
            entry = working_copy.add(kind, key, version.fields, who=request.user)
        elif entry.fields != version.fields:
            working_copy.save(entry, version.fields, who=request.user)
    except (OvertakenError, IntegrityError):
        tell_overtaken(request, kind, key)
        return redirect("history", kind, key)
    tell_saved(request, entry, BACK.format(number))
    return redirect("admin:riskfactors_entry_change", entry.pk)
