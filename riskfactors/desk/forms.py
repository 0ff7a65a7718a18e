"""The form of one text: a field for each of its kind's fields."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError

from riskfactors.desk.merging import Merge, merge, whose
from riskfactors.desk.text_preview import as_words
from riskfactors.editions.document import tidy
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.engine.naming import field_in_words
from riskfactors.models import Draft, Entry, TextVersion

MOST_CHARACTERS = 50_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
MEANWHILE = "This text was saved while you were writing. Read both texts; saving again keeps yours."
BUTTONS = frozenset({"_save", "_glance", "_dismiss"})
FORM_ID = re.compile(r"[\w-]{1,32}")
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

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value) or "").split()


def form_field(kind: str, shape: FieldSpec) -> forms.Field:
    """The form field for one field of a text."""
    described = {"aria-describedby": f"id_{shape.name}_helptext about_{shape.name}"}
    label = field_in_words(kind, shape.name)
    hint = shape.hint.removeprefix(label).lstrip(" :;,")
    told: dict[str, Any] = {
        "label": label,
        "help_text": f"{hint[0].upper()}{hint[1:]}." if hint else "",
        "required": not shape.optional,
    }
    if shape.choices:
        none = [("", "none")] if shape.optional else []
        choices = [*none, *((n, n) for n in shape.choices)]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=described), **told)
    if shape.refers:
        widget = AdminTextareaWidget(attrs={"rows": 4, "data-names": shape.refers, **described})
        return Keys(widget=widget, **told)
    if shape.is_prose:
        return Words(widget=AdminTextareaWidget(attrs={"data-names": "", **described}), **told)
    return Words(widget=AdminTextInputWidget(attrs=described), **told)


class KeptByPage(forms.HiddenInput):
    """A browser that goes back to a page fills in nothing here."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """One text, or its editor's own draft of it, and the version that was read.

    `form_id` names the page that it was opened on, `at` the field that was edited last.
    """

    draft: Draft | None = None
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    form_id = forms.CharField(required=False, widget=KeptByPage)
    at = forms.CharField(required=False, widget=KeptByPage)

    class Meta:
        model = Entry
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.started_from = self._version_read()
        self.merge = self._opened()
        opened = {"version": self.instance.version, "form_id": uuid4().hex}
        sent = {"form_id": self.page_id, "at": self.data.get("at", "")}
        self.initial.update((sent if self.is_bound else opened) | self.merge.fields)
        for shape in field_specs(self.instance.kind):
            self.fields[shape.name] = form_field(self.instance.kind, shape)

    def clean(self) -> None:
        self.merge = merge(self.instance, self.values, self.started_from)
        theirs = {
            name: self.instance.fields.get(name)
            for name in self.merge.theirs
            if name not in self.errors
        }
        self.cleaned_data |= theirs
        if self.clash:
            self.add_error(None, ValidationError(MEANWHILE, code="clash"))
        if self.clash or theirs:
            sent = {name: self.data[name] for name in self.data}
            read = {name: as_words(value) for name, value in theirs.items()}
            self.data = {**sent, **read, "version": str(self.instance.version)}

    @property
    def clash(self) -> bool:
        """Whether somebody else saved a field that was changed here too."""
        return bool(self.merge.clashes)

    @property
    def others_words(self) -> str:
        """Whose words of which fields are in the form beside one's own."""
        since = self.draft.version if self.draft else self.started_from
        return whose(self.instance, self.merge.theirs, since)

    @property
    def values(self) -> dict[str, Any]:
        """The fields as they would be kept, without those that cannot be read."""
        names = [shape.name for shape in field_specs(self.instance.kind)]
        return tidy({name: self.cleaned_data.get(name) for name in names})

    @property
    def current_values(self) -> dict[str, Any]:
        """The fields as the form shows them."""
        return self.values if self.is_bound else self.merge.fields

    @property
    def rests_on(self) -> int:
        """The version of which all that others saved is in the form, or was left out by choice."""
        return self.started_from if self.clash else self.instance.version

    @property
    def page_id(self) -> str:
        """The page that it was opened on; empty if it does not say."""
        sent = str(self.data.get("form_id", ""))
        return sent if FORM_ID.fullmatch(sent) else ""

    @property
    def is_late(self) -> bool:
        """Whether its page was saved before, and sent this by itself, without any button."""
        if BUTTONS & self.data.keys():
            return False
        place = {"kind": self.instance.kind, "key": self.instance.key}
        saved = TextVersion.objects.filter(**place, form_id=self.page_id)
        return bool(self.page_id) and saved.exists()

    @property
    def is_keepable(self) -> bool:
        """Whether what was typed can be kept as a draft, finished or not."""
        errors = self.errors.as_data().values()
        return {error.code for found in errors for error in found} <= MENDABLE

    def _version_read(self) -> int:
        """The version that the form was opened with; 0 if it does not say."""
        version = str(self.data.get("version", ""))
        return int(version) if version.isdecimal() and len(version) < 7 else 0

    def _opened(self) -> Merge:
        if self.draft:
            return merge(self.instance, self.draft.fields, self.draft.version)
        return Merge(fields=self.instance.fields)
