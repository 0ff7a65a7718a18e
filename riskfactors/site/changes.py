"""The public change log, and the texts of every edition."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from riskfactors.editions import archive, live
from riskfactors.editions.body import Body
from riskfactors.editions.differences import differences
from riskfactors.engine.texts import Edition
from riskfactors.guards import only
from riskfactors.sending import answer, body_of
from riskfactors.site import edition_texts as texts
from riskfactors.site.leaflets import everywhere

MOST_PAGES = 16
EDITIONS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One edition in the change log; `taken_back` has each day, and what went live instead."""

    number: int
    date: dt.date
    note: str
    digest: str
    is_live: bool
    taken_back: tuple[tuple[dt.date, int], ...]


@only("GET", "HEAD")
def changes(request: HttpRequest) -> HttpResponse:
    """The editions, the newest first, so many a page."""
    page = request.GET.get("page", "")
    return _answered(request, "changes", int(page) if page.isdecimal() and len(page) < 6 else 1)


@only("GET", "HEAD")
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """The texts as of one edition."""
    return _answered(request, "edition", number)


@only("GET", "HEAD")
def edition_changes(request: HttpRequest, number: int) -> HttpResponse:
    """What an edition changed in the one before."""
    return _answered(request, "edition_changes", number)


def _answered(request: HttpRequest, name: str, number: int = 0) -> HttpResponse:
    try:
        return answer(request, kept(live.current())(name, number))
    except texts.BrokenEditionError as broken:
        page = render_to_string("site/edition_broken.html", {"number": broken.number})
        return HttpResponse(page, status=404)


@lru_cache(maxsize=1)
def kept(shown: live.Shown) -> Callable[[str, int], Body]:
    """Renders each page once; all are forgotten when another edition goes live."""
    return lru_cache(maxsize=MOST_PAGES)(partial(_rendered, shown.edition))


def _rendered(current: Edition, name: str, number: int) -> Body:
    address = reverse(name, args=[number] if name != "changes" else [])
    context = {**everywhere(current, address), "name": name, **CONTEXTS[name](current, number)}
    return body_of(render_to_string(f"site/{name}.html", context), current)


def _log(current: Edition, number: int) -> dict[str, Any]:
    taken_back = _taken_back()
    found = rows(current)
    page = Paginator(found, EDITIONS_A_PAGE).get_page(number)
    entries = [
        Entry(
            **row,
            is_live=row["number"] == current.number,
            taken_back=tuple(taken_back.get(row["number"], ())),
        )
        for row in page
    ]
    return {"entries": entries, "page": page, "first": found[-1]["number"]}


def rows(current: Edition) -> list[dict[str, Any]]:
    """Every edition, the newest first; what readers have now is one, whatever is stored."""
    told = ("number", "date", "note", "digest")
    found = [{name: getattr(row, name) for name in told} for row in archive.editions()]
    if all(row["number"] != current.number for row in found):
        found.append({**{name: getattr(current, name, "") for name in told}})
    return sorted(found, key=lambda row: -row["number"])


def _taken_back() -> Mapping[int, list[tuple[dt.date, int]]]:
    """For each edition that was rolled back: the days, and the edition that went live."""
    found: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    was_live = 0
    for day, act, number in archive.acts():
        if act == archive.ROLL_BACK:
            found[was_live].append((day, number))
        was_live = number
    return found


def _reading(current: Edition, number: int) -> dict[str, Any]:
    read = current if number == current.number else texts.typed(texts.row_of(number))
    return {"read": read, "is_live": read is current, "texts": SafeString(texts.body(read))}


def _compared(current: Edition, number: int) -> dict[str, Any]:
    row = texts.row_of(number)
    earlier = (one.number for one in archive.editions() if one.number < number)
    before = archive.edition(next(earlier, 0))
    found = differences(texts.texts_of(before), texts.texts_of(row)) if before else ()
    return {"read": row, "is_live": number == current.number, "before": before, "kinds": found}


CONTEXTS: dict[str, Callable[[Edition, int], dict[str, Any]]] = {
    "changes": _log,
    "edition": _reading,
    "edition_changes": _compared,
}
