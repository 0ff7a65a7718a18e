"""Texts out of the desk as a file and back in: seen first, and whole or not at all."""

from __future__ import annotations

import base64
import copy
import datetime as dt
import re
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from riskfactors.editions import content
from riskfactors.editions.document import canonical, digest, freeze
from riskfactors.editions.exchange import MOST_BYTES, to_json, to_toml
from riskfactors.editions.publish import publish
from riskfactors.editions.working_copy import replace, working_copy
from riskfactors.models import AuditLine, Draft, Edition, Entry
from tests.factories import DraftFactory, EditionFactory, EditorFactory, make_texts
from tests.tampering import rewrite

IMPORT = reverse("import_texts")
FORMATS = pytest.mark.parametrize("form", ["toml", "json"])
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
NOTHING_CHANGED = "Nothing was changed."


TEXTS = make_texts()
DOCUMENT = canonical(freeze(TEXTS))


def other_texts():
    """The working copy with one change, as a file might bring it."""
    texts = copy.deepcopy(TEXTS)
    texts["passages"]["ebv.mono"]["heading"] = "From a file"
    return texts


@pytest.fixture(autouse=True)
def desk(db):
    """A working copy and the edition made of it."""
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in TEXTS.items()
        for key, fields in entries.items()
    )
    date = dt.date(2026, 12, 1)
    return EditionFactory(number=1, date=date, document=DOCUMENT, live=True)


def exported(client, which="working", form="toml"):
    return client.get(reverse("export", args=[which, form]))


def offer(client, content, name="texts.toml"):
    written = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, written)})


def accept(client, offered, **changed):
    """Press the button of a dry run."""
    assert "Make this the working copy" in offered.text
    return client.post(IMPORT, {**dict(HIDDEN.findall(offered.text)), **changed})


def change_a_text(**fields):
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields |= fields
    entry.save()


def state():
    rows = Entry.objects.values_list("kind", "key", "fields", "version", "changed_by")
    return list(rows), AuditLine.objects.count(), Edition.objects.count()


@FORMATS
def test_the_packaged_texts_come_back_to_the_byte(client, editor, form):
    replace(content.texts(), who=editor)
    number = publish(who=editor, note="").number
    first = exported(client, form=form).content
    change_a_text(heading="Another heading")

    accept(client, offer(client, first, f"texts.{form}"))

    assert exported(client, form=form).content == exported(client, number, form).content == first


@FORMATS
def test_export_import_export_gives_the_same_bytes(client, editor, form):
    first = exported(client, form=form).content
    change_a_text(heading="Another heading")
    Entry.objects.filter(kind="notices", key="intro").delete()

    done = accept(client, offer(client, first, f"texts.{form}"))

    assert done.status_code == 302
    assert exported(client, form=form).content == first


@FORMATS
def test_an_edition_is_exported_as_the_working_copy_it_was_made_of(client, editor, form):
    before = exported(client, form=form).content
    change_a_text(heading="Another heading")

    assert exported(client, 1, form).content == before
    assert exported(client, form=form).content != before


@FORMATS
def test_an_export_is_a_file_with_a_name(client, editor, form):
    response = exported(client, 1, form)

    assert response["Content-Disposition"] == (
        f'attachment; filename="four-factors-edition-1.{form}"'
    )
    assert response["Content-Type"].startswith(f"application/{form}")


@pytest.mark.parametrize("which", ["2", "draft", "-1", "²", "9" * 40])
def test_what_is_not_there_cannot_be_exported(client, editor, which):
    assert exported(client, which).status_code == 404
    assert client.get(IMPORT, {"edition": which}).status_code == 404


def test_another_format_cannot_be_exported(client, editor):
    assert exported(client, form="xml").status_code == 404


