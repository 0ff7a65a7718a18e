"""Forms that turn input into Answers. Error sentences are code; all other words are not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from riskfactors.engine.answers import VALUES, Answers, VitaminD, answers_of
from riskfactors.engine.level import (
    Level,
    LevelProblem,
    LevelRemark,
    Unit,
    UnreadableLevelError,
    read_level,
)
from riskfactors.engine.texts import Edition

MEASURED = "measured"
NOT_OFFERED = "Choose one of the answers listed here, or leave the question out."
NO_UNIT = "Choose the unit that stands beside the number on the report."
NO_NUMBER = "Type the number from the report, or choose another answer."
LEVEL_PROBLEMS = {
    LevelProblem.NOT_A_NUMBER: (
        "Type the number in digits only, such as 48 or 48.5. Leave out thousands separators."
    ),
    LevelProblem.UNIT_TYPED: "Type the number alone, and choose its unit beside it.",
    LevelProblem.SIGN: "Type the number without a sign. Only < may stand before it, for “below”.",
    LevelProblem.TOO_PRECISE: (
        "Type at most two digits after the point. Leave out thousands separators."
    ),
    LevelProblem.NOT_POSITIVE: "Type a number above zero, as it stands on the report.",
    LevelProblem.TOO_HIGH: (
        "This number is higher than a laboratory reports. Check the number and the unit."
    ),
    LevelProblem.LIMIT_TOO_HIGH: (
        "A result written with < can be used up to <50 nmol/L or <20 ng/mL. "
        "Type the number itself, or choose “I don’t know my level”."
    ),
}
REMARKS = {
    LevelRemark.CHECK: "Please check the number and the unit.",
    LevelRemark.VERY_HIGH: (
        "Please check the number and the unit. Very high results should be checked with "
        "the person who ordered the test."
    ),
}
UNFINISHED = "Type the number and choose its unit to read about it."


class LevelSelect(forms.RadioSelect):
    """The answers about a level; a number typed with none of them chosen is “measured”."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name) or (data.get(f"{name}_value", "").strip() and MEASURED)


def _choice(
    values: type[StrEnum], *more: str, widget: type[forms.RadioSelect] = forms.RadioSelect
) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(value, value) for value in (*values, *more)],
        widget=widget,
        required=False,
        error_messages={"invalid_choice": NOT_OFFERED},
    )


class AnswersForm(forms.Form):
    """The four questions. Every one may be left unanswered."""

    ebv = _choice(VALUES["ebv"])
    vitamin_d = _choice(VitaminD, MEASURED, widget=LevelSelect)
    vitamin_d_value = forms.CharField(required=False)
    vitamin_d_unit = _choice(Unit)
    smoking = _choice(VALUES["smoking"])
    family_history = _choice(VALUES["family_history"])

    level: Level | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors and cleaned["vitamin_d"] == MEASURED:
            try:
                self.level = self._level(cleaned["vitamin_d_value"], cleaned["vitamin_d_unit"])
            except UnreadableLevelError as error:
                self.add_error("vitamin_d_value", LEVEL_PROBLEMS[error.problem])
        return cleaned

    def _level(self, number: str, unit: str) -> Level | None:
        if not number and not unit:
            return None
        if not number:
            raise ValidationError({"vitamin_d_value": NO_NUMBER})
        if not unit:
            raise ValidationError({"vitamin_d_unit": NO_UNIT})
        return read_level(number, Unit(unit))

    def question(self, factor: str, edition: Edition) -> forms.BoundField:
        """A factor's field in the words of an edition. What labels a choice is an Option."""
        bound, text = self[factor], edition.questions[factor]
        bound.label, bound.help_text = text.legend, text.hint.html
        field: Any = bound.field
        field.widget.choices = [
            (name, edition.options[f"{factor}.{name}"]) for _, name in field.choices
        ]
        return bound

    def raw(self, factor: str) -> tuple[str, ...]:
        """A factor, then what its fields hold as it came: to look something up, never to keep."""
        fields = (name for name in self.fields if name.startswith(factor))
        return (factor, *(self.data.get(name, "") for name in fields))

    def problems(self, factor: str = "") -> tuple[tuple[str, str], ...]:
        """The name of a field and what is wrong with it, for one factor's fields or for all."""
        return tuple(
            (name, str(sentence))
            for name, sentences in self.errors.items()
            if name.startswith(factor)
            for sentence in sentences
        )

    def answers(self) -> Answers:
        """The answers that could be read; none of a form nobody has sent."""
        if not self.is_bound:
            return Answers()
        given = {
            factor: "" if self.problems(factor) else self.cleaned_data[factor] for factor in VALUES
        }
        given["vitamin_d"] = self.level.answer if self.level else given["vitamin_d"]
        if given["vitamin_d"] == MEASURED:
            given["vitamin_d"] = ""
        return answers_of(given)

    @property
    def remark(self) -> str:
        """What the form says beside an unusual or unfinished number; often nothing."""
        if not self.is_bound or self.errors:
            return ""
        if self.level:
            return REMARKS[self.level.remark] if self.level.remark else ""
        return UNFINISHED if self.cleaned_data["vitamin_d"] == MEASURED else ""
