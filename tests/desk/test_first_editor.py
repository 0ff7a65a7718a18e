"""The one-time link that `make run` prints when there is no editor yet."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.management import call_command
from django.urls import reverse

from riskfactors.desk.first_editor import ONE_DAY, first_editor_path
from riskfactors.models import AuditLine
from tests.factories import EditorFactory

PASSWORD = "a long and lonely sentence"
NEW = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def path(db):
    return first_editor_path()


def test_the_link_makes_one_editor_and_signs_them_in(client, path):
    assert client.get(path).status_code == 200

    response = client.post(path, NEW)

    assert response["Location"] == "/admin/desk/"
    assert client.get("/admin/desk/").status_code == 200
    editor = get_user_model().objects.get()
    assert (editor.username, editor.is_staff, editor.is_superuser) == ("ada", True, True)


def test_the_link_works_once(client, path):
    client.post(path, NEW)

    assert client.get(path).status_code == 410
    assert client.post(path, {**NEW, "username": "eve"}).status_code == 410
    assert first_editor_path() is None


def test_the_link_dies_after_a_day(client, path, monkeypatch):
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + ONE_DAY + 1)

    assert client.get(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "é", "%00"])
def test_an_invented_link_does_nothing(client, db, token):
    assert client.post(f"/admin/setup/{token}/", NEW).status_code == 410
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        *("short", "password", "12345678901234"),
        *("password12345678", "a" * 15, "123456789012345", "987654321987654321", "x" * 500),
        *("fourfactorsmscalc", "Four factors and MS", "vitamin d smoking", "multiple sclerosis"),
        *("V1tamin-Sm0king", "Epstein-Barr virus ebv", "ada ada ada ada ada"),
    ],
)
def test_a_weak_password_is_refused(client, path, password):
    response = client.post(path, {**NEW, "password1": password, "password2": password})

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"password1"})
    assert not get_user_model().objects.exists()


def test_no_link_is_given_once_there_is_an_editor(db):
    EditorFactory()

    assert first_editor_path() is None


@pytest.mark.django_db
def test_prepare_makes_a_ready_site_and_says_where(capsys):
    call_command("prepare", address="http://127.0.0.1:9000")
    first = capsys.readouterr().out
    EditorFactory()
    call_command("prepare", address="http://127.0.0.1:9000")
    second = capsys.readouterr().out

    assert "Edition 1 is live." in first
    assert "http://127.0.0.1:9000/admin/setup/" in first
    assert "loaded already" in second
    assert "/admin/setup/" not in second
    assert "http://127.0.0.1:9000/admin/" in second


def test_without_a_live_edition_there_is_no_effect(client, db):
    client.force_login(EditorFactory())

    assert client.get(reverse("effect")).status_code == 200
    assert client.get(f"{reverse('effect')}1.mono.-.-.-/").status_code == 404
    assert client.get(reverse("choose")).status_code == 302


def test_a_desk_without_any_text_or_edition_still_opens(client, db):
    client.force_login(EditorFactory())

    assert client.get(reverse("desk")).status_code == 200
    assert not AuditLine.objects.exists()
