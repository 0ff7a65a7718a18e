"""The audit trail as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from riskfactors.desk.page import desk_page
from riskfactors.models import AuditLine
from riskfactors.spreadsheet import table

HEADINGS = ("time", "who", "act", "edition", "digest before", "digest after", "note")


# Exempt: a method that is refused needs no token to be told so.
@desk_page("view_auditline")
@csrf_exempt
@require_safe
def audit_csv(request: HttpRequest) -> HttpResponse:
    """The audit trail, filtered and sorted as the admin's list with the same query."""
    today = timezone.localdate().isoformat()
    return table(f"audit-{today}.csv", HEADINGS, _rows(request))


def _rows(request: HttpRequest) -> Iterator[tuple[object, ...]]:
    try:
        changelist = admin.site.get_model_admin(AuditLine).get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise BadRequest from error
    for line in changelist.queryset.iterator():
        time = line.at.isoformat()
        digests = (line.digest_before, line.digest_after)
        yield (time, line.who_text, line.act, line.edition, *digests, line.note)
