"""A table for a spreadsheet, in which no cell is run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A spreadsheet would take what starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def table(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file of this name to save."""
    response = HttpResponse(
        BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(response)
    writer.writerow(headings)
    writer.writerows([plain(str(value)) for value in row] for row in rows)
    return response


def plain(value: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{value}" if value.startswith(FORMULA) else value
