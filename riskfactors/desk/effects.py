"""What differs between two sets of texts, and which explanations a reader would find changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import Enum
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from riskfactors.desk.page import desk_page, linked, render_desk
from riskfactors.desk.reading_pages import ReadingPage, page_name, page_of, place_of_page
from riskfactors.desk.remarks import with_remarks
from riskfactors.editions import versions
from riskfactors.editions.diff import Piece, changes, words
from riskfactors.editions.differences import differences
from riskfactors.editions.document import Texts
from riskfactors.editions.effect import EVERYWHERE, INTERPLAY, Effect, Part
from riskfactors.editions.versions import WORKING, UnreadableVersionError, Version
from riskfactors.engine import texts
from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.cases import code_of, decode
from riskfactors.engine.explain import Block, Card, Note, explain
from riskfactors.engine.fields import Prose
from riskfactors.engine.naming import name_of
from riskfactors.engine.pair_map import PairMap
from riskfactors.models import Edition, Live


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where an edition's row is damaged, say so and where to go."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            return view(request, **given)
        except UnreadableVersionError as error:
            title = "This edition cannot be read"
            return render_desk(request, "unreadable.html", title, status=409, sentence=str(error))

    return guarded


@desk_page("view_entry")
@readable
def effect(request: HttpRequest) -> HttpResponse:
    """Which explanations the working copy changes for those who read the live edition."""
    live = _live()
    if live is None:
        return render_desk(request, "effect.html", "What readers will find changed")
    told = _effect(live, versions.working(), base=reverse("effect"))
    return render_desk(request, "effect.html", "What readers will find changed", **told)


@desk_page("view_entry")
@readable
def compare(request: HttpRequest, before: str, after: str) -> HttpResponse:
    """The texts of two sides word by word, and which explanations differ."""
    old, new = _side(before), _side(after)
    told = _effect(old, new, base=reverse("compare", args=[before, after]))
    kinds = differences(old.texts, new.texts)
    told |= {"kinds": kinds, "changed": with_remarks(kinds)}
    title = f"{old.title} and {new.title.lower()}"
    return render_desk(request, "compare.html", title, choices=choices(), **told)


@desk_page("view_entry")
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the comparison that was chosen; else to the live edition and the working copy."""
    live = _live_name() or WORKING
    before = request.GET.get("before", live)
    after = request.GET.get("after", WORKING)
    if not {before, after} <= dict(choices()).keys():
        raise Http404
    return redirect("compare", before, after)


@desk_page("view_entry")
@readable
def explanation(
    request: HttpRequest, code: str, before: str = "", after: str = WORKING
) -> HttpResponse:
    """One explanation before and after, side by side."""
    answers = decode(code).answers
    if code_of(answers) != code:
        raise Http404
    old, new = _side(before or _live_name()), _side(after)
    base = reverse("compare", args=[before, after]) if before else reverse("effect")
    if versions.missing(old) or versions.missing(new):
        return redirect(base)
    found = rows(versions.edition(old), versions.edition(new), answers)
    told: dict[str, Any] = {"before": old, "after": new, "base": base, "rows": found}
    told["differs"] = any(row.differs for row in found)
    return render_desk(
        request, "explanation.html", f"Explanation: {answers_in_words(answers)}", **told
    )


def _effect(before: Version, after: Version, *, base: str) -> dict[str, Any]:
    """What a page needs to tell the effect, or what keeps it from being known."""
    told: dict[str, Any] = {"before": before, "after": after, "base": base}
    if missing := (*versions.missing(before), *versions.missing(after)):
        return {**told, "missing": linked(missing)}
    reach = versions.reach(before, after)
    counts = {"changed": len(reach.changed), "total": reach.total}
    told |= {"effect": counts, "by_group": by_group(reach), "groups": groups(reach, after.texts)}
    is_previewed = after.name == WORKING
    return {**told, "pages": pages(before, after), "is_previewed": is_previewed}


def pages(before: Version, after: Version) -> list[tuple[ReadingPage, int]]:
    """Each page that readers see a changed text on, in the readers' order, and how many."""
    places = {(one.kind, one.key) for one in changes(before.texts, after.texts)}
    counts = Counter(page_name(kind, key) for kind, key in places)
    return [(page_of(name), counts[name]) for name in sorted(counts, key=place_of_page)]


def _side(name: str) -> Version:
    try:
        return versions.by_name(name)
    except Edition.DoesNotExist as error:
        raise Http404 from error


