"""Writing a text: its preview and findings as one types, its draft, and its safe-keeping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from riskfactors import guards
from riskfactors.desk.forms import EntryForm
from riskfactors.desk.merging import merge, merge_fields, text_at
from riskfactors.desk.openings import note_opening
from riskfactors.desk.page import desk_page
from riskfactors.desk.text_preview import FieldNote, preview_of
from riskfactors.editions.citations import counted
from riskfactors.editions.dismissals import dismiss, take_back
from riskfactors.editions.document import Problem, tidy
from riskfactors.editions.schema import field_specs
from riskfactors.engine.naming import field_in_words, title_of
from riskfactors.models import Dismissal, Draft, Entry

HELD = {
    401: ("You are signed out", "Sign in again in another tab, then save here."),
    403: ("Save once more", "You have signed in again since this page was opened."),
    410: (
        "This text is gone",
        "Somebody has taken it out of the working copy. Copy what you want to keep.",
    ),
    413: (
        "This is too much to save",
        "Go back in your browser: your text is still in the form. Shorten it, then save.",
    ),
    503: (
        "Your text could not be saved",
        "The database is busy or its disk is full. Wait a minute, then save here.",
    ),
}
NOTHING_CHANGED = "Nothing has changed: this is the saved text."
DISCARDED = "Your draft is discarded. This is the saved text."
IN_ANOTHER_TAB = "Discarded, but for what you typed in another tab: this is the draft of it."
# Of so many open pages a draft knows what they show.
MOST_PAGES = 10
# Of a reference, so much tells which one it is.
FIRST_WORDS = 8
# What a form sends that its editor did not write.
HIDDEN = ("version", "form_id", "at")


@desk_page("change_entry")
@require_POST
def text_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a draft of what is in the form, and show how readers would see it."""
    entry = get_object_or_404(Entry, pk=pk)
    # What a page sends while it is being closed is sent without htmx.
    if request.htmx:  # type: ignore[attr-defined]
        note_opening(entry, request.user)
    return _preview(request, entry)


def _preview(request: HttpRequest, entry: Entry, **more: Any) -> HttpResponse:
    form = EntryForm(request.POST, instance=entry)
    draft = keep_draft(form, request.user)
    glance = preview_of(entry, form.values)
    context = {"glance": glance, "form": form, "draft": draft, "original": entry, **more}
    return render(request, "desk/text_preview.html", context)


