"""The audit trail as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from riskfactors.models import AuditLine
from riskfactors.views.editors.frame import desk_page
from riskfactors.views.guards import only

HEADINGS = ("time", "who", "act", "edition", "digest before", "digest after", "note")
# A spreadsheet would take what starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@desk_page("view_auditline")
@only("GET", "HEAD")
def audit_csv(request: HttpRequest) -> HttpResponse:
    """The audit trail, filtered and sorted as the admin's list with the same query."""
    today = timezone.localdate().isoformat()
    response = HttpResponse(
        BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{today}.csv"'},
    )
    table = csv.writer(response)
    table.writerow(HEADINGS)
    table.writerows([plain(str(value)) for value in row] for row in _rows(request))
    return response


def plain(value: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _rows(request: HttpRequest) -> Iterator[tuple[object, ...]]:
    try:
        changelist = admin.site.get_model_admin(AuditLine).get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise BadRequest from error
    for line in changelist.queryset:
        time = line.at.isoformat()
        digests = (line.digest_before, line.digest_after)
        yield (time, line.who_text, line.act, line.edition, *digests, line.note)


PATHS = [path("admin/desk/audit.csv", audit_csv, name="audit_csv")]
