"""The form as a template needs it: the edition's words beside what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from riskfactors.engine.answers import VALUES, VitaminD
from riskfactors.engine.level import Unit
from riskfactors.engine.texts import Edition, Option, Question
from riskfactors.site.forms import MEASURED, AnswersForm

OFFERED = {**VALUES, "vitamin_d": (*VitaminD, MEASURED)}
OF_LEVEL = ("vitamin_d_value", "vitamin_d_unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One error sentence and the field it is about."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer on offer."""

    value: str
    text: Option
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What stands at a question: errors, a remark, or nothing."""

    factor: str
    problems: tuple[Problem, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The number and unit as typed."""

    number: str
    unit: str
    units: tuple[str, ...] = tuple(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with its answers and its state."""

    factor: str
    text: Question
    choices: tuple[Choice, ...]
    message: Message
    level: Level | None


def problems(form: AnswersForm) -> tuple[Problem, ...]:
    """Every error of a form, in the order of the fields."""
    return tuple(
        Problem(field=name, sentence=str(sentence))
        for name in form.fields
        for sentence in form.errors.get(name, ())
    )


def messages(form: AnswersForm) -> tuple[Message, ...]:
    """The message of each question, most of them empty."""
    return tuple(_message(form, factor) for factor in VALUES)


def questions(edition: Edition, form: AnswersForm) -> tuple[Asked, ...]:
    """The questions in order."""
    return tuple(
        Asked(
            factor=message.factor,
            text=edition.questions[message.factor],
            choices=_choices(edition, form, message.factor),
            message=message,
            level=_level(form) if message.factor == "vitamin_d" else None,
        )
        for message in messages(form)
    )


def _message(form: AnswersForm, factor: str) -> Message:
    return Message(
        factor=factor,
        problems=tuple(p for p in problems(form) if p.field.startswith(factor)),
        remark=form.remark if factor == "vitamin_d" else "",
    )


def _choices(edition: Edition, form: AnswersForm, factor: str) -> tuple[Choice, ...]:
    given = form.data.get(factor)
    if factor == "vitamin_d" and not given and form.data.get("vitamin_d_value"):
        given = MEASURED
    return tuple(
        Choice(
            value=value,
            text=edition.options[f"{factor}.{value}"],
            chosen=value == given,
        )
        for value in OFFERED[factor]
    )


def _level(form: AnswersForm) -> Level:
    number, unit = (form.data.get(name, "") for name in OF_LEVEL)
    return Level(number=number, unit=unit)
