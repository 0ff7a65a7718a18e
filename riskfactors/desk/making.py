"""Texts are added, put in order and withdrawn; `history` brings them back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from riskfactors.desk.finding import all_entries, row_of
from riskfactors.desk.forms import EntryForm
from riskfactors.desk.page import desk_page, render_desk
from riskfactors.desk.reading_pages import PAGES, address_of, page_name, page_of
from riskfactors.desk.saving import check_seen, tell_overtaken, tell_saved
from riskfactors.desk.writing import to_pick_from
from riskfactors.editions import readiness, working_copy
from riskfactors.editions.document import Document, freeze
from riskfactors.editions.gate import CLOSED, is_needed
from riskfactors.editions.schema import field_specs
from riskfactors.engine.cases import slug, slugs
from riskfactors.engine.estimates import FRAMED, PICTURES
from riskfactors.engine.naming import NOUNS, kind_in_words, title_of
from riskfactors.engine.reckonings import FRAMES
from riskfactors.engine.texts import KINDS
from riskfactors.models import Entry, TextVersion

LIST = "admin:riskfactors_entry_changelist"
LONGEST_NAME = 30
NUMBERED = frozenset(
    {"learn", "faq", "cases", "workshops", "exercises", "headlines", "reasons", "bands"}
)
# Their keys begin with what they stand in.
INSIDE = frozenset({"slides", "pages", "panels"})
# There is one for each of something else.
ONE_EACH = frozenset({"matches", "frames"})
PREFIXES = {"notices": "common.", "figures": "article."}
UNDERLINED = frozenset({"studies", "claims"})
NAMES, CITES, BESIDE, LINKS = "names it", "cites it", "stands beside it", "links to it"
# Of what the gate refuses, a preview cannot show these either.
STOPS_PREVIEW = frozenset({NAMES, CITES, BESIDE})
OPEN = tuple(kind for kind in KINDS if kind not in CLOSED)
# What most new texts of a kind begin with.
BEGUN: dict[str, Callable[[], dict[str, str]]] = {
    "sources": lambda: {"kind": "study", "seen": localdate().isoformat()},
}


def add(request: HttpRequest) -> HttpResponse:
    """Choose what to add, then write it; its key is made for whoever writes."""
    kind, of = request.GET.get("kind", ""), request.GET.get("of", "")
    if kind not in OPEN:
        return _choose(request, "What to add", [(one, "", NOUNS[one]) for one in OPEN])
    entries = all_entries()
    if (wholes := wholes_of(kind, entries)) is not None and of not in wholes:
        found = [(kind, whole, name) for whole, name in wholes.items()]
        return _choose(request, f"{NOUNS[kind]}: of what?", found)
    sent = request.POST if request.method == "POST" else None
    begun = BEGUN.get(kind, dict)()
    form = EntryForm(sent, instance=Entry(kind=kind, fields=begun))
    if form.is_valid():
        entry = _added(request, kind, of, form.values)
        mark = f" Cite it as [@{entry.key}]." if kind == "sources" else ""
        tell_saved(request, entry, f"“{entry}” is added.{mark}")
        return redirect("admin:riskfactors_entry_change", entry.pk)
    context = {"form": form, "page": page_of(_page(kind, of)), "names": to_pick_from(kind)}
    status = 422 if form.is_bound else 200
    return render_desk(
        request,
        "text_add.html",
        f"Add: {kind_in_words(kind, of).lower()}",
        status=status,
        **context,
    )


def _choose(
    request: HttpRequest, title: str, choices: Iterable[tuple[str, str, str]]
) -> HttpResponse:
    return render_desk(request, "text_add_choose.html", title, choices=list(choices))


def _page(kind: str, of: str) -> str:
    return page_name(kind, f"{of}.1-x" if kind in INSIDE else of)


def wholes_of(kind: str, entries: Iterable[Entry]) -> dict[str, str] | None:
    """What a new text of this kind can be a part of, by name; None where it stands alone."""
    if kind not in INSIDE | ONE_EACH:
        return None
    there = {(one.kind, one.key): one.fields for one in entries}
    if kind == "pages":
        return {name: PAGES[name].title for name in ("about", "privacy", "accessibility")}
    if kind == "frames":
        known = (key for row in FRAMES for key in row.keys if (kind, key) not in there)
        return {key: f"{kind_in_words(kind, key)}: {key.partition('.')[2]}" for key in known}
    found = {
        "slides": [key for one, key in there if one == "workshops"],
        "panels": [key for key in PICTURES if key in FRAMED],
        "matches": [k for one, k in there if one == "claims" and (kind, k) not in there],
    }[kind]
    of_kind = {"slides": "workshops", "panels": "pictures", "matches": "claims"}[kind]
    return {
        slug(key) if kind == "slides" else key: title_of(
            of_kind, key, there.get((of_kind, key), {})
        )
        for key in found
    }


@transaction.atomic
def _added(request: HttpRequest, kind: str, of: str, fields: Mapping[str, Any]) -> Entry:
    # Two who add at once do not make the same key.
    taken = {*Entry.objects.select_for_update().filter(kind=kind).values_list("key", flat=True)}
    taken |= {*TextVersion.objects.filter(kind=kind).values_list("key", flat=True)}
    names = {name for one in taken for name in _names(kind, one)}
    return working_copy.add(kind, new_key(kind, of, fields, taken, names), fields, who=request.user)


def _names(kind: str, key: str) -> Iterator[str]:
    yield slug(key)
    if kind == "cases" and (entry := Entry.objects.filter(kind=kind, key=key).first()):
        yield from slugs(entry.fields.get("formerly") or "")


def new_key(
    kind: str, of: str, fields: Mapping[str, Any], taken: Iterable[str], names: Iterable[str] = ()
) -> str:
    """The key of a new text: the next number, its title in letters, or both."""
    taken = {*taken}
    if kind in ONE_EACH:
        return of
    if kind == "sources":
        letter = "A" if fields.get("kind") == "article" else "E"
        return f"{letter}{_next(letter, taken)}"
    title = _letters(title_of(kind, "", fields), "_" if kind in UNDERLINED else "-")
    name = _free(title or kind, {*names} if kind in NUMBERED else set())
    if kind in NUMBERED:
        return f"{_next('', taken)}-{name}"
    if kind in INSIDE:
        number = _next(f"{of}.", taken)
        return f"{of}.{number:02}-{name}" if kind == "slides" else f"{of}.{number}-{name}"
    return _free(f"{PREFIXES.get(kind, '')}{name}", taken)


def _next(before: str, taken: Iterable[str]) -> int:
    """The number after the highest that stands behind these letters."""
    found = (re.match(rf"{re.escape(before)}(\d+)", key) for key in taken)
    return max((int(one[1]) for one in found if one), default=0) + 1


def _letters(title: str, between: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return between.join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_NAME].strip(between)


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(one for n in range(2, 1000) if (one := f"{name}-{n}") not in taken)


@desk_page("change_entry")
@require_POST
@transaction.atomic
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a text change places with the one before or after it."""
    entry = get_object_or_404(Entry.objects.select_for_update(), pk=pk)
    row = [one for one in all_entries() if row_of(one) == row_of(entry)]
    at = next(number for number, one in enumerate(row) if one.pk == pk)
    to = at + (1 if request.POST.get("to") == "down" else -1)
    if working_copy.numbered(entry.key) and 0 <= to < len(row):
        working_copy.exchange(row[at], row[to], who=request.user)
        messages.success(
            request, f"“{entry}” now stands {'after' if to > at else 'before'} “{row[to]}”."
        )
    return redirect(f"{reverse(LIST)}?on={page_name(entry.kind, entry.key)}#text-{pk}")


