"""Try to multiply: three figures to pick, each alone against others, or the sum that fails."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from riskfactors.engine import cases
from riskfactors.engine.estimates import estimate
from riskfactors.engine.explain import sources_of
from riskfactors.engine.pictures.counts import beyond_all, shares, thousand
from riskfactors.engine.pictures.svg import Drawing, inline
from riskfactors.engine.reckonings import (
    AVERAGE,
    FRAMES,
    OF_1000,
    TIMES,
    WITHOUT,
    End,
    in_order,
    mix,
    number,
    product,
    reason,
    whole,
)
from riskfactors.engine.texts import Edition, Lesson
from riskfactors.pages import able
from riskfactors.teach.page import render
from riskfactors.teach.query import Setting, read_query, shortened

NAME = "why-not-multiply"
PICK, AT, AGAINST = "pick", "at", "against"
ENDS = {
    "": (End.PRINTED, "As the article prints them"),
    "low": (End.LOWEST, "If the true figures are lowest"),
    "high": (End.HIGHEST, "If they are highest"),
}
ASIDE = {
    WITHOUT: "Against people without it",
    AVERAGE: "Against the average",
    OF_1000: "Of a thousand",
}
PAIRED = [names for size in (2, 3) for names in combinations(TIMES, size)]
# Every state but the first, in which nothing is picked.
STATES = (
    *(f"pick={name}{more}" for name in TIMES for more in ("", *(f"&against={a}" for a in ASIDE))),
    *(f"pick={'.'.join(n)}{more}" for n in PAIRED for more in ("", "&at=low", "&at=high")),
)
# Whose group stands beside each figure.
ROWS = {"ebv": "caught_ebv", "vitamin_d": "low_vitamin_d", "smoking": "ever_smoked"}
CLAIMS = {row.factor: row.claim for row in FRAMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is picked, how it is looked at, and what of the link could not be read."""

    picked: tuple[str, ...]
    at: str
    against: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One thing to pick, and the link to the page with it picked or put back."""

    key: str
    label: str
    of: str
    is_on: bool
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One picture with its title line in two parts; its name is used once in a page."""

    who: str
    filled: str
    name: str
    drawing: Drawing

    @property
    def svg(self) -> SafeString:
        """The picture to stand in a page."""
        return SafeString(inline(self.drawing, self.name, f"{self.who} {self.filled}"))