@desk_page("change_entry")
@require_POST
def dismissal(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one piece of advice for a reason; what is in the form is kept as a draft."""
    entry = get_object_or_404(Entry, pk=pk)
    form = EntryForm(request.POST, instance=entry)
    keep_draft(form, request.user)
    number = request.POST.get("_dismiss", "")
    place = request.POST.get(f"_advice-{number}", "")
    reason = " ".join(request.POST.get(f"_reason-{number}", "").split())
    advice = preview_of(entry, form.values).advice
    problem = next((one for one in advice if f"{one.field}|{one.message}" == place), None)
    trouble = _refused(problem, reason)
    if problem and not trouble:
        dismiss(problem, reason=reason, who=request.user)
    return _after_dismissal(request, entry, trouble)


def _refused(problem: Problem | None, reason: str) -> str:
    if problem is None:
        return "This advice is not given any more."
    return "" if reason else "Nothing was dismissed. Say why in a few words."


@desk_page("change_entry")
@require_POST
def undo_dismissal(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a piece of advice again."""
    dismissed = get_object_or_404(Dismissal, pk=pk)
    take_back(dismissed, who=request.user)
    entry = Entry.objects.filter(kind=dismissed.kind, key=dismissed.key).first()
    if entry is None or "version" not in request.POST:
        return redirect("desk")
    keep_draft(EntryForm(request.POST, instance=entry), request.user)
    return _after_dismissal(request, entry, "")


def _after_dismissal(request: HttpRequest, entry: Entry, trouble: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _preview(request, entry, trouble=trouble)
    if trouble:
        messages.error(request, trouble)
    address = reverse("admin:riskfactors_entry_change", args=[entry.pk])
    return redirect(f"{address}#glance")


@desk_page("change_entry")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up what this page shows of one's own draft."""
    entry = get_object_or_404(Entry, pk=pk)
    is_left = drop_draft(entry, request.user, request.POST.get("form_id", ""))
    messages.success(request, IN_ANOTHER_TAB if is_left else DISCARDED)
    return redirect("admin:riskfactors_entry_change", entry.pk)


def own_draft(entry: Entry, editor: Any) -> Draft | None:
    """What this editor typed and has not saved."""
    return Draft.objects.filter(entry=entry, editor=editor).first()


@transaction.atomic
def keep_draft(form: EntryForm, editor: Any, *, is_save: bool = False) -> Draft | None:
    """Keep what was typed, if it can be kept, is not what is saved already, and has not come after
    the save of its own page; a field that was not touched there stays as another tab has it.

    While somebody else's save meets the draft in a field, it keeps the version it started from, so
    that its editor is told whenever it is opened.
    """
    if not form.is_keepable:
        return None
    entry, fields, version = form.instance, form.values, form.rests_on
    # A save of the same page that is on its way ends first, so that it is known.
    Entry.objects.select_for_update().filter(pk=entry.pk).first()
    if form.is_late and not is_save:
        return None
    if before := own_draft(entry, editor):
        fields = _with_other_tabs(form, before)
        if merge(entry, fields, before.version).clashes:
            version = before.version
    if fields == entry.fields:
        Draft.objects.filter(entry=entry, editor=editor).delete()
        return None
    pages = with_page(before.pages if before else [], form.page_id, form.values)
    draft, _ = Draft.objects.update_or_create(
        entry=entry,
        editor=editor,
        defaults={"fields": fields, "version": version, "pages": pages},
    )
    return draft


def _with_other_tabs(form: EntryForm, draft: Draft) -> dict[str, Any]:
    """What a page holds, merged with a draft: both began with what the page last sent or opened
    with. What somebody else saved meanwhile was not touched on it.
    """
    entry, own = form.instance, form.values
    base = dict(draft.pages).get(form.page_id) or text_at(entry, form.started_from)
    if base is not None:
        base = {**base, **{name: own.get(name) for name in form.merge.theirs}}
    kept = merge(entry, draft.fields, draft.version).fields
    return merge_fields(entry, base, own, kept).fields


def with_page(pages: list[Any], page_id: str, fields: Mapping[str, Any]) -> list[Any]:
    """What open pages show, the newest last, with one of them as it is now."""
    others = [one for one in pages if one[0] != page_id]
    return [*others, [page_id, {**fields}]][-MOST_PAGES:]


@transaction.atomic
def note_page(draft: Draft, page_id: str, fields: Mapping[str, Any]) -> None:
    """Write down what a page that opens with a draft shows of it."""
    if now := Draft.objects.select_for_update().filter(pk=draft.pk).first():
        now.pages = with_page(now.pages, page_id, fields)
        now.save(update_fields=["pages"])


@transaction.atomic
def drop_draft(entry: Entry, editor: Any, page_id: str) -> bool:
    """Give up what one page shows of a draft; whether anything is left, from another tab."""
    Entry.objects.select_for_update().filter(pk=entry.pk).first()
    draft = own_draft(entry, editor)
    if draft is None:
        return False
    page = dict(draft.pages).get(page_id, {})
    kept = merge(entry, draft.fields, draft.version).fields
    rest = {
        name: value
        for name, value in kept.items()
        if value not in (page.get(name), entry.fields.get(name))
    }
    if not rest:
        draft.delete()
        return False
    draft.fields = tidy({**entry.fields, **rest})
    draft.save()
    return True


def noted_fields(form: EntryForm, notes: Iterable[FieldNote]) -> list[tuple[BoundField, FieldNote]]:
    """Each field of the form with what stands by it, tied to it for who cannot see it."""
    noted = []
    for note in notes:
        attrs = form.fields[note.name].widget.attrs
        if note.name in form.errors:
            attrs["aria-describedby"] += f" id_{note.name}_error"
        if note.blocking:
            attrs["aria-invalid"] = "true"
        noted.append((form[note.name], note))
    return noted


def to_pick_from(kind: str) -> dict[str, list[tuple[str, str, str]]]:
    """What a text of this kind can name, by kind: key, title, and of a source its first words."""
    shapes = field_specs(kind)
    kinds = {one.refers or "sources" for one in shapes if one.refers or one.is_prose}
    found: dict[str, list[tuple[str, str, str]]] = {one: [] for one in kinds}
    for entry in sorted(Entry.objects.filter(kind__in=kinds), key=lambda one: counted(one.key)):
        title = title_of(entry.kind, entry.key, entry.fields)
        more = _first_words(str(entry.fields.get("reference") or ""))
        found[entry.kind].append((entry.key, title, more))
    return found


def _first_words(reference: str) -> str:
    words = reference.split()
    return " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")


def keeps_text(view: Any, may: Callable[[HttpRequest], bool]) -> Any:
    """A form's view that gives back what was sent whenever it cannot take it.

    Exempt here so that too much to read is refused with a page; the admin asks for the token.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            response: HttpResponse = view(request, *args, **kwargs)
            return response
        try:
            if not may(request):
                return give_back(request, 401)
            response = view(request, *args, **kwargs)
        except RequestDataTooBig:
            return give_back(request, 413)
        except (OperationalError, InterfaceError):
            return give_back(request, 503)
        return response

    return guarded


def give_back(request: HttpRequest, status: int) -> HttpResponse:
    """A page, made without the database, with all that was sent and a button to send it again."""
    title, advice = HELD[status]
    # Another site may not put its words on a page of the desk.
    is_lost = status == 413 or guards.is_foreign(request)
    sent = {} if is_lost else request.POST.dict()
    fields = {
        name: value
        for name, value in sent.items()
        if not name.startswith("_") and name not in {"csrfmiddlewaretoken", *HIDDEN}
    }
    context = {
        "title": title,
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "advice": advice,
        "status": status,
        "version": sent.get("version", ""),
        "hidden": {name: sent[name] for name in HIDDEN if name in sent},
        "fields": fields,
        # The address of a new text says its kind; of any other only the database knows it.
        "held": [
            (name, field_in_words(request.GET.get("kind", ""), name), value)
            for name, value in fields.items()
        ],
    }
    return render(request, "desk/writing_held.html", context, status=status)
