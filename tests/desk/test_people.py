"""People: invited by a link, locked, given roles, and never without an administrator."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import NoReverseMatch, reverse

from riskfactors.desk.people import LINKS, person
from riskfactors.models import AuditLine
from tests.factories import PASSWORD as OLD_PASSWORD
from tests.factories import EditorFactory, PhoneFactory

PAGE = reverse("people")
PASSWORD = "plum trees walk home"
SET = {"new_password1": PASSWORD, "new_password2": PASSWORD}
User = get_user_model()


def invite(client, **more):
    return client.post(PAGE, {"username": "eve", "roles": ["Author"], **more})


def link_in(response):
    return re.search(r'value="http://testserver(/admin/password/[^"]+)"', response.text)[1]


def test_an_invitation_names_the_site_and_not_the_host_that_was_asked(client, editor, settings):
    settings.SITE_ADDRESS = "https://example.org"

    assert 'value="https://example.org/admin/password/' in invite(client).text


@pytest.fixture
def eve(db):
    return EditorFactory(username="eve", staff=True, roles=["Author"])


@pytest.fixture
def do(client, editor, eve):
    """One act on Eve, or on somebody else, by an administrator."""

    def do(act, person=eve, **more):
        response = client.post(reverse("person", args=[person.pk]), {"act": act, **more})
        person.refresh_from_db()
        return response

    return do


def last_line():
    line = AuditLine.objects.first()
    return line and (line.act, line.note)


def roles_of(person):
    return {one.name for one in person.groups.all()}


def test_an_invited_author_sets_a_password_and_is_on_the_desk(client, editor):
    link = link_in(invite(client))
    eve, browser = User.objects.get(username="eve"), Client()
    before = (eve.has_usable_password(), browser.get(link).status_code)

    response = browser.post(link, SET, follow=True)

    assert before == (False, 200)
    assert response.redirect_chain[-1] == ("/admin/desk/", 302)
    assert "Your password is set. You are signed in as eve." in response.text
    assert browser.get(reverse("desk")).status_code == 200
    eve.refresh_from_db()
    assert (eve.is_staff, eve.is_superuser, roles_of(eve)) == (True, False, {"Author"})
    assert eve.check_password(PASSWORD)
    assert last_line() == ("invite", "eve: Author")


def test_a_link_works_once(client, editor):
    link = link_in(invite(client))
    Client().post(link, SET)

    assert Client().get(link).status_code == 410
    assert Client().post(link, SET).status_code == 410


def test_a_link_dies_after_three_days(client, editor, settings):
    link = link_in(invite(client))
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a-b", "é", "%00", "c-" + "0" * 40])
def test_an_invented_link_does_nothing(client, eve, token):
    for pk in (eve.pk, 10**30):
        assert client.post(f"/admin/password/{pk}/{token}/", SET).status_code == 410


def test_a_weak_password_is_refused_and_the_link_goes_on(client, editor):
    link = link_in(invite(client))
    weak = {"new_password1": "password12345678", "new_password2": "password12345678"}

    refused = Client().post(link, weak)

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"new_password1"}
    assert Client().get(link).status_code == 200


def test_a_second_link_for_who_has_no_password_ends_the_first(client, editor):
    first = link_in(invite(client))
    eve = User.objects.get(username="eve")
    second = link_in(client.post(reverse("person", args=[eve.pk]), {"act": "new_link"}))

    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_a_link_goes_on_when_its_owner_signs_in_meanwhile(do, eve):
    link = link_in(do("new_link"))
    Client().post(reverse("admin:login"), {"username": "eve", "password": OLD_PASSWORD})

    eve.refresh_from_db()
    assert eve.last_login
    assert Client().get(link).status_code == 200


def test_a_new_link_ends_the_one_before_and_nobody_elses(do, eve, editor):
    first, other = link_in(do("new_link")), link_in(do("new_link", editor))
    second = link_in(do("new_link"))

    assert [Client().get(one).status_code for one in (first, other, second)] == [410, 200, 200]


def test_an_administrator_can_be_invited(client, editor):
    invite(client, roles=[], administrator="on")

    eve = User.objects.get(username="eve")
    assert (eve.is_staff, eve.is_superuser) == (True, True)


@pytest.mark.parametrize(
    "wrong",
    [{"username": "EVE"}, {"username": "a b"}, {"username": ""}, {"roles": []}, {"roles": "x"}],
)
def test_an_invitation_that_is_wrong_makes_nobody(client, editor, eve, wrong):
    assert invite(client, **{"username": "new", **wrong}).status_code == 422
    assert User.objects.count() == 2


def test_a_new_link_leaves_the_old_password_working(do, eve):
    link = link_in(do("new_link"))

    assert eve.password == User.objects.get(pk=eve.pk).password
    assert last_line() == ("new link", "eve")
    assert link


def test_who_is_locked_is_out_at_once_and_in_again_when_unlocked(do, eve):
    browser = Client()
    browser.force_login(eve)
    link = link_in(do("new_link"))
    do("lock")
    locked = browser.get(reverse("desk")).status_code, Client().get(link).status_code
    refused = do("new_link").status_code
    lines = [last_line()]
    do("unlock")

    assert locked == (302, 410)
    assert refused == 409
    assert browser.get(reverse("desk")).status_code == 200
    assert [*lines, last_line()] == [("lock", "eve"), ("unlock", "eve")]


def test_staff_follows_the_roles(do, eve):
    do("roles", roles=["Reviewer", "Publisher"])
    some = eve.is_staff, roles_of(eve), last_line()
    do("roles")

    assert some == (
        True,
        {"Reviewer", "Publisher"},
        ("roles", "eve: Reviewer, Publisher; before: Author"),
    )
    assert (eve.is_staff, roles_of(eve)) == (False, set())


def test_an_administrator_is_made_and_unmade(do, eve):
    do("roles", administrator="on")
    made = eve.is_staff, eve.is_superuser
    do("roles", roles=["Author"])

    assert made == (True, True)
    assert (eve.is_staff, eve.is_superuser) == (True, False)


def test_nobody_locks_themself_or_stops_being_an_administrator(do, editor):
    assert do("lock", editor).status_code == 409
    do("roles", editor, roles=["Author"])

    assert (editor.is_active, editor.is_superuser, editor.is_staff) == (True, True, True)
    assert roles_of(editor) == {"Author"}


@pytest.fixture
def manager(client, eve):
    """Somebody who may change accounts and is no administrator: given so by an older release."""
    eve.user_permissions.add(Permission.objects.get(codename="change_user"))
    client.force_login(eve)
    return eve


@pytest.mark.parametrize("act", ["lock", "new_link", "roles", "second_step"])
def test_only_an_administrator_changes_one(client, manager, act):
    phone = PhoneFactory()
    ada = phone.user

    response = client.post(reverse("person", args=[ada.pk]), {"act": act})

    ada.refresh_from_db()
    assert response.status_code == 409
    assert (ada.is_active, ada.is_superuser, ada.totpdevice_set.count()) == (True, True, 1)


def test_only_an_administrator_makes_one(client, manager):
    more = {"act": "roles", "roles": "Author", "administrator": "on"}
    client.post(reverse("person", args=[manager.pk]), more)
    invite(client, username="new", administrator="on")

    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.get(username="new").is_staff


@pytest.mark.parametrize("act", ["lock", "roles"])
def test_of_two_who_lock_each_other_at_once_one_stays(editor, rf, act):
    eve = EditorFactory()
    request = rf.post("/", {"act": act})
    request.user = editor
    User.objects.filter(pk=editor.pk).update(is_active=False)

    response = person(request, eve.pk)

    eve.refresh_from_db()
    assert (response.status_code, eve.is_active, eve.is_superuser) == (409, True, True)


@pytest.mark.parametrize("act", ["", "delete"])
def test_an_act_that_is_none_does_nothing(do, act):
    assert do(act).status_code == 409
    assert AuditLine.objects.first() is None


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_the_page_says_who_is_who(client, editor, eve):
    User.objects.filter(pk=eve.pk).update(is_active=False)

    page = words_of(client.get(PAGE))

    assert "eve Locked. Author. Not signed in yet." in page
    assert "(you) Administrator. Last signed in on" in page


def test_a_message_writes_a_name_as_it_is(client, do):
    do("lock")

    assert "eve is locked: signed out" in words_of(client.get(PAGE))


def test_the_page_asks_as_often_for_many_as_for_one(client, editor, django_assert_max_num_queries):
    for _ in range(20):
        EditorFactory(staff=True, roles=["Author"])

    with django_assert_max_num_queries(12):
        client.get(PAGE)


@pytest.mark.parametrize("name", ["user_add", "user_change", "user_delete", "group_changelist"])
def test_lists_of_permissions_and_recent_actions_are_out_of_sight(client, editor, name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:auth_{name}", args=[1])
    assert "recent-actions" not in client.get("/admin/desk/").text


def test_a_token_is_for_one_person(client, editor, eve):
    token = LINKS.make_token(editor)

    assert client.get(reverse("own_password", args=[eve.pk, token])).status_code == 410
