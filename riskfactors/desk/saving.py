"""What is said after a save, or in place of one that came too late, and where to go on."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from riskfactors.desk.digests import live_digest
from riskfactors.desk.page import may
from riskfactors.desk.text_preview import preview_of
from riskfactors.editions import versions
from riskfactors.editions.document import digest
from riskfactors.editions.progress import findings
from riskfactors.editions.working_copy import OvertakenError
from riskfactors.models import Entry, TextVersion

OVERTAKEN = "Nothing was done: {} {} this text meanwhile, on {}. Look at it, then decide again."
NOT_YET = "It cannot go live yet: mend first what is named here."


def check_seen(request: HttpRequest, entry: Entry | None) -> None:
    """Raise OvertakenError unless a form's page showed this version of a text, or that it was gone.

    The form names it as `version`, 0 where there was no text.
    """
    if request.POST.get("version") != str(entry.version if entry else 0):
        raise OvertakenError


def tell_overtaken(request: HttpRequest, kind: str, key: str) -> None:
    """Say who saved or withdrew a text meanwhile, and when."""
    entry = Entry.objects.filter(kind=kind, key=key).first()
    last = TextVersion.objects.filter(kind=kind, key=key).first()
    who, at = (entry.changed_by, entry.changed_at) if entry else (last.who_text, last.at)  # type: ignore[union-attr]
    did, when = "saved" if entry else "withdrew", date_format(localtime(at), "j F Y, H:i T")
    messages.error(request, OVERTAKEN.format(who or "somebody", did, when))


def tell_saved(request: HttpRequest, entry: Entry, told: str) -> None:
    """Say what a save has done and where to go from here, or that it cannot go live yet."""
    blocking = preview_of(entry, entry.fields).blocking
    links = format_html_join(
        " · ", '<a href="{}{}">{}</a>', ((reverse(n), at, w) for n, at, w in _ways_on(request))
    )
    level = messages.WARNING if blocking else messages.SUCCESS
    messages.add_message(
        request, level, format_html("{} {} {}", told, NOT_YET if blocking else "", links)
    )


def _ways_on(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Where whoever saved can go on: the name of a page, a place on it, and words."""
    working = versions.working()
    if live_digest() == digest(working.written):
        return []
    see = ("effect", "", "See what it does")
    if findings(working.written)[0]:
        return [see, ("desk", "#readiness", "See what to mend before anything goes live")]
    if settings.REQUIRE_REVIEW and may(request, "send_for_review"):
        return [see, ("send", "", "Send for review")]
    if may(request, "publish_edition") and not settings.REQUIRE_REVIEW:
        return [see, ("publish", "", "Publish")]
    return [see]
