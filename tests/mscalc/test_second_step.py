"""The second step of signing in: a code after the password."""

from __future__ import annotations

import re
from base64 import b32decode
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import PASSWORD, EditorFactory, PhoneFactory

LOGIN, STEP, INDEX = reverse("admin:login"), reverse("second_step"), reverse("desk")
TAKE = {"act": "second_step"}


@pytest.fixture
def ada(db):
    return EditorFactory(username="ada")


@pytest.fixture
def sign_in(client, ada):
    return lambda: client.post(LOGIN, {"username": "ada", "password": PASSWORD, "next": INDEX})


def is_in(client):
    return client.get(INDEX).status_code == 200


@pytest.fixture
def required(settings):
    settings.REQUIRE_OTP = True


@pytest.fixture
def phone(ada):
    return PhoneFactory(user=ada)


@pytest.fixture
def paper(ada):
    device = ada.staticdevice_set.create(name="Recovery codes")
    device.token_set.create(token="aaaabbbb")
    return device


def shown_by(phone):
    return f"{totp(phone.bin_key):06}"


def wrong_for(phone):
    return f"{(totp(phone.bin_key) + 500_000) % 1_000_000:06}"


def setting_up(client):
    """The key that the page shows, as the app would keep it."""
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get(STEP).text)[1]
    return TOTPDevice(key=b32decode(secret.replace(" ", "")).hex())


def test_without_the_setting_a_password_is_enough(client, sign_in, phone):
    sign_in()

    assert is_in(client)


@pytest.mark.usefixtures("required", "phone")
@pytest.mark.parametrize("path", [INDEX, reverse("desk"), "/admin/auth/user/"])
def test_a_password_alone_opens_nothing(client, sign_in, path):
    sign_in()

    response = client.get(path, follow=True)

    assert response.redirect_chain[-1] == (f"{STEP}?next={quote(path, safe='')}", 302)
    assert client.post(path).status_code == 302


@pytest.mark.usefixtures("required")
def test_the_code_of_the_app_opens_the_page_that_was_asked_for(client, sign_in, phone):
    sign_in()
    before = client.session.session_key

    response = client.post(f"{STEP}?next=/admin/auth/user/", {"code": shown_by(phone)}, follow=True)

    assert response.redirect_chain[-1] == ("/admin/auth/user/", 302)
    assert is_in(client)
    assert client.session.session_key != before


@pytest.mark.usefixtures("required")
def test_a_code_works_once(client, sign_in, phone):
    sign_in()
    code = shown_by(phone)
    client.post(STEP, {"code": code})
    client.post(reverse("admin:logout"))
    sign_in()

    assert client.post(STEP, {"code": code}).status_code == 422
    assert not is_in(client)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "x" * 50, "\x00"])
def test_what_is_no_code_is_refused(client, sign_in, phone, code):
    sign_in()

    assert client.post(STEP, {"code": code}).status_code == 422
    assert not is_in(client)


@pytest.mark.usefixtures("required")
def test_after_a_wrong_code_even_the_right_one_must_wait(client, sign_in, phone, settings):
    settings.OTP_TOTP_THROTTLE_FACTOR = 1000
    sign_in()

    assert client.post(STEP, {"code": wrong_for(phone)}).status_code == 422
    assert client.post(STEP, {"code": shown_by(phone)}).status_code == 422


@pytest.mark.usefixtures("required")
def test_somebody_elses_code_is_refused(client, sign_in, phone):
    theirs = PhoneFactory()
    sign_in()

    assert client.post(STEP, {"code": shown_by(theirs)}).status_code == 422
    theirs.refresh_from_db()
    assert theirs.throttling_failure_count == 0


@pytest.mark.usefixtures("required", "phone")
def test_a_recovery_code_works_once_in_place_of_the_app(client, sign_in, paper):
    sign_in()
    client.post(STEP, {"code": " AAAA bbbb"})
    first = is_in(client)
    client.post(reverse("admin:logout"))
    sign_in()

    assert first
    assert client.post(STEP, {"code": "aaaabbbb"}).status_code == 422


