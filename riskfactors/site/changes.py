"""The public change log, and the texts of every edition."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from riskfactors.editions import archive
from riskfactors.editions.differences import differences
from riskfactors.editions.glossary import first_only
from riskfactors.editions.links import relinked
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import in_order, slides_of, slug
from riskfactors.engine.explain import all_passage_keys, answer_labels, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys
from riskfactors.engine.texts import Edition
from riskfactors.pages import render
from riskfactors.site import changes as texts
from riskfactors.site.leaflets import CONTEXTS, lessons

EDITIONS_A_PAGE = 50
TakenBack = tuple[dt.date, int, dt.date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One edition in the change log; `taken_back` has each day, what went live instead, and
    since when the edition is live again, if it is.
    """

    number: int
    date: dt.date
    note: str
    digest: str
    is_live: bool
    taken_back: tuple[TakenBack, ...]


@require_safe
def changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The editions, the newest first, so many a page."""
    number = request.GET.get("page", "")
    found, taken_back = _log(edition, archive.known_act())
    page = Paginator(found, EDITIONS_A_PAGE).get_page(
        number if number.isdecimal() and len(number) < 6 else 1
    )
    entries = [
        LogEntry(
            **row,
            is_live=row["number"] == edition.number,
            taken_back=tuple(taken_back.get(row["number"], ())),
        )
        for row in page
    ]
    told = {"entries": entries, "page": page, "first": found[-1]["number"]}
    return _page(request, edition, "changes", told)


@require_safe
def edition(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """The texts as of one edition."""
    try:
        read = (
            edition if number == edition.number else archive.edition_of_row(archive.row_of(number))
        )
        body = SafeString(texts.texts_html(read))
    except archive.BrokenEditionError as broken:
        return _broken(broken)
    told = {"read": read, "is_live": read is edition, "texts": body}
    return _page(request, edition, "edition", told)


@require_safe
def edition_changes(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """What an edition changed in the one before."""
    row = archive.row_of(number)
    earlier = (one.number for one in archive.editions() if one.number < number)
    before = archive.edition(next(earlier, 0))
    try:
        kinds = differences(archive.texts_of(before), archive.texts_of(row)) if before else ()
    except archive.BrokenEditionError as broken:
        return _broken(broken)
    told = {"read": row, "is_live": number == edition.number, "before": before, "kinds": kinds}
    return _page(request, edition, "edition_changes", told)


def _page(request: HttpRequest, edition: Edition, name: str, told: dict[str, Any]) -> HttpResponse:
    return render(request, f"site/{name}.html", {"edition": edition, "name": name, **told})


def _broken(broken: archive.BrokenEditionError) -> HttpResponse:
    page = render_to_string("site/edition_broken.html", {"number": broken.number})
    return HttpResponse(page, status=404)


@lru_cache(maxsize=1)
def _log(edition: Edition, act: int | None) -> tuple[list[dict[str, Any]], Mapping[int, Any]]:
    """The rows and what was taken back, as of the newest act; read once, for there may be many."""
    return rows(edition), _taken_back()


def rows(current: Edition) -> list[dict[str, Any]]:
    """Every edition, the newest first; what readers have now is one, whatever is stored."""
    told = ("number", "date", "note", "digest")
    found = [{name: getattr(row, name) for name in told} for row in archive.editions()]
    if all(row["number"] != current.number for row in found):
        found.append({**{name: getattr(current, name, "") for name in told}})
    return sorted(found, key=lambda row: -row["number"])


def _taken_back() -> Mapping[int, list[TakenBack]]:
    """For each edition that was rolled back: the days, and the edition that went live."""
    found: dict[int, list[TakenBack]] = defaultdict(list)
    was_live, since = 0, None
    for day, act, number in archive.acts():
        if act == archive.ROLL_BACK:
            found[was_live].append((day, number, None))
        was_live, since = number, day
    if was_live in found:
        found[was_live][-1] = (*found[was_live][-1][:2], since)
    return found


ROWS = ("studies", "pictures", "panels", "bands", "figures")
Kept = TypeVar("Kept")


def texts_html(read: Edition) -> str:
    """All texts of an edition as HTML; its words link to its own glossary."""

    def to(address: str) -> str:
        page, _, key = address.partition("#")
        return f"#term-{key}" if page == "/glossary/" and key in read.glossary else address

    try:
        return first_only(render_to_string("site/edition.html#texts", _context(relinked(read, to))))
    except archive.UNREADABLE as error:
        raise archive.BrokenEditionError(read.number) from error


def _context(read: Edition) -> dict[str, Any]:
    return {
        "questions": [
            (asked, [text for key, text in read.options.items() if key.startswith(f"{factor}.")])
            for factor, asked in _ordered(read.questions, VALUES)
        ],
        "cards": [card(read, key) for key, _ in _ordered(read.passages, all_passage_keys())],
        "notes": [note(read, key) for key, _ in _ordered(read.interplay, all_interplay_keys())],
        "notices": [
            (key, notice, sources_of(read, [notice.body]))
            for key, notice in sorted(read.notices.items())
        ],
        "claims": [
            (key, claim, sources_of(read, (claim.says, claim.comparison)))
            for key, claim in sorted(read.claims.items())
        ],
        "matches": [
            (key, match, sources_of(read, (match.sentence, match.research)))
            for key, match in sorted(read.matches.items())
        ],
        **{kind: sorted(getattr(read, kind).items()) for kind in ROWS},
        "cases": [
            (case, answer_labels(read, case.answers)) for _, case in sorted(read.cases.items())
        ],
        "workshops": [(plan, slides_of(read, slug(key))) for key, plan in in_order(read.workshops)],
        "exercises": [one for _, one in sorted(read.exercises.items())],
        "headlines": [line for _, line in sorted(read.headlines.items())],
        "frames": [
            (key, frame, sources_of(read, [frame.short, frame.body]))
            for key, frame in sorted(read.frames.items())
        ],
        "reasons": lessons(read, read.reasons),
        "pages": [leaf for _, leaf in sorted(read.pages.items())],
        **CONTEXTS["learn"](read),
        **CONTEXTS["glossary"](read),
        **CONTEXTS["sources"](read),
    }


def _ordered(texts: Mapping[str, Kept], known: Iterable[str]) -> list[tuple[str, Kept]]:
    """The texts in the order of the keys we know; any others after them."""
    first = [key for key in known if key in texts]
    return [(key, texts[key]) for key in (*first, *sorted(texts.keys() - set(first)))]
