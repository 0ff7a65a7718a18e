"""The versions of one text: who saved them, when, what differs, and the way back to each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Window
from django.db.models.functions import Lead
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from riskfactors.desk.page import desk_page, may, render_desk
from riskfactors.editions import working_copy
from riskfactors.editions.differences import differences
from riskfactors.editions.working_copy import OvertakenError
from riskfactors.models import Entry, TextVersion

A_PAGE = 20
BACK = "Version {} is the saved text again. Readers see it when it is published."
OVERTAKEN = "Somebody saved this text just now. Look at their version first."


@desk_page("view_entry")
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Every version of a text, the newest first; a post brings one back."""
    entry = Entry.objects.filter(kind=kind, key=key).first()
    versions = TextVersion.objects.filter(kind=kind, key=key)
    if entry is None and not versions.exists():
        raise Http404
    may_write = may(request, "change_entry")
    if request.method == "POST" and may_write:
        return _bring_back(request, entry, versions.filter(number=_number(request)).first())
    older = Window(Lead("fields"), partition_by=("kind", "key"), order_by=F("number").desc())
    page = Paginator(versions.annotate(before=older), A_PAGE).get_page(request.GET.get("page"))
    return render_desk(
        request,
        "history.html",
        "Versions of a text",
        entry=entry,
        may_write=may_write,
        page=page,
        rows=[(version, _differences(version)) for version in page],
    )


def _number(request: HttpRequest) -> int:
    given = request.POST.get("number", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0


def _differences(version: TextVersion) -> object:
    """What differs from the version before it."""
    before = version.before or {}  # type: ignore[attr-defined]
    texts = ({version.kind: {version.key: fields}} for fields in (before, version.fields))
    return differences(*texts)


def _bring_back(
    request: HttpRequest, entry: Entry | None, version: TextVersion | None
) -> HttpResponse:
    if version is None or not version.fields:
        raise Http404
    if entry is None:
        entry = working_copy.add(version.kind, version.key, version.fields, who=request.user)
    elif entry.fields != version.fields:
        try:
            working_copy.save(entry, version.fields, who=request.user)
        except OvertakenError:
            messages.error(request, OVERTAKEN)
            return redirect(request.path)
    messages.success(request, BACK.format(version.number))
    return redirect("admin:riskfactors_entry_change", entry.pk)
