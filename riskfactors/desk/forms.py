"""The form of one text: a field for each of its kind's fields."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError

from riskfactors.editions.document import tidy
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.models import Draft, Entry

MOST_CHARACTERS = 50_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
MEANWHILE = "This text was saved while you were writing. Read both texts; saving again keeps yours."
# A text with only these errors can be kept as a draft.
MENDABLE = {"required", "clash"}


class Words(forms.CharField):
    """Words that can be shown, and not more than fit."""

    def to_python(self, value: Any) -> str:
        words = str(super().to_python(value) or "")
        if len(words) > MOST_CHARACTERS:
            raise ValidationError(
                f"This field holds {len(words):,} characters. At most {MOST_CHARACTERS:,} fit: "
                "shorten it."
            )
        if found := CONTROL.search(words):
            code = ord(found[0])
            raise ValidationError(f"The character U+{code:04X} cannot be shown: take it out.")
        return words


class Keys(Words):
    """Keys of other texts, one a line."""

    widget = AdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value) or "").split()


def form_field(shape: FieldSpec) -> forms.Field:
    """The form field for one field of a text."""
    told: dict[str, Any] = {"help_text": f"{shape.hint}.", "required": not shape.optional}
    if shape.choices:
        none = [("", "none")] if shape.optional else []
        return forms.ChoiceField(choices=[*none, *((n, n) for n in shape.choices)], **told)
    if shape.refers:
        return Keys(**told)
    widget = AdminTextareaWidget if shape.is_prose else AdminTextInputWidget
    return Words(widget=widget, **told)


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """One text, or its editor's own draft of it, and the version that was read."""

    draft: Draft | None = None
    clash = False
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for shape in field_specs(self.instance.kind):
            self.fields[shape.name] = form_field(shape)
            self.initial[shape.name] = self.given.get(shape.name)

    def clean(self) -> None:
        if self.started_from != self.instance.version and self.values != self.instance.fields:
            self.clash = True
            self.add_error(None, ValidationError(MEANWHILE, code="clash"))
            sent = {name: self.data[name] for name in self.data}
            self.data = {**sent, "version": str(self.instance.version)}

    @property
    def given(self) -> dict[str, Any]:
        """The fields that the form opens with."""
        fields: dict[str, Any] = self.draft.fields if self.draft else self.instance.fields
        return fields

    @property
    def values(self) -> dict[str, Any]:
        """The fields as they would be kept, without those that cannot be read."""
        names = [shape.name for shape in field_specs(self.instance.kind)]
        return tidy({name: self.cleaned_data.get(name) for name in names})

    @property
    def current_values(self) -> dict[str, Any]:
        """The fields as the form shows them."""
        return self.values if self.is_bound else self.given

    @property
    def started_from(self) -> int:
        """The version that the form was opened with; 0 if it does not say."""
        version = str(self.data.get("version", ""))
        return int(version) if version.isdecimal() and len(version) < 7 else 0

    @property
    def is_keepable(self) -> bool:
        """Whether what was typed can be kept as a draft, finished or not."""
        errors = self.errors.as_data().values()
        return {error.code for found in errors for error in found} <= MENDABLE