def test_a_broken_edition_is_neither_exported_nor_imported_and_it_is_said(client, editor):
    rewrite(1, document="{}")

    shown, tried = exported(client, 1), client.get(IMPORT, {"edition": 1})

    assert (shown.status_code, tried.status_code) == (404, 422)
    for page in (shown, tried):
        assert "Edition 1 cannot be read." in page.text


def test_a_dry_run_shows_the_difference_and_stores_nothing(client, editor):
    texts = copy.deepcopy(TEXTS)
    texts["passages"]["ebv.mono"]["heading"] = "Quite different"
    texts["faq"] = {"99-new": {"heading": "A question <b>of ours</b>"}}
    del texts["notices"]["intro"]
    before = state()

    shown = offer(client, to_json(texts)).text

    assert "1 changed, 1 new, 1 gone." in shown
    assert re.search(r"<ins>Quite different\s*</ins>", shown)
    assert "of ours&lt;/b&gt;" in shown
    assert re.search("<h2>To mend before publishing</h2>.*notices / intro", shown, re.DOTALL)
    assert state() == before


def test_texts_that_the_gate_refuses_can_be_imported_but_not_published(client, editor):
    done = accept(client, offer(client, to_toml({"faq": {"99-x": {"heading": "Only this"}}})))

    assert done.status_code == 302
    assert working_copy() == {"faq": {"99-x": {"heading": "Only this"}}}
    assert Edition.objects.count() == 1


def test_an_import_is_audited_with_the_digests_of_the_working_copy(client, editor):
    before = working_copy()
    change = to_json(other_texts())

    accept(client, offer(client, change, "ours.json"))

    line = AuditLine.objects.first()
    assert (line.act, line.edition, line.who_text) == ("import", 1, editor.username)
    assert line.digest_before == digest(canonical(freeze(before)))
    assert line.digest_after == digest(canonical(freeze(other_texts())))
    assert "ours.json" in line.note


def test_an_older_edition_becomes_the_working_copy(client, editor):
    first = working_copy()
    change_a_text(heading="Another heading")

    shown = client.get(IMPORT, {"edition": 1})
    accept(client, shown)

    assert "1 changed, 0 new, 0 gone." in shown.text
    assert working_copy() == first
    assert AuditLine.objects.first().note.startswith("From Edition 1:")


def test_texts_that_are_there_already_need_no_import(client, editor):
    shown = offer(client, exported(client).content)

    assert shown.status_code == 200
    assert "Make this the working copy" not in shown.text


def test_a_working_copy_that_moved_on_is_not_overwritten_unseen(client, editor):
    offered = offer(client, to_json(other_texts()))
    change_a_text(heading="Saved meanwhile")
    before = state()

    told = accept(client, offered)

    assert told.status_code == 409
    assert "Somebody changed the working copy meanwhile." in told.text
    assert re.search(r"<del>Saved meanwhile\s*</del>", told.text)
    assert state() == before
    assert accept(client, told).status_code == 302


def test_pressing_twice_imports_once(client, editor):
    offered = offer(client, to_json(other_texts()))
    accept(client, offered)
    before = state()

    again = accept(client, offered)

    assert again.status_code == 409
    assert state() == before


def test_a_draft_of_a_text_that_goes_is_told(client, editor):
    entry = Entry.objects.get(kind="notices", key="intro")
    DraftFactory(entry=entry, editor=editor)
    texts = copy.deepcopy(TEXTS)
    del texts["notices"]["intro"]

    assert "1 unsaved draft of texts that go would be lost." in offer(client, to_json(texts)).text
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file holds no texts."),
        (b"\n# nothing\n", "The file holds no texts."),
        ("{}", "The file holds no texts."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Line 1: Not UTF-8."),
        ('[faq.x]\nheading = "a\\u0000b"', "The character U+0000 cannot be shown: remove it."),
        (b"[faq.x]\nheading = 'a\0b'", "Line 2:"),
        ("[faq.x]\nheading = 'a'\nheading = 'b'", "Line 3: This key stands twice."),
        ('{"faq": {"x": {"heading": "a", "heading": "b"}}}', "stands twice"),
        ("[jokes.x]\nheading = 'a'", "jokes: This kind of text is not known."),
        ("[faq.x]\nheading = 1", "faq / x / heading: This should be text in quotes."),
        ("[faq.x]\nbody = 'a'", "faq / x / body: This field is not known."),
        ('{"faq": ' + "[" * 100_000, "nested too deep"),
        ("<script>alert(1)</script>", "Line 1:"),
    ],
    ids=range(13),
)
def test_a_file_that_is_no_texts_is_refused_in_words(client, editor, content, told):
    before = state()

    refused = offer(client, content)

    assert refused.status_code == 422
    assert told in refused.text
    assert NOTHING_CHANGED in refused.text
    assert "<script>alert" not in refused.text
    assert state() == before


