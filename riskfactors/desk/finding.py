"""Finding a text by words of any page, or by the page that readers see it on."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from riskfactors.desk.page import desk_page, may, render_desk
from riskfactors.desk.reading_pages import (
    ReadingPage,
    page_name,
    page_of,
    place,
)
from riskfactors.desk.searching import Listed, search
from riskfactors.editions.working_copy import numbered, withdrawn
from riskfactors.engine.cases import by_number, slug
from riskfactors.engine.naming import NOUNS, kind_in_words, title_of
from riskfactors.engine.texts import KINDS
from riskfactors.models import Entry, TextVersion

ON_A_PAGE = 50
GONE = "Withdrawn texts"


@desk_page("view_entry")
def texts(request: HttpRequest) -> HttpResponse:
    """All texts by their pages, those of one page, or those that hold some words."""
    entries = all_entries()
    query, on = request.GET.get("q", "").strip(), request.GET.get("on", "")
    pages = pages_of(entries)
    page = next((one for one, _ in pages if one.name == on), None)
    how, listed = search(entries, query) if query else ("", _of_page(entries, page))
    shown = Paginator(listed, ON_A_PAGE if query else len(listed) or 1).get_page(
        request.GET.get("p")
    )
    gone = withdrawn()
    is_withdrawn = on == "withdrawn" and not query
    title = "Texts" if query or not (page or is_withdrawn) else page.title if page else GONE
    return render_desk(
        request,
        "texts.html",
        title,
        query=query,
        how=how,
        page=page,
        pages=pages,
        shown=shown,
        count=len(entries),
        nouns=[(kind, NOUNS[kind]) for kind in page.kinds] if page else [],
        lesson=page.name.partition("-")[2] if page and page.kinds == ("slides",) else "",
        inside=page.name if page and page.kinds == ("pages",) else "",
        withdrawn=[(one, kind_in_words(one.kind, one.key), _title(one)) for one in gone]
        if is_withdrawn
        else [],
        withdrawn_here=[one for one in gone if page and page_name(one.kind, one.key) == page.name],
        gone=len(gone),
        is_withdrawn=is_withdrawn,
        may_write=may(request, "change_entry"),
    )


def _title(version: TextVersion) -> str:
    return title_of(version.kind, version.key, version.fields)


def all_entries() -> list[Entry]:
    """Every text, as readers meet them."""
    known = list(Entry.objects.filter(kind__in=KINDS))
    plans = sorted((one.key for one in known if one.kind == "workshops"), key=by_number)
    lessons = [slug(key) for key in plans]
    return sorted(known, key=lambda entry: place(entry.kind, entry.key, lessons))


def pages_of(entries: Iterable[Entry]) -> list[tuple[ReadingPage, int]]:
    """Each page that readers see texts on, and how many."""
    counts: dict[str, int] = {}
    for entry in entries:
        name = page_name(entry.kind, entry.key)
        counts[name] = counts.get(name, 0) + 1
    return [(page_of(name), count) for name, count in counts.items()]


def _of_page(entries: list[Entry], page: ReadingPage | None) -> list[Listed]:
    if page is None:
        return []
    here = [one for one in entries if page_name(one.kind, one.key) == page.name]
    rows: dict[tuple[str, str], list[int]] = {}
    for entry in here:
        rows.setdefault(row_of(entry), []).append(entry.pk)
    return [
        Listed(
            entry=entry,
            is_first=rows[row_of(entry)][0] == entry.pk,
            is_last=rows[row_of(entry)][-1] == entry.pk,
        )
        for entry in here
    ]


def row_of(entry: Entry) -> tuple[str, str]:
    """Texts of one row stand in an order of their own: a kind's, or within it a lesson's."""
    parts = numbered(entry.key)
    return (entry.kind, parts[1] if parts else "")
