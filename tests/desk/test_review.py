"""From a candidate over approval to a live edition, and back to an older one."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from riskfactors.editions import live
from riskfactors.editions.document import canonical, digest, freeze
from riskfactors.editions.publish import NOT_APPROVED, OWN, publish, roll_back
from riskfactors.editions.working_copy import save, withdraw, working_copy
from riskfactors.models import Approval, AuditLine, Candidate, Edition, Entry, Live, TextVersion
from tests.factories import PASSWORD, EditorFactory
from tests.tampering import rewrite

SEND, PUBLISH, EDITIONS = reverse("send"), reverse("publish"), reverse("editions")


pytestmark = pytest.mark.usefixtures("packaged", "db")


@pytest.fixture
def first():
    return Edition.objects.get()


@pytest.fixture
def sign_in(client):
    def _sign_in(*roles):
        editor = EditorFactory(staff=bool(roles), roles=roles)
        client.force_login(editor)
        return editor

    return _sign_in


@pytest.fixture
def go(client, django_capture_on_commit_callbacks):
    """A post, with whatever follows its commit."""

    def _go(path, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, data, follow=True)

    return _go


def edit(words="A sentence of our own."):
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["unsaid"] = words
    entry.save()


def seen(texts=None):
    """What a page carries that is looked at now."""
    shown = digest(texts or canonical(freeze(working_copy())))
    working = digest(canonical(freeze(working_copy())))
    return {"shown": shown, "over": Live.objects.get().edition.digest, "working": working}


def publishing(**more):
    return {"note": "A note.", "password": PASSWORD, **seen(), **more}


def is_live(words):
    return words in live.current().passages["ebv.mono"].unsaid.markdown


def test_a_candidate_is_approved_by_another_and_published(client, sign_in, go, settings):
    settings.REQUIRE_REVIEW = True
    author = sign_in("Author")
    edit()
    go(SEND, note="Mono reads better.", **seen())
    candidate = Candidate.objects.get()
    reviewer = sign_in("Reviewer")
    go(reverse("approve", args=[candidate.pk]), **seen(candidate.document))
    publisher = sign_in("Publisher")

    page = client.get(PUBLISH)
    told = go(PUBLISH, **publishing(note=page.context["form"].initial["note"]))

    assert "Edition 2 is live." in told.text
    assert is_live("A sentence of our own.")
    assert Edition.objects.get(number=2).note == "Mono reads better."
    acts = AuditLine.objects.order_by("id").values_list("act", "who_text", "digest_after")
    assert list(acts)[1:] == [
        ("send for review", author.username, candidate.digest),
        ("approve", reviewer.username, candidate.digest),
        ("publish", publisher.username, candidate.digest),
    ]


def test_nobody_approves_what_they_sent(sign_in, go):
    sender = sign_in("Author", "Reviewer")
    edit()
    go(SEND, note="A note.", **seen())
    candidate = Candidate.objects.get()

    told = go(reverse("approve", args=[candidate.pk]), **seen(candidate.document))

    assert candidate.sent_by == sender
    assert OWN in told.text
    assert not candidate.approvals.exists()


def test_without_an_approval_nothing_goes_live(sign_in, go, settings):
    settings.REQUIRE_REVIEW = True
    sign_in()
    edit()
    go(SEND, note="x", **seen())
    go(reverse("approve", args=[Candidate.objects.get().pk]), **seen())

    told = go(PUBLISH, **publishing())

    assert told.status_code == 422
    assert NOT_APPROVED in told.context["form"].errors["urgent"]
    assert told.context["form"]["note"].value() == "A note."
    assert Edition.objects.count() == 1


def test_an_edit_voids_what_was_approved(sign_in, go, settings):
    settings.REQUIRE_REVIEW = True
    sign_in("Author")
    edit()
    go(SEND, note="x", **seen())
    candidate = Candidate.objects.get()
    sign_in("Reviewer", "Publisher")
    go(reverse("approve", args=[candidate.pk]), **seen(candidate.document))
    edit("Something else entirely.")

    told = go(PUBLISH, **publishing())
    late = go(reverse("approve", args=[candidate.pk]), **seen(candidate.document))

    assert told.status_code == 422
    assert not is_live("Something else entirely.")
    assert "Send it again." in late.text
    assert candidate.approvals.count() == 1


def test_an_urgent_correction_says_why_and_is_recorded(sign_in, go, settings):
    settings.REQUIRE_REVIEW = True
    sign_in("Publisher")
    edit()

    go(PUBLISH, **publishing(urgent="A figure was wrong."))

    assert is_live("A sentence of our own.")
    line = AuditLine.objects.first()
    assert line.act == "publish urgently"
    assert "A figure was wrong." in line.note
    assert "A figure was wrong." not in Edition.objects.get(number=2).note


def test_the_way_forward_again_is_not_called_a_roll_back(client, sign_in, go):
    sign_in("Publisher")
    edit()
    go(PUBLISH, **publishing())
    back = reverse("roll_back", args=[1])
    assert "Roll back to edition 1" in client.get(back).text

    roll_back(Edition.objects.get(number=1), who=None, note="")

    forth = "Make edition 2 live again"
    assert forth in client.get(reverse("roll_back", args=[2])).text
    assert forth in client.get(reverse("desk")).text
    editions = client.get(reverse("editions")).text
    assert forth in editions
    assert "Roll back" not in editions


@pytest.mark.parametrize(("count", "is_named"), [(1, True), (3, True), (4, False)])
def test_the_note_begins_with_the_texts_that_changed(client, editor, count, is_named):
    entries = Entry.objects.filter(kind="glossary")[:count]
    for number, entry in enumerate(entries):
        save(entry, {**entry.fields, "term": f"Ours{number}"}, who="")
    notes = {client.get(page).context["form"]["note"].value() for page in (SEND, PUBLISH)}

    (note,) = notes
    names = ", ".join(f"“Ours{number}”" for number in range(count))
    assert note == (f"Changed words in {names}." if is_named else "")


def test_a_refusal_leads_to_each_field_it_is_about(client, sign_in, go):
    sign_in("Publisher")
    edit()

    told = go(PUBLISH, **publishing(note="", password="not it"))

    assert [f'<a href="#id_{name}">' in told.text for name in ("note", "password")] == [True] * 2


@pytest.mark.parametrize("given", [{"password": "not it"}, {"password": ""}, {"note": " "}])
def test_publishing_asks_for_a_note_and_the_password_again(sign_in, go, given):
    sign_in()
    edit()

    told = go(PUBLISH, **publishing(**given))

    assert told.status_code == 422
    assert set(told.context["form"].errors) == set(given)
    assert Edition.objects.count() == 1


def test_of_two_publishers_one_wins_and_the_other_is_told(sign_in, go):
    sign_in()
    edit()
    seen_by_both = publishing()
    go(PUBLISH, **seen_by_both)
    edit("And another change.")

    told = go(PUBLISH, **seen_by_both)

    assert told.status_code == 422
    assert "Edition 2 went live meanwhile." in told.text
    assert Edition.objects.count() == 2


def looked_at(client, path):
    """What the forms of a page send along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(path).text)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def at_work(client, sign_in, go, settings, request):
    """Somebody who has a form of the desk before them, and what it will send."""
    name, review = request.param
    settings.REQUIRE_REVIEW = review
    sign_in()
    edit()
    if name == "roll back":
        go(PUBLISH, **publishing())
    if name == "approve":
        go(SEND, note="x", **seen())
        sign_in()
    pages = {"publish": PUBLISH, "send": SEND, "roll back": reverse("roll_back", args=[1])}
    page = form = pages.get(name, "")
    if name == "approve":
        one = [Candidate.objects.get().pk]
        page, form = reverse("candidate", args=one), reverse("approve", args=one)
    reason = {"urgent": "It cannot wait."} if review else {}
    sent = {"note": "A note.", "password": PASSWORD, **reason, **looked_at(client, page)}
    return form, sent


