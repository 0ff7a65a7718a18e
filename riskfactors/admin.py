"""The editors' desk, on the stock admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest

from riskfactors.editions.publish import RefusedError, publish
from riskfactors.editions.shape import Shape, shapes
from riskfactors.models import AuditLine, Edition, Entry

admin.site.site_header = admin.site.site_title = "Four factors and MS: editors"
admin.site.index_title = "Texts and editions"


class Keys(forms.CharField):
    """Keys of other texts, one a line."""

    widget = AdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value) or "").split()


def form_field(shape: Shape) -> forms.Field:
    """The form field for one field of a text."""
    told: dict[str, Any] = {"help_text": f"{shape.hint}.", "required": not shape.optional}
    if shape.choices:
        return forms.ChoiceField(choices=[(name, name) for name in shape.choices], **told)
    if shape.refers:
        return Keys(**told)
    widget = AdminTextareaWidget if shape.is_prose else AdminTextInputWidget
    return forms.CharField(widget=widget, **told)


class EntryForm(forms.ModelForm):
    """One text, with a field for each of its kind's fields."""

    class Meta:
        model = Entry
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for shape in shapes(self.instance.kind):
            self.fields[shape.name] = form_field(shape)
            self.initial[shape.name] = self.instance.fields.get(shape.name)

    def save(self, commit: bool = True) -> Entry:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        self.instance.fields = given
        entry: Entry = super().save(commit)
        return entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """The working copy."""

    form = EntryForm
    list_display = ("key", "kind", "changed_at")
    list_filter = ("kind",)
    search_fields = ("key", "fields")
    actions = ("publish_all",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        return EntryForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [shape.name for shape in shapes(obj.kind)] if obj else []
        return [(None, {"fields": names})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("riskfactors.publish_edition")

    @admin.action(description="Publish the whole working copy", permissions=["publish"])
    def publish_all(self, request: HttpRequest, queryset: QuerySet[Entry]) -> None:
        try:
            edition = publish(who=request.user, note="")
        except RefusedError as refused:
            for problem in refused.problems:
                self.message_user(request, str(problem), messages.ERROR)
        else:
            self.message_user(request, f"{edition} is live.", messages.SUCCESS)


class ReadOnly(admin.ModelAdmin):
    """What the database itself never lets anybody change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = ("number", "date", "note", "digest")
    exclude = ("document",)


@admin.register(AuditLine)
class AuditLineAdmin(ReadOnly):
    list_display = ("at", "who_text", "act", "edition", "note")
    list_filter = ("act",)