def test_a_file_over_2_mb_is_refused(client, editor):
    refused = offer(client, b"#" * 3_000_000)

    assert refused.status_code == 413
    assert f"The file is larger than 2 MB. {NOTHING_CHANGED}" in refused.text


def test_the_largest_file_comes_through_both_steps(client, editor):
    head = to_toml({"faq": {"x": {"heading": "Ünïcode 🙂"}}}).encode() + b"#"
    filler = "".join(f"{n * 2654435761 % 2**32:08x}" for n in range(MOST_BYTES // 8)).encode()

    done = accept(client, offer(client, head + filler[: MOST_BYTES - len(head)]))

    assert done.status_code == 302
    assert working_copy()["faq"]["x"]["heading"] == "Ünïcode 🙂"


@FORMATS
@pytest.mark.parametrize(
    "saved",
    [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")],
    ids=["byte order mark", "Windows"],
)
def test_how_an_editor_saved_the_file_makes_no_difference(client, editor, form, saved):
    texts = copy.deepcopy(TEXTS)
    texts["notices"]["intro"]["body"] = "Ünïcode 🙂\n\n“Two” lines."
    write = {"toml": to_toml, "json": to_json}[form]

    accept(client, offer(client, saved(write(texts))))

    assert working_copy() == texts


@pytest.mark.parametrize("given", [{}, {"file": ""}, {"file": "not a file"}])
def test_no_file_is_told(client, editor, given):
    refused = client.post(IMPORT, given)

    assert refused.status_code == 422
    assert "Choose a file first." in refused.text


@pytest.mark.parametrize("content", ["", "x", "é", "AAAA", "eJxLBAAAYgBi"])
def test_a_form_that_came_back_damaged_changes_nothing(client, editor, content):
    offered = offer(client, to_json(other_texts()))
    before = state()

    refused = accept(client, offered, content=content)

    assert refused.status_code == 422
    assert NOTHING_CHANGED in refused.text
    assert state() == before


def test_a_form_that_swells_is_read_no_further_than_a_file(client, editor):
    bomb = base64.b64encode(zlib.compress(b"#" * 20_000_000)).decode()

    refused = accept(client, offer(client, to_json(other_texts())), content=bomb)

    assert refused.status_code == 422
    assert "larger than 2 MB" in refused.text


@pytest.mark.parametrize(
    ("role", "may_export", "may_import"),
    [("Author", 200, 403), ("Reviewer", 200, 403), ("Publisher", 200, 200), (None, 403, 403)],
)
def test_who_may_export_and_import(client, desk, role, may_export, may_import):
    client.force_login(EditorFactory(staff=True, roles=[role]))

    assert exported(client).status_code == may_export
    assert client.get(IMPORT).status_code == may_import
    assert offer(client, to_json(other_texts())).status_code == may_import


def test_who_is_not_signed_in_is_asked_to(client, desk):
    for response in (exported(client), client.get(IMPORT), offer(client, "x")):
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_an_import_needs_the_forms_token(desk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(EditorFactory())

    assert offer(client, to_json(other_texts())).status_code == 403
