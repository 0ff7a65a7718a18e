"""One invented person: what somebody with these answers reads, and what a change does to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.editions.explanations import cards, notes, notice
from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.cases import (
    SPELLED,
    UNANSWERED,
    DecodedCode,
    by_name,
    code_of,
    decode,
    in_use,
    slug,
)
from riskfactors.engine.explain import answer_labels
from riskfactors.engine.interplay import interplay_keys
from riskfactors.engine.teaching import Case
from riskfactors.engine.texts import Edition, Interplay, Passage
from riskfactors.pages import able
from riskfactors.teach.page import render
from riskfactors.teach.query import SETTINGS, Query, read_query

FROM = "from"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """What differs from the person before: answers in words, and cards and notes by heading."""

    before: Person
    answers: tuple[tuple[str, str | None, str | None], ...]
    came: tuple[str, ...]
    gone: tuple[str, ...]


@require_safe
def case(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """A case of the edition, or a composed person; what of the link cannot be read is told."""
    edition = able(edition, "cases")
    found = person(edition, name)
    if found is None or (found.case and found.case.withdrawn):
        return missing(request, edition, found)
    if found.is_whole and found.link != name:
        return redirect(_kept_query(request, reverse("case", args=[found.link])))
    query = read_query(request, FROM)
    told = {**context_of(edition, found, query.get(FROM)), "unread": query.unread}
    status = 200 if found.is_whole else 404
    return render(request, edition, "case", told, status=status, is_plain=found.case is not None)


def missing(
    request: HttpRequest, edition: Edition, found: Person | None, **more: bool
) -> HttpResponse:
    """A page that says why there is no such case, and where the others are."""
    told: dict[str, Any] = {"person": found, "cases": in_use(edition), **more}
    is_withdrawn = found is not None and found.case is not None
    if found:
        told["code"] = code_of(found.answers)
    return render(request, edition, "case_missing", told, status=410 if is_withdrawn else 404)


@require_safe
def compose(request: HttpRequest, edition: Edition, to: str = "case") -> HttpResponse:
    """Choose an invented person's answers; they become a link, to their page or their frame."""
    edition = able(edition, "cases")
    query = read_query(request, FROM, *VALUES)
    code = code_from(query.values)
    decoded = decode(code)
    if decoded.is_whole and not query.unread and query.values.keys() & VALUES.keys():
        return redirect(_address(to, code, person(edition, query.get(FROM)), query))
    told = {
        "notice": edition.notices["compose"],
        "choices": choices(edition, decoded.answers),
        "unread": query.unread,
        "wrong": [edition.questions[factor].name for factor in decoded.unread],
    }
    status = 400 if query.unread or decoded.unread else 200
    return render(request, edition, "compose", told, status=status)


def _kept_query(request: HttpRequest, address: str) -> str:
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def _address(to: str, code: str, origin: Person | None, query: Query) -> str:
    """The composed person's link, with whom they were changed from and how the page is shown."""
    more = {FROM: origin.link} if origin else {}
    more |= {name: query.get(name) for name in SETTINGS if query.get(name)}
    address = reverse(to, args=[code])
    return f"{address}?{urlencode(more)}" if more else address


def context_of(edition: Edition, found: Person, origin: str = "") -> dict[str, Any]:
    """What the page of a person tells; `origin` is whom they were changed from."""
    card, note = cards(edition), notes(edition)
    before = person(edition, origin)
    if before and (not before.is_whole or before.answers == found.answers):
        before = None
    old = _keys(before.answers) if before else _keys(found.answers)
    return {
        "person": found,
        "code": code_of(found.answers),
        "answered": answer_labels(edition, found.answers),
        "guesses": ("None of them", "One of them", "Two or more"),
        "choices": choices(edition, found.answers),
        "origin": (before or found).link,
        "change": _change(edition, before, found) if before else None,
        "cards": [(card[key], key not in old) for key in found.answers.passage_keys()],
        "around": _around(edition, found),
        "notes": [(note[key], key not in old) for key in interplay_keys(found.answers)],
        "closing": [notice(edition, key) for key in ("not_combined", "where_to_turn")],
        "beside": _beside(edition, found),
        "not_read": _not_read(edition, found),
    }