FORMS = [("publish", False), ("publish", True), ("send", False), ("approve", True)]
AT_WORK = [*FORMS, ("roll back", False)]


def state():
    return Live.objects.get().edition, Candidate.objects.count(), Approval.objects.count()


@pytest.mark.parametrize("at_work", FORMS, indirect=True)
def test_what_somebody_else_saved_meanwhile_is_shown_and_not_done(at_work, go):
    form, sent = at_work
    before = state()
    edit("Words that the other one saved.")

    told = go(form, **sent)

    assert told.status_code in {409, 422}
    assert told.context["form"].non_field_errors()
    assert state() == before
    assert not is_live("Words that the other one saved.")
    if "approve" not in form:
        fields = [f for kind in told.context["kinds"] for text in kind.texts for f in text.fields]
        now = ["".join(p.text for p in field.pieces if p.act != "gone") for field in fields]
        assert "Words that the other one saved." in now


@pytest.mark.parametrize("at_work", AT_WORK, indirect=True)
def test_what_went_live_meanwhile_is_told_and_nothing_is_done(at_work, go):
    form, sent = at_work
    if form == SEND:
        pytest.skip("sending for review replaces nothing that readers have")
    if "roll-back" in form:
        edit("Newer.")
    publish(who=None, note="", urgent="It cannot wait.")
    before = state()

    told = go(form, **sent)

    assert told.status_code in {409, 422}
    assert "went live meanwhile" in told.text
    assert state() == before


@pytest.mark.parametrize("at_work", [("publish", False), ("publish", True)], indirect=True)
def test_after_looking_again_it_can_be_done(at_work, go):
    form, sent = at_work
    edit("Words that the other one saved.")
    told = go(form, **sent)

    again = {name: told.context["form"][name].value() for name in ("shown", "over")}
    go(form, **{**sent, **again})

    assert is_live("Words that the other one saved.")