@pytest.mark.usefixtures("required")
def test_the_first_time_an_editor_sets_up_the_app_and_gets_recovery_codes(client, sign_in):
    sign_in()
    app = setting_up(client)
    assert not is_in(client)

    told = client.post(STEP, {"code": shown_by(app)})

    codes = re.findall(r"<code>([a-z2-7]{8})</code>", told.text)
    assert set(codes) == set(StaticDevice.objects.get().token_set.values_list("token", flat=True))
    assert len(codes) == 8
    assert TOTPDevice.objects.get().key == app.key
    assert "no-store" in told["Cache-Control"]
    assert is_in(client)


@pytest.mark.usefixtures("required")
def test_the_code_of_the_setting_up_is_used_up_by_it(client, sign_in):
    sign_in()
    code = shown_by(setting_up(client))
    client.post(STEP, {"code": code})
    client.post(reverse("admin:logout"))
    sign_in()

    assert client.post(STEP, {"code": code}).status_code == 422


@pytest.mark.usefixtures("required")
def test_a_setting_up_given_up_leaves_nothing_behind(client, sign_in):
    sign_in()
    app = setting_up(client)
    wrong = client.post(STEP, {"code": wrong_for(app)})
    again = setting_up(client)
    client.post(STEP, {"leave": "yes"})
    sign_in()

    assert wrong.status_code == 422
    assert again.key == app.key
    assert setting_up(client).key != app.key
    assert not TOTPDevice.objects.exists()


@pytest.mark.usefixtures("required")
def test_who_has_an_app_cannot_set_up_another_with_the_password_alone(client, sign_in, phone):
    sign_in()

    assert "<img" not in client.get(STEP).text


@pytest.mark.usefixtures("required")
def test_a_code_from_an_operator_leads_to_setting_up_an_app(client, sign_in, paper):
    sign_in()

    asked = client.get(STEP).text
    then = client.post(STEP, {"code": "aaaabbbb"}, follow=True).text

    assert "<img" not in asked
    assert "<img" in then


@pytest.mark.usefixtures("required")
def test_a_device_taken_away_closes_the_desk_at_once(client, sign_in, phone):
    sign_in()
    client.post(STEP, {"code": shown_by(phone)})
    before = is_in(client)
    phone.delete()

    assert before
    assert not is_in(client)


@pytest.mark.usefixtures("required")
def test_who_did_not_give_a_password_is_asked_for_it_first(client, ada):
    assert client.get(STEP)["Location"] == LOGIN
    client.force_login(EditorFactory(outsider=True))
    assert client.get(STEP)["Location"] == LOGIN


@pytest.mark.usefixtures("required", "phone")
def test_one_can_leave_before_the_code(client, sign_in):
    sign_in()

    assert client.post(STEP, {"leave": "yes"})["Location"] == LOGIN
    assert not Session.objects.exists()


@pytest.mark.usefixtures("required")
def test_another_site_is_not_where_one_goes_on(client, sign_in, phone):
    sign_in()

    response = client.post(
        f"{STEP}?next=https://example.org/", {"code": shown_by(phone)}, follow=True
    )

    assert response.redirect_chain[-1] == (INDEX, 302)


@pytest.mark.usefixtures("required")
def test_who_lost_phone_and_codes_is_helped_by_an_administrator(client, sign_in, phone, paper):
    eve = EditorFactory()
    hers = PhoneFactory(user=eve)
    sign_in()
    client.post(STEP, {"code": shown_by(phone)})

    client.post(reverse("person", args=[eve.pk]), TAKE)

    assert not TOTPDevice.objects.filter(pk=hers.pk).exists()
    assert TOTPDevice.objects.get() == phone
    assert StaticDevice.objects.get() == paper


@pytest.mark.usefixtures("required")
def test_the_page_of_people_says_who_has_a_second_step(client, sign_in, phone):
    EditorFactory(username="eve")
    sign_in()
    client.post(STEP, {"code": shown_by(phone)})

    rows = client.get(reverse("people")).text.split('<li id="person-')[1:]

    steps = [re.search("Second step at sign-in: [^.]+", row)[0] for row in rows]
    assert steps == ["Second step at sign-in: set up", "Second step at sign-in: not set up"]


def test_where_no_code_is_required_there_is_none_to_take_away(client, sign_in, phone, ada):
    sign_in()

    client.post(reverse("person", args=[ada.pk]), TAKE)

    assert TOTPDevice.objects.get() == phone
