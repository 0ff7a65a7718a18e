"""Texts as files, out of the desk; `manage.py import_texts` is the way back in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from riskfactors.desk.page import desk_page, render_desk
from riskfactors.editions.archive import BrokenEditionError, row_of, texts_of
from riskfactors.editions.exchange import to_json, to_toml
from riskfactors.editions.working_copy import working_copy

WRITERS = {"toml": to_toml, "json": to_json}


# Exempt: a method that is refused needs no token to be told so.
@desk_page("view_entry")
@csrf_exempt
@require_safe
def export(request: HttpRequest, which: str, form: str) -> HttpResponse:
    """The working copy or an edition as a file."""
    if form not in WRITERS:
        raise Http404
    try:
        texts = working_copy() if which == "working" else texts_of(row_of(_number(which)))
    except BrokenEditionError as error:
        return render_desk(request, "unreadable.html", str(error), status=404)
    today = timezone.localdate().isoformat()
    name = f"working-copy-{today}" if which == "working" else f"edition-{which}"
    return HttpResponse(
        WRITERS[form](texts),
        content_type=f"application/{form}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="four-factors-{name}.{form}"'},
    )


def _number(which: str) -> int:
    if not (which.isascii() and which.isdecimal() and len(which) < 10):
        raise Http404
    return int(which)