def test_a_broken_set_is_neither_sent_nor_published_and_the_place_is_named(sign_in, go):
    sign_in()
    edit("You have a high risk of MS.")
    place = Entry.objects.get(kind="passages", key="ebv.mono")
    href = f"{reverse('admin:riskfactors_entry_change', args=[place.pk])}#id_unsaid"

    for told in (go(SEND, note="x", **seen()), go(PUBLISH, **publishing())):
        assert told.status_code == 422
        assert f'href="{href}"' in told.text
    assert (Candidate.objects.count(), Edition.objects.count()) == (0, 1)


def test_the_same_texts_are_not_published_twice(sign_in, go):
    sign_in()

    told = go(PUBLISH, **publishing())

    assert "live already" in told.text
    assert Edition.objects.count() == 1


def test_roll_back_brings_the_old_bytes_back_and_keeps_the_working_copy(client, sign_in, go, first):
    sign_in()
    edit()
    go(PUBLISH, **publishing())
    way_back = reverse("roll_back", args=[1])
    assert f'href="{way_back}"' in client.get(EDITIONS).text

    go(way_back, **publishing(note="It read worse.", shown=first.digest))

    assert Live.objects.get().edition == first
    assert live.current().digest == first.digest
    assert not is_live("A sentence of our own.")
    assert Entry.objects.get(kind="passages", key="ebv.mono").fields["unsaid"].startswith("A sent")
    line = AuditLine.objects.first()
    assert (line.act, line.edition, line.note) == ("roll back", 1, "It read worse.")
    assert (line.digest_before, line.digest_after) == (
        Edition.objects.get(number=2).digest,
        first.digest,
    )


def test_a_roll_back_can_take_its_texts_along_and_loses_none(sign_in, go, first):
    sign_in()
    edit()
    go(PUBLISH, **publishing())

    go(reverse("roll_back", args=[1]), **publishing(shown=first.digest, texts="on"))

    assert not Entry.objects.get(kind="passages", key="ebv.mono").fields["unsaid"].startswith("A s")
    versions = TextVersion.objects.filter(kind="passages", key="ebv.mono")
    assert any(one.fields["unsaid"].startswith("A sentence of our own") for one in versions)
    assert digest(canonical(freeze(working_copy()))) == first.digest


@pytest.mark.parametrize("at_work", [("roll back", False)], indirect=True)
def test_texts_saved_meanwhile_are_not_replaced_by_a_roll_back_unseen(at_work, go):
    form, sent = at_work
    before = state()
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    save(entry, {**entry.fields, "unsaid": "Grace’s own."}, who="Grace")

    told = go(form, **sent, texts="on")

    assert told.status_code == 422
    assert "the working copy was changed while this page was open" in told.text
    assert f"Saved meanwhile by Grace: {entry}." in told.text
    assert state() == before
    assert Entry.objects.get(pk=entry.pk).fields["unsaid"] == "Grace’s own."
    again = {name: told.context["form"][name].value() for name in ("over", "working")}
    assert go(form, **{**sent, **again}, texts="on").redirect_chain
    assert Entry.objects.get(pk=entry.pk).fields["unsaid"] != "Grace’s own."


@pytest.mark.parametrize("at_work", [("roll back", False)], indirect=True)
def test_texts_saved_meanwhile_do_not_hinder_a_roll_back_that_leaves_them(at_work, go):
    form, sent = at_work
    edit("Grace’s own.")

    assert go(form, **sent).redirect_chain
    assert Entry.objects.get(kind="passages", key="ebv.mono").fields["unsaid"] == "Grace’s own."


def test_what_a_roll_back_brings_goes_on_with_its_history(client, sign_in, go, first):
    person = sign_in()
    word = Entry.objects.get(kind="glossary", key="antibody")
    withdraw(word, who="Grace")
    go(PUBLISH, **publishing())

    go(reverse("roll_back", args=[1]), **publishing(shown=first.digest, texts="on"))

    last = TextVersion.objects.filter(kind="glossary", key="antibody").first()
    assert (last.number, last.fields, last.who) == (3, word.fields, person)
    assert AuditLine.objects.filter(act="add", note=str(word), who=person).count() == 1
    history = client.get(reverse("history", args=["glossary", "antibody"])).text
    assert "Version 3, the saved text, live</h2>" in history


def test_an_edition_that_cannot_be_read_is_not_rolled_back_to(sign_in, go, client):
    sign_in()
    edit()
    go(PUBLISH, **publishing())
    rewrite(1, document="{}")

    told = go(reverse("roll_back", args=[1]), **publishing())

    assert told.status_code == 409
    assert Live.objects.get().edition.number == 2


@pytest.mark.parametrize("number", [0, 99])
def test_there_is_no_way_to_an_edition_that_is_not(client, sign_in, number):
    sign_in()

    assert client.get(f"/admin/desk/editions/{number}/roll-back/").status_code == 404
    assert client.get(f"/admin/desk/candidate/{number}/").status_code == 404
