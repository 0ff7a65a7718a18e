"""The editors' desk, on the stock admin."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.formats import date_format

from riskfactors.desk import finding, making
from riskfactors.desk.forms import EntryForm
from riskfactors.desk.openings import note_opening, open_by_others
from riskfactors.desk.saving import tell_saved
from riskfactors.desk.text_preview import as_words, preview_of, unlike
from riskfactors.desk.writing import (
    NOTHING_CHANGED,
    give_back,
    keep_draft,
    keeps_text,
    note_page,
    noted_fields,
    own_draft,
    to_pick_from,
)
from riskfactors.editions import working_copy
from riskfactors.editions.gate import is_needed
from riskfactors.editions.remarks import remarks_on, resolved_on
from riskfactors.editions.schema import field_specs
from riskfactors.engine.naming import field_in_words
from riskfactors.models import AuditLine, Entry

# How often a text is read anew because somebody saved it in the same moment.
TRIES = 4

admin.site.site_header = admin.site.site_title = "Four factors and MS: editors"
# The desk leads everywhere.
admin.site.enable_nav_sidebar = False


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """The working copy. Nothing that an editor sent is lost, whatever happens to it."""

    form = EntryForm

    def get_urls(self) -> list[Any]:
        view = keeps_text(
            self.admin_site.admin_view(self.change_view), self.admin_site.has_permission
        )
        adding = keeps_text(
            self.admin_site.admin_view(self.add_view), self.admin_site.has_permission
        )
        name = "riskfactors_entry_change"
        return [
            path("add/", adding, name="riskfactors_entry_add"),
            path("<path:object_id>/change/", view, name=name),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Texts by page and by words; nobody has to know a key."""
        return finding.texts(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Whoever writes texts makes new ones."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return making.add(request)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """A text is withdrawn, and stays in its versions."""
        entry = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, entry):
            raise PermissionDenied
        if entry is None:
            return give_back(request, 410)
        return making.withdraw(request, entry)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[EntryForm]:
        is_opened = request.method != "POST" and self.has_change_permission(request, obj)

        class OwnForm(EntryForm):
            draft = own_draft(obj, request.user) if obj and is_opened else None

        return OwnForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may_write = obj and self.has_change_permission(request, obj)
        return [
            (None, {"fields": [shape.name for shape in field_specs(obj.kind)] if may_write else []})
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method == "POST" and object_id is not None:
            entry = self.get_object(request, unquote(object_id))
            if entry is None:
                return give_back(request, 410)
            if "_glance" in request.POST and self._keeps(request, entry):
                return redirect(f"{request.path}#glance")
        # Who saves in the same moment is read anew, and both are merged.
        for _ in range(TRIES):
            with suppress(working_copy.OvertakenError):
                return super().changeform_view(request, object_id, form_url, extra_context)
        return give_back(request, 503)

    def _keeps(self, request: HttpRequest, entry: Entry) -> bool:
        """Keep what was sent as a draft; it is looked at in the form, which opens with it."""
        form = EntryForm(request.POST, instance=entry)
        if not self.has_change_permission(request, entry) or not form.is_keepable:
            return False
        keep_draft(form, request.user)
        return True

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        changed = form.values != obj.fields
        if changed:
            working_copy.save(obj, form.values, who=request.user, form_id=form.page_id)
        keep_draft(form, request.user, is_save=True)
        if changed:
            tell_saved(request, obj, f"Saved. {form.others_words}".strip())
        else:
            self.message_user(request, NOTHING_CHANGED, messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Entry) -> HttpResponse:
        """Back to the same text, at the field that was edited last."""
        at = request.POST.get("at")
        is_field = at in {shape.name for shape in field_specs(obj.kind)}
        return redirect(request.get_full_path() + (f"#id_{at}" if is_field else ""))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        entry, form = context["original"], context["adminform"].form
        draft = keep_draft(form, request.user) if form.is_bound else form.draft
        may_write = self.has_change_permission(request, entry)
        if may_write:
            note_opening(entry, request.user)
        if draft and not form.is_bound:
            note_page(draft, form.initial["form_id"], form.merge.fields)
        told = {
            "subtitle": None,
            "form": form,
            # The stock sentence would stand over the one on the clash.
            "errors": None if form.clash else context["errors"],
            "draft": draft,
            "is_nav_sidebar_enabled": False,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
            **self._of_text(request, entry, form, may_write=may_write),
        }
        response = super().render_change_form(request, {**context, **told}, *args, **kwargs)
        if form.errors:
            response.status_code = 409 if form.clash else 422
        return response

    def _of_text(
        self, request: HttpRequest, entry: Entry, form: EntryForm, *, may_write: bool
    ) -> dict[str, Any]:
        """What stands beside the fields of a text, and at them."""
        glance = preview_of(entry, form.current_values)
        written = [
            (name, field_in_words(entry.kind, name), as_words(value))
            for name, value in entry.fields.items()
        ]
        return {
            "title": str(entry),
            "glance": glance,
            "noted": noted_fields(form, glance.notes) if may_write else [],
            "names": to_pick_from(entry.kind) if may_write else {},
            "others": open_by_others(entry, request.user) if may_write else [],
            "written": written,
            "unlike": unlike(entry, form.current_values, form.merge.clashes),
            "remarks": remarks_on(entry.kind, entry.key),
            "resolved": resolved_on(entry.kind, entry.key),
            "may_withdraw": may_write and not is_needed(entry.kind, entry.key),
        }

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The versions of a text say more than the admin's own lines."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        entry = get_object_or_404(Entry, pk=unquote(object_id))
        return redirect("history", entry.kind, entry.key)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(AuditLine)
class AuditLineAdmin(admin.ModelAdmin):
    """What the database itself never lets anybody change."""

    list_display = ("when", "who_text", "act", "live", "note")
    list_filter = ("act", "who_text")
    search_fields = ("note", "who_text")
    empty_value_display = ""

    @admin.display(description="When", ordering="at")
    def when(self, line: AuditLine) -> str:
        return date_format(line.at, "j F Y, H:i")

    @admin.display(description="Edition then live", ordering="edition")
    def live(self, line: AuditLine) -> str:
        return str(line.edition or "")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What this line says; nothing that is empty."""
        both = {"digest_before": obj.digest_before, "digest_after": obj.digest_after}
        said = {"live": obj.edition, **both, "note": obj.note}
        return ["when", "who_text", "act", *(name for name, value in said.items() if value)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": "Audit trail"})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        kwargs["extra_context"] = {"title": "One line of the audit trail", "subtitle": None}
        return super().change_view(request, object_id, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
