"""What is said after a save, and where whoever saved can go on."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from riskfactors.desk.digests import live_digest
from riskfactors.desk.page import may
from riskfactors.desk.text_preview import preview_of
from riskfactors.editions import versions
from riskfactors.editions.document import digest
from riskfactors.editions.progress import findings
from riskfactors.models import Entry

NOT_YET = "It cannot go live yet: mend first what is named here."


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
