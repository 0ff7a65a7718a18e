"""Where things stand: what changed, what is wrong, what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskfactors.desk.page import desk_page, linked, render_desk
from riskfactors.editions import versions
from riskfactors.editions.diff import changes
from riskfactors.editions.differences import TextChange, differences
from riskfactors.editions.dismissals import parted
from riskfactors.editions.document import Texts
from riskfactors.editions.progress import Progress, findings, progress_of, to_check_again
from riskfactors.editions.remarks import open_remarks
from riskfactors.engine.naming import kind_in_words
from riskfactors.models import Draft, Entry, Remark, TextVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedText:
    """A text that is not as visitors read it, and who saved it last; or, if it is gone, who
    withdrew it.
    """

    text: TextChange
    name: str
    entry: Entry | None
    withdrawal: TextVersion | None


@desk_page("view_entry")
def desk(request: HttpRequest) -> HttpResponse:
    """The desk."""
    working = versions.working()
    stands = progress_of(working)
    blocking, found = findings(working.written)
    advice, dismissed = parted(found)
    return render_desk(
        request,
        "desk.html",
        "Desk",
        stands=stands,
        review=settings.REQUIRE_REVIEW,
        changed=_changed(stands, working.texts),
        blocking=linked(blocking),
        advice=linked(advice),
        dismissed=dismissed,
        due=linked(to_check_again(working.texts, timezone.localdate())),
        **_drafts(request),
        **_remarks(stands),
    )


def _changed(stands: Progress, texts: Texts) -> list[ChangedText] | None:
    """What differs from the live edition; None where that one cannot be read."""
    if stands.live is None or stands.trouble:
        return None
    before = versions.of_edition(stands.live).texts
    places = dict.fromkeys((one.kind, one.key) for one in changes(before, texts))
    entries = {(entry.kind, entry.key): entry for entry in Entry.objects.defer("fields")}
    withdrawals = {
        (one.kind, one.key): one for one in TextVersion.objects.filter(fields={}).order_by("number")
    }
    found = (text for kind in differences(before, texts) for text in kind.texts)
    return [
        ChangedText(
            text=text,
            name=f"{kind_in_words(*place)}: {text.title}",
            entry=entries.get(place),
            withdrawal=withdrawals.get(place),
        )
        for place, text in zip(places, found, strict=True)
    ]


def _drafts(request: HttpRequest) -> dict[str, Any]:
    drafts = Draft.objects.select_related("entry", "editor").order_by("-saved_at")
    return {
        "own": [draft for draft in drafts if draft.editor_id == request.user.pk],
        "others": [draft for draft in drafts if draft.editor_id != request.user.pk],
    }


def _remarks(stands: Progress) -> dict[str, Any]:
    remarks = Remark.objects.filter(check_by__candidate=stands.candidate)
    if stands.candidate is None:
        remarks = remarks.none()
    said = remarks.exclude(words="").count()
    return {"remarked": said, "fine": remarks.count() - said, "open_remarks": open_remarks()}
