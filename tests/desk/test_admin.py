"""The working copy in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from riskfactors.editions.publish import publish
from riskfactors.engine.texts import KINDS
from riskfactors.models import AuditLine, Edition, Entry
from tests.factories import EditorFactory

LIST = reverse("admin:riskfactors_entry_changelist")


@pytest.fixture(autouse=True)
def mono(packaged, db):
    return Entry.objects.get(kind="passages", key="ebv.mono")


def change(entry):
    return reverse("admin:riskfactors_entry_change", args=[entry.pk])


def form_of(entry, **more):
    fields = {**entry.fields, "version": str(entry.version), **more}
    return {k: "\n".join(v) if isinstance(v, list) else v for k, v in fields.items()}


def test_a_sentence_changed_here_and_published_is_live(
    client, editor, mono, django_capture_on_commit_callbacks
):
    saved = client.post(change(mono), form_of(mono, unsaid="A sentence of our own."))
    with django_capture_on_commit_callbacks(execute=True):
        publish(who=editor, note="")

    assert saved.status_code == 302
    assert "A sentence of our own." in client.post("/", {"ebv": "mono"}).text
    assert AuditLine.objects.first().who_text == editor.username


def test_saving_without_a_change_keeps_every_field(client, editor, mono):
    before = mono.fields

    client.post(change(mono), form_of(mono))
    mono.refresh_from_db()

    assert mono.fields == {k: v.strip() if isinstance(v, str) else v for k, v in before.items()}


@pytest.mark.slow
def test_every_text_can_be_opened(client, editor):
    for kind in KINDS:
        entry = Entry.objects.filter(kind=kind).first()
        assert client.get(change(entry)).status_code == 200


def test_an_empty_required_field_is_refused_and_the_text_kept(client, editor, mono):
    response = client.post(change(mono), form_of(mono, heading="", unsaid="Kept in the form."))

    assert response.status_code == 422
    assert "This field is required." in response.text
    assert "Kept in the form." in response.text


def test_the_trail_is_read_only(client, editor):
    row = AuditLine.objects.get()

    shown = client.get(reverse("admin:riskfactors_auditline_change", args=[row.pk]))
    sent = client.post(reverse("admin:riskfactors_auditline_change", args=[row.pk]), {"note": "x"})

    assert (shown.status_code, sent.status_code) == (200, 403)


def test_the_list_says_who_changed_a_text_and_publishes_nothing(client, editor, mono):
    client.post(change(mono), form_of(mono, unsaid="Changed."))

    listed = client.get(LIST, {"q": "ebv.mono", "kind": "passages"})
    client.post(LIST, {"action": "publish_all", "_selected_action": [mono.pk]})

    assert editor.username in listed.text.split('class="field-changed_by"')[1].split("<")[0]
    assert Edition.objects.count() == 1


def test_who_may_only_look_reads_every_field_and_saves_none(client, mono):
    reviewer = EditorFactory(staff=True)
    reviewer.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client.force_login(reviewer)

    shown = client.get(change(mono)).text

    assert escape(mono.fields["unsaid"]) in shown
    assert "\n".join(mono.fields["claims"]) in shown
    assert 'name="unsaid"' not in shown
    assert client.post(change(mono), form_of(mono)).status_code == 403


@pytest.mark.parametrize("path", ["", "riskfactors/entry/", "desk/editions/"])
def test_the_admin_asks_everybody_who_they_are(client, db, path):
    assert client.get(f"/admin/{path}").status_code == 302


def test_the_admins_cookies_stay_in_the_admin(client, db):
    response = client.get("/admin/login/")

    assert {cookie["path"] for cookie in response.cookies.values()} == {"/admin/"}


@pytest.mark.parametrize("name", ["admin:login", "desk", "send"])
def test_a_form_without_its_token_gets_the_sites_own_page(name):
    refused = Client(enforce_csrf_checks=True).post(reverse(name), {"note": "x"})

    assert refused.status_code == 403
    assert "This request came from another site" in refused.text
