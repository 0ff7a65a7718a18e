"""Who else has a text open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskfactors.desk.page import desk_page
from riskfactors.models import Draft, Entry, Opening

# A page says that it is open each minute.
SEEN_WITHIN = dt.timedelta(minutes=2)
# An older draft was left behind some other day.
TYPED_WITHIN = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEditor:
    """Somebody else who has a text open, and when they last typed in it, if they did."""

    name: str
    typed_at: dt.datetime | None


@desk_page("change_entry")
@require_POST
def still_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's page says that it is still open, and asks who else's is."""
    entry = get_object_or_404(Entry, pk=pk)
    note_opening(entry, request.user)
    return render(request, "desk/others.html", {"others": open_by_others(entry, request.user)})


def note_opening(entry: Entry, editor: Any) -> None:
    """Write down that an editor has a text open. Where nothing can be written, it can be read."""
    try:
        with transaction.atomic():
            Opening.objects.update_or_create(entry=entry, editor=editor)
    except OperationalError:
        return


def open_by_others(entry: Entry, editor: Any) -> Sequence[OtherEditor]:
    """Who else has a text open now."""
    now = timezone.now()
    openings = Opening.objects.filter(entry=entry, at__gte=now - SEEN_WITHIN)
    drafts = Draft.objects.filter(entry=entry, saved_at__gte=now - TYPED_WITHIN)
    typed = dict(drafts.values_list("editor", "saved_at"))
    return [
        OtherEditor(name=str(one.editor), typed_at=typed.get(one.editor_id))
        for one in openings.exclude(editor=editor).select_related("editor").order_by("pk")
    ]
