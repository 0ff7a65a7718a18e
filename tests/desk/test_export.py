"""Texts out of the desk as a file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from riskfactors.editions.document import canonical, freeze
from riskfactors.models import Entry
from tests.factories import EditionFactory, EditorFactory, make_texts
from tests.tampering import rewrite

FORMATS = pytest.mark.parametrize("form", ["toml", "json"])
TEXTS = make_texts()
DOCUMENT = canonical(freeze(TEXTS))


@pytest.fixture(autouse=True)
def desk(db):
    """A working copy and the edition made of it."""
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in TEXTS.items()
        for key, fields in entries.items()
    )
    return EditionFactory(number=1, date=dt.date(2026, 12, 1), document=DOCUMENT, live=True)


def exported(client, which="working", form="toml"):
    return client.get(reverse("export", args=[which, form]))


@FORMATS
def test_an_edition_is_exported_as_the_working_copy_it_was_made_of(client, editor, form):
    before = exported(client, form=form).content
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["heading"] = "Another heading"
    entry.save()

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


def test_another_format_cannot_be_exported(client, editor):
    assert exported(client, form="xml").status_code == 404


def test_a_broken_edition_is_not_exported_and_it_is_said(client, editor):
    rewrite(1, document="{}")

    shown = exported(client, 1)

    assert shown.status_code == 404
    assert "Edition 1 cannot be read." in shown.text


@pytest.mark.parametrize(
    ("role", "status"), [("Author", 200), ("Reviewer", 200), ("Publisher", 200), (None, 403)]
)
def test_who_may_export(client, role, status):
    client.force_login(EditorFactory(staff=True, roles=[role]))

    assert exported(client).status_code == status


def test_who_is_not_signed_in_is_asked_to(client):
    response = exported(client)

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_every_edition_is_offered_as_a_file_and_the_old_import_screen_leads_there(client, editor):
    page = client.get("/admin/desk/import/", follow=True)

    assert page.redirect_chain == [(reverse("editions"), 302)]
    for which in ("working", 1):
        for form in ("toml", "json"):
            assert reverse("export", args=[which, form]) in page.text