@require_safe
def multiply(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The page in the state that its link names; without one, nothing is picked."""
    edition = able(edition, NAME)
    told = context_of(request, edition)
    status = 400 if told["unread"] or told["wrong"] else 200
    return render(request, edition, NAME, told, status=status)


def context_of(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What the page tells in the state that its link names."""
    query = read_query(request, PICK, AT, AGAINST)
    state = _state(query.get(PICK), query.get(AT), query.get(AGAINST))
    return {
        "notice": edition.notices[NAME],
        "unread": query.unread,
        "wrong": state.wrong,
        **stage(edition, state, Setting(request.path, request.GET)),
    }


def _state(pick: str, at: str, against: str) -> Selection:
    names = pick.split(".") if pick else []
    wrong = [name for name in names if name not in TIMES]
    wrong += [at] if at not in ENDS else []
    wrong += [against] if against not in {"", *ASIDE} else []
    return Selection(
        picked=in_order(names),
        at=at if at in ENDS else "",
        against=against if against in ASIDE else WITHOUT,
        wrong=tuple(map(shortened, wrong)),
    )


def stage_of(edition: Edition, query: str, setting: Setting | None = None) -> dict[str, Any]:
    """All that the page shows in the state of a query string."""
    given = QueryDict(query)
    state = _state(given.get(PICK, ""), given.get(AT, ""), given.get(AGAINST, ""))
    return stage(edition, state, setting or Setting(f"/{NAME}/", QueryDict()))


def stage(edition: Edition, state: Selection, setting: Setting) -> dict[str, Any]:
    """All that the page shows in one state."""
    made = {
        "picks": [_pick(edition, state, name, setting) for name in TIMES],
        "picked": state.picked,
        "more": _reasons(edition),
        "family": [frame for frame in FRAMES[-1].frames(edition) if frame],
    }
    if not state.picked:
        return made | _nothing(edition)
    alone = len(state.picked) == 1
    return made | (_alone if alone else _together)(edition, state, setting)


def _pick(edition: Edition, state: Selection, name: str, setting: Setting) -> Pick:
    claim = edition.claims[CLAIMS[name]]
    picked = in_order({*state.picked} ^ {name})
    return Pick(
        key=name,
        label=claim.figure or "",
        of=edition.figures[name].name,
        is_on=name in state.picked,
        link=setting.state(pick=".".join(picked), at=state.at if len(picked) > 1 else ""),
    )


def _view(key: str, who: str, filled: str, drawing: Drawing) -> View:
    return View(who=who, filled=filled, name=f"picture-{key}", drawing=drawing)


def _nothing(edition: Edition) -> dict[str, Any]:
    living = number(edition, "living")
    view = _view("living", living.text.name, "", thousand(whole(living.value)))
    return {"views": [view], "sources": sources_of(edition, [])}


def _alone(edition: Edition, state: Selection, setting: Setting) -> dict[str, Any]:
    (name,) = state.picked
    row = next(row for row in FRAMES if row.factor == name)
    frame = dict(zip(ASIDE, row.frames(edition), strict=True))[state.against]
    return {
        "tabs": [
            (key, label, key == state.against, setting.state(pick=name, against=key))
            for key, label in ASIDE.items()
        ],
        "headline": frame.heading if frame else ASIDE[state.against],
        "body": (frame.short or frame.body) if frame else None,
        "full": [frame.body] if frame else [],
        "is_rows": state.against != OF_1000,
        "views": _frame_views(edition, name, state.against) if frame else [],
        "sources": sources_of(edition, [frame.short, frame.body] if frame else []),
    }


def _frame_views(edition: Edition, name: str, against: str) -> list[View]:
    if against == OF_1000:
        return _clinic(edition) if name == "smoking" else _after_ebv(edition)
    if name == "ebv" and against == AVERAGE:
        with_it, other = mix(edition).shares.line
    else:
        value = number(edition, name).value
        scale = 1 if value == whole(value) else 10
        with_it, other = whole(value * scale), scale
    about = "about " if against == AVERAGE else ""
    heading = edition.frames[f"{name}.{against}"].heading
    return [
        _view("with", str(with_it), edition.studies[ROWS[name]].group, shares(with_it)),
        _view("against", f"against {about}{other}", heading, shares(other)),
    ]


def _after_ebv(edition: Edition) -> list[View]:
    row = estimate(edition, "living_after_ebv")
    return [_people(row.key, row.study.group, row.study.do or "", row.do)]


def _clinic(edition: Edition) -> list[View]:
    rows = [estimate(edition, key) for key in ("clinic_now", "clinic_never")]
    return [_people(row.key, row.study.group, row.study.do or "", row.do) for row in rows]


def _people(key: str, who: str, do: str, count: int, hollow: str = "") -> View:
    return _view(key, f"1,000 {who}.", f"Filled: {do}.{hollow}", thousand(count))


def _together(edition: Edition, state: Selection, setting: Setting) -> dict[str, Any]:
    end, pick = ENDS[state.at][0], ".".join(state.picked)
    sum_ = product(edition, state.picked, end)
    why = _reasons(edition)[reason(state.picked, end)]
    proses = (why.short, why.checked, why.beyond)
    return {
        "tabs": [
            (key, label, key == state.at, setting.state(pick=pick, at=key))
            for key, (_, label) in ENDS.items()
        ],
        "headline": why.heading,
        "body": why.short or why.beyond,
        "checked": why.checked,
        "full": [why.beyond] if why.beyond else [],
        "sum": sum_,
        "added": sum_.added,
        "views": _sum_views(edition, state, end),
        "sources": sources_of(edition, [prose for prose in proses if prose]),
    }


def _reasons(edition: Edition) -> dict[str, Lesson]:
    """The reasons by the part of their key after its number, as a template can write it."""
    found = cases.in_order(edition.reasons)
    return {key.partition("-")[2].replace("-", "_"): text for key, text in found}


def _sum_views(edition: Edition, state: Selection, end: End) -> list[View]:
    if end is not End.PRINTED:
        sum_ = product(edition, state.picked, end)
        widest = product(edition, state.picked, End.HIGHEST).of_1000
        rest = " Crosses: people who do not exist." if sum_.is_more_than_all else ""
        drawn = beyond_all(sum_.of_1000, widest)
        return [_view("sum", "1,000 people.", f"Filled: what the sum asks for.{rest}", drawn)]
    if "smoking" in state.picked:
        living = number(edition, "living")
        crowd = _people("living", "US adults", "live with MS", whole(living.value))
        return [crowd, _clinic(edition)[0]]
    had = mix(edition).infected
    groups = ("people with a low vitamin D level", "people whose vitamin D level was not low")
    return [
        _people(f"had-{index}", who, "have had EBV", had, " Hollow: whom 32 times compares with.")
        for index, who in enumerate(groups)
    ]
