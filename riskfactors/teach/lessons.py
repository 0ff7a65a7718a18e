"""A lesson that plays: its slides on one page, and the teacher's notes on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from riskfactors.engine.cases import plans, slides_of
from riskfactors.engine.explain import sources_of
from riskfactors.engine.teaching import Exercise, Slide, Wall
from riskfactors.engine.texts import Edition
from riskfactors.pages import able
from riskfactors.teach.multiply import View, stage_of
from riskfactors.teach.page import render
from riskfactors.teach.query import read_query

# The state of Try to multiply that each picture is taken from.
STATES = {
    Wall.LIVING: "",
    Wall.EBV_WITHOUT: "pick=ebv&against=without",
    Wall.EBV_AVERAGE: "pick=ebv&against=average",
    Wall.EBV_OF_1000: "pick=ebv&against=thousand",
    Wall.VITAMIN_D_WITHOUT: "pick=vitamin_d&against=without",
    Wall.SMOKING_OF_1000: "pick=smoking&against=thousand",
    Wall.TWO_CROWDS: "pick=ebv.smoking",
    Wall.INSIDE: "pick=ebv.vitamin_d",
    Wall.MORE_THAN_ALL: "pick=ebv.vitamin_d.smoking&at=high",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One slide with its pictures and what the class guesses; revealed where it is asked last."""

    name: str
    text: Slide
    views: tuple[View, ...]
    is_rows: bool
    guess: Exercise | None
    is_revealed: bool

    @property
    def filled(self) -> str:
        """What a filled mark means, where it is the same in all of several pictures."""
        said = {view.filled for view in self.views}
        return said.pop() if len(self.views) > 1 and len(said) == 1 else ""


@require_safe
def lesson(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """The slides of a lesson, one below the other; projected, one at a time."""
    return _render(request, edition, name, "lesson")


@require_safe
def notes(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """What the teacher says at each slide; follows a lesson that plays in the same browser."""
    return _render(request, edition, name, "lesson_notes")


def screens(edition: Edition, name: str) -> tuple[Screen, ...]:
    """The slides of a lesson, in order."""
    found = slides_of(edition, name)
    return tuple(
        _screen(edition, slide, f"{name}-{place}", found[place:])
        for place, slide in enumerate(found, 1)
    )


def _screen(edition: Edition, slide: Slide, name: str, later: Sequence[Slide]) -> Screen:
    stage = stage_of(edition, STATES[slide.picture]) if slide.picture else {"views": ()}
    return Screen(
        name=name,
        text=slide,
        views=tuple(replace(one, name=f"slide-{name}-{one.name}") for one in stage["views"]),
        is_rows=bool(stage.get("is_rows")),
        guess=next((edition.exercises[key] for key in slide.guess), None),
        is_revealed=not any(set(one.guess) & set(slide.guess) for one in later),
    )


def _render(request: HttpRequest, edition: Edition, name: str, template: str) -> HttpResponse:
    edition = able(edition, "teach", "slides")
    plan = dict(plans(edition)).get(name)
    if plan is None:
        raise Http404
    made = screens(edition, name)
    told: dict[str, Any] = {
        "plan": plan,
        "lesson": name,
        "slides": made,
        "sources": sources_of(edition, _proses(made)),
        "unread": read_query(request).unread,
    }
    return render(request, edition, template, told)


def _proses(made: tuple[Screen, ...]) -> list[Any]:
    said = [one.text.body for one in made] + [one.text.notes for one in made]
    said += [why for one in made if one.guess for _, why, fits in one.guess.answers if fits]
    return [prose for prose in said if prose]