def _live() -> Version | None:
    live = Live.objects.edition()
    return versions.of_edition(live) if live else None


def _live_name() -> str:
    number = Live.objects.values_list("edition__number", flat=True).first()
    return str(number or "")


def choices() -> list[tuple[str, str]]:
    """What can be compared: the working copy and every edition, by name and title."""
    numbers = Edition.objects.values_list("number", flat=True)
    return [(WORKING, "Working copy"), *((str(n), f"Edition {n}") for n in numbers)]


NAMES = {
    "ebv": "EBV",
    "vitamin_d": "vitamin D",
    "smoking": "smoking",
    "family_history": "family history",
    INTERPLAY: "how factors play together",
    EVERYWHERE: "what stands in every explanation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """Explanations in which the same parts changed, each with its code and words."""

    parts: tuple[str, ...]
    explanations: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDiff:
    """One part of an explanation, before and after."""

    heading: str
    pieces: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether a reader finds other words in it."""
        return any(piece.act != "same" for piece in self.pieces)


def answers_in_words(answers: Answers) -> str:
    """Answers in a few words."""
    given = ((NAMES[factor], getattr(answers, factor)) for factor in VALUES)
    told = (f"{name} {value.replace('_', ' ')}" for name, value in given if value)
    return ", ".join(told) or "nothing answered"


def by_group(effect: Effect) -> list[tuple[str, int]]:
    """How many explanations changed in each factor, and in what belongs to none."""
    return [(NAMES[group], count) for group, count in effect.by_factor.items()]


def groups(effect: Effect, written: Texts) -> list[ReasonGroup]:
    """The changed explanations, those with the same reasons together."""
    found: dict[tuple[Part, ...], list[tuple[str, str]]] = defaultdict(list)
    for answers, parts in effect.reasons.items():
        found[parts].append((code_of(answers), answers_in_words(answers)))
    return [
        ReasonGroup(
            parts=tuple(_part_name(part, written) for part in parts), explanations=explanations
        )
        for parts, explanations in found.items()
    ]


def rows(before: texts.Edition, after: texts.Edition, answers: Answers) -> list[BlockDiff]:
    """The blocks of one explanation in the order they are read, word by word."""
    old, new = (_lines(edition, answers) for edition in (before, after))
    return [_row(old.get(name, []), new.get(name, [])) for name in {**old, **new}]


def _lines(edition: texts.Edition, answers: Answers) -> dict[str, list[str]]:
    return {one.name: [*_words(edition, one)] for one in explain(edition, answers).blocks}


def _words(edition: texts.Edition, block: Block) -> Iterator[str]:
    """All that a block says, line by line, as its editors wrote it."""
    held = block.holds
    if isinstance(held, PairMap):
        yield from (dot.name for dot in held.dots)
    elif isinstance(held, Card):
        yield from _texts(held.passage, *held.claims, *(notice for _, notice in held.common))
        yield from (f"{row.study.label}: {row.study.value}" for row in held.counts)
        yield from _beside(held)
    elif isinstance(held, Note):
        yield from _texts(held.text)
        yield from _beside(held)
    elif isinstance(held, texts.Question):
        yield from (held.name, edition.notices["empty"].body.markdown, held.why.markdown)
    else:
        yield from _texts(held)


def _beside(held: Card | Note) -> Iterator[str]:
    yield from (f"{one.match.heading}: {one.match.agreement}" for one in held.beside)
    yield from (one.short for _, one in (*held.sources.article, *held.sources.beyond))


def _texts(*entries: Any) -> Iterator[str]:
    """The words of texts, in the order of their fields; what is chosen from a list is none."""
    for entry in entries:
        for value in (getattr(entry, field.name) for field in fields(entry)):
            if isinstance(value, Prose):
                yield value.markdown
            elif isinstance(value, str) and not isinstance(value, Enum):
                yield value


def _part_name(part: Part, written: Texts) -> str:
    first, _, rest = part.name.partition(".")
    kind = {INTERPLAY: "interplay", EVERYWHERE: "notices"}.get(part.group, "passages")
    kind, key = ("questions", rest) if first == "questions" else (kind, part.name)
    return name_of(kind, key, written.get(kind, {}).get(key, {}))


def _row(old: list[str], new: list[str]) -> BlockDiff:
    return BlockDiff(
        heading=(new or old or [""])[0], pieces=words("\n\n".join(old), "\n\n".join(new))
    )