def withdraw(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Say what rests on a text, and take it out of the working copy."""
    needed = is_needed(entry.kind, entry.key)
    if request.method == "POST" and not needed:
        name, page = str(entry), page_name(entry.kind, entry.key)
        try:
            check_seen(request, entry)
            working_copy.withdraw(entry, who=request.user)
        except working_copy.OvertakenError:
            tell_overtaken(request, entry.kind, entry.key)
            return redirect(request.path)
        back = reverse("history", args=[entry.kind, entry.key])
        words = '“{}” is withdrawn. <a href="{}">It can be brought back.</a>'
        messages.success(request, format_html(words, name, back))
        return redirect(f"{reverse(LIST)}?on={page}")
    found = [] if needed else resting(entry)
    return render_desk(
        request,
        "text_withdraw.html",
        f"Withdraw: {entry}",
        status=409 if request.method == "POST" else 200,
        entry=entry,
        needed=needed,
        blocking=[(one, why) for one, why in found if why != LINKS],
        linking=[one for one, why in found if why == LINKS],
        is_previewed=not any(one is None or why in STOPS_PREVIEW for one, why in found),
        page=page_of(page_name(entry.kind, entry.key)),
    )


def resting(entry: Entry) -> list[tuple[Entry | None, str]]:
    """Each text that keeps the gate shut without this one, or links to it, and how.

    No text where what is missing then is one itself.
    """
    texts = working_copy.working_copy()
    document = freeze(texts)
    left = {key: one for key, one in texts[entry.kind].items() if key != entry.key}
    now = {*readiness.blocking(document)}
    new: dict[tuple[str, str], str] = {}
    for problem in readiness.blocking(freeze({**texts, entry.kind: left})):
        if problem not in now:
            new.setdefault((problem.kind, problem.key), problem.message)
    # A word of the glossary is linked wherever it stands, and without it no more.
    to = re.escape(address_of(entry.kind, entry.key))
    href = re.compile(rf'<a href="/{to}(?:[?#][^"]*)?"')
    found: list[tuple[Entry | None, str]] = []
    for one in all_entries():
        if message := new.pop((one.kind, one.key), "") if one.pk != entry.pk else "":
            found.append((one, _why(entry, one, document) or f"needs it: {message}"))
        elif one.pk != entry.pk and _links(entry, document[one.kind][one.key], href):
            found.append((one, LINKS))
    return [*found, *((None, message) for message in new.values())]


def _why(entry: Entry, one: Entry, document: Document) -> str:
    given = document[one.kind][one.key]
    if any(entry.key in given.get(name, ()) for name in _lists(one.kind, entry.kind)):
        return NAMES
    if entry.kind == "workshops" and one.kind == "slides":
        return "is one of its slides" if one.key.startswith(f"{slug(entry.key)}.") else ""
    if entry.kind == "claims" and (one.kind, one.key) == ("matches", entry.key):
        return BESIDE
    if entry.kind == "sources" and any(entry.key in prose["cites"] for prose in _proses(given)):
        return CITES
    return ""


def _links(entry: Entry, given: Mapping[str, Any], href: re.Pattern[str]) -> bool:
    has_own = address_of(entry.kind, entry.key) != page_of(page_name(entry.kind, entry.key)).address
    is_place = has_own or entry.kind == "workshops"
    return is_place and any(href.search(prose["html"]) for prose in _proses(given))


def _proses(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [value for value in given.values() if isinstance(value, dict)]


def _lists(kind: str, target: str) -> list[str]:
    return [shape.name for shape in field_specs(kind) if shape.refers == target]