def _change(edition: Edition, before: Person, found: Person) -> AnswerChange:
    old, new = _keys(before.answers), _keys(found.answers)
    pairs = zip(
        answer_labels(edition, before.answers), answer_labels(edition, found.answers), strict=True
    )
    return AnswerChange(
        before=before,
        answers=tuple((name, was, now) for (_, name, was), (_, _, now) in pairs if was != now),
        came=_headings(edition, (key for key in new if key not in old)),
        gone=_headings(edition, (key for key in old if key not in new)),
    )


def _keys(answers: Answers) -> tuple[str, ...]:
    return (*answers.passage_keys(), *interplay_keys(answers))


def _headings(edition: Edition, keys: Iterable[str]) -> tuple[str, ...]:
    texts: dict[str, Passage | Interplay] = {**edition.passages, **edition.interplay}
    return tuple(texts[key].heading for key in keys)


def _beside(edition: Edition, found: Person) -> list[tuple[str, str]]:
    """Cases to compare with: those the case names, by link and purpose."""
    used = dict(in_use(edition))
    named = (key.partition("-")[2] for key in found.case.beside) if found.case else ()
    return [(link, used[link].purpose) for link in named if link in used]


def _around(edition: Edition, found: Person) -> dict[str, str]:
    """The cases before and after this one, by link; empty at the ends and for others."""
    links = [link for link, _ in in_use(edition)]
    if found.link not in links:
        return {"before": "", "after": ""}
    at = links.index(found.link)
    padded = ["", *links, ""]
    return {"before": padded[at], "after": padded[at + 2]}


def _not_read(edition: Edition, found: Person) -> list[str]:
    """The questions whose answer a damaged link does not tell."""
    unread = found.decoded.unread if found.decoded else ()
    return [edition.questions[factor].name for factor in unread]


COMPOSED = "An invented person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person by the name in the link: a case's, or a code."""

    link: str
    answers: Answers
    case: Case | None = None
    decoded: DecodedCode | None = None

    @property
    def name(self) -> str:
        """What the page calls them."""
        return self.case.name if self.case else COMPOSED

    @property
    def is_readable(self) -> bool:
        """Whether anything of the link could be read."""
        return self.decoded is None or self.decoded.is_known_version

    @property
    def is_whole(self) -> bool:
        """Whether all of the link could be read."""
        return self.decoded is None or self.decoded.is_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One factor with every answer to choose, as words of a code."""

    factor: str
    name: str
    options: tuple[tuple[str, str, bool], ...]


def person(edition: Edition, name: str) -> Person | None:
    """The person of this name or code; None for a name that no case has or had."""
    if "." in name:
        decoded = decode(name)
        return Person(link=code_of(decoded.answers), answers=decoded.answers, decoded=decoded)
    key, case = by_name(edition).get(name, ("", None))
    return Person(link=slug(key), answers=case.answers, case=case) if case else None


def choices(edition: Edition, answers: Answers) -> tuple[Choice, ...]:
    """The four questions as a form asks them of an invented person."""
    return tuple(
        Choice(
            factor=factor,
            name=edition.questions[factor].name,
            options=tuple(
                (word, edition.options[f"{factor}.{value}"].label, value == chosen)
                for value, word in SPELLED[factor].items()
            ),
        )
        for factor, chosen in ((factor, getattr(answers, factor)) for factor in VALUES)
    )


def code_from(given: Mapping[str, str]) -> str:
    """A code from the words chosen for each factor; whatever they are, it can be decoded."""
    # A dot would move the words that follow to other factors.
    words = ((given.get(factor) or UNANSWERED).replace(".", "_") for factor in VALUES)
    return ".".join((code_of(Answers()).partition(".")[0], *words))
