"""A conversation about texts: asked, answered, resolved, and in the way until it is."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from riskfactors.editions import fact_checks, remarks, versions, working_copy
from riskfactors.editions.progress import Stage, progress_of
from riskfactors.editions.publish import (
    OWN,
    TAKEN_BACK,
    UNANSWERED,
    WROTE,
    NotNowError,
    approve,
    ask_for_changes,
    is_approved,
    publish,
    roll_back,
    send_for_review,
)
from riskfactors.editions.remarks import changes_asked_for
from riskfactors.models import AuditLine, Candidate, Edition, Entry, Live, Remark
from tests.factories import PASSWORD, EditorFactory, make_texts

DESK, PUBLISH, REMARKS = reverse("desk"), reverse("publish"), reverse("remarks")
MONO = {"kind": "passages", "key": "ebv.mono"}
OURS, REASON = "A sentence of our own.", "The second half says too much."
SAME_SITE = {"headers": {"Sec-Fetch-Site": "same-origin"}}


@pytest.fixture(autouse=True)
def _texts(db, settings):
    settings.REQUIRE_REVIEW = True
    working_copy.replace(make_texts(), who="")
    publish(who=None, note="")


@pytest.fixture
def people():
    """An author who wrote, and two who may approve."""
    names = {"ada": "Author", "grace": "Reviewer", "joan": "Reviewer", "pub": "Publisher"}
    return {
        name: EditorFactory(username=name, staff=True, roles=[role]) for name, role in names.items()
    }


@pytest.fixture
def candidate(people):
    save(people["ada"], OURS)
    return send_for_review(who=people["ada"], note="")


def save(who, unsaid, key="ebv.mono"):
    entry = Entry.objects.get(kind="passages", key=key)
    working_copy.save(entry, {**entry.fields, "unsaid": unsaid}, who=who)


def sent_again(who, unsaid=f"{OURS} Calmer."):
    save(who, unsaid)
    return send_for_review(who=who, note="")


def page_of(candidate):
    return reverse("candidate", args=[candidate.pk])


def post(client, who, path, **data):
    client.force_login(who)
    return client.post(path, data)


def buttons(html):
    """What can be pressed on a page."""
    found = re.findall(r"<button[^>]*>([^<]*)|<a class=\"button\"[^>]*>([^<]*)", html)
    return {(one or other).strip() for one, other in found}


def check_by(candidate, checker="Carla"):
    return fact_checks.check_of(fact_checks.invite(candidate, who=None, checker=checker, days=9))


def said_by(candidate, words, checker="Carla", **place):
    fact_checks.answer(check_by(candidate, checker), *(place or MONO).values(), words)
    return Remark.objects.latest("id")


# Changes are asked for.


def test_nothing_is_approved_until_what_was_asked_for_is_resolved(client, people, candidate):
    post(client, people["grace"], reverse("ask", args=[candidate.pk]), words=REASON)
    desk = client.get(DESK).text
    approve(candidate, who=people["joan"])

    line = AuditLine.objects.get(act="ask for changes")
    assert (line.who_text, line.note, line.digest_after) == ("grace", REASON, candidate.digest)
    assert re.search(rf"asked for</strong> by grace: {REASON}", desk)
    assert progress_of(versions.working()).state is Stage.ASKED
    assert not is_approved(candidate)
    with pytest.raises(NotNowError):
        publish(who=people["pub"], note="", candidate=candidate)
    approve(candidate, who=people["grace"])
    assert is_approved(candidate)


def test_what_was_asked_for_stays_open_over_the_next_candidate(client, people, candidate):
    asked = ask_for_changes(candidate, who=people["grace"], words=REASON)
    newer = sent_again(people["ada"])
    approve(newer, who=people["joan"])

    client.force_login(people["ada"])
    assert REASON in client.get(page_of(newer)).text
    assert not is_approved(newer)
    post(
        client, people["grace"], reverse("reply", args=[asked.pk]), words="So be it.", act="resolve"
    )
    assert is_approved(newer)


def test_whoever_asked_has_the_next_word_once_an_author_answered_or_sent_again(
    client, people, candidate
):
    def is_next(name):
        return f"Next: {name}" in client.get(DESK).text

    client.force_login(people["grace"])
    asked = ask_for_changes(candidate, who=people["grace"], words=REASON)
    assert is_next("an author")
    remarks.reply(asked, who=people["ada"], words="It has to.")
    assert is_next("grace looks again")
    remarks.reply(asked, who=people["grace"], words="Not all of it.")
    assert is_next("an author")
    newer = sent_again(people["ada"])
    assert is_next("grace looks again")
    ask_for_changes(newer, who=people["joan"], words=REASON)
    assert is_next("an author")


def test_whoever_approved_is_not_offered_it_again(client, people, candidate):
    client.force_login(people["grace"])
    offered = "Approve, or ask for changes"
    assert offered in client.get(page_of(candidate)).text

    approve(candidate, who=people["grace"])

    page = client.get(page_of(candidate)).text
    assert offered not in page
    assert 'href="#approval">Ask for changes' in page


def test_a_request_for_changes_ends_with_whoever_made_it(client, people, candidate):
    asked = ask_for_changes(candidate, who=people["grace"], words=REASON)
    path = reverse("reply", args=[asked.pk])

    for name in ("ada", "joan", "pub"):
        told = post(client, people[name], path, words="Done.", act="resolve")
        assert (told.status_code, told.context["form"]["words"].value()) == (422, "Done.")
        assert 'value="resolve"' not in client.get(REMARKS).text
    assert changes_asked_for() == [asked]

    client.force_login(people["grace"])
    assert 'value="resolve"' in client.get(REMARKS).text
    post(client, EditorFactory(), path, act="resolve")
    assert changes_asked_for() == []


def test_who_asked_sees_what_differs_since(client, people, candidate):
    ask_for_changes(candidate, who=people["grace"], words=REASON)
    newer = sent_again(people["ada"])
    client.force_login(people["grace"])

    shown = client.get(page_of(newer)).context

    assert shown["earlier"] == candidate
    assert [text.key for kind in shown["since"] for text in kind.texts]
    assert client.get(page_of(candidate)).context["earlier"] is None


def test_who_asks_for_changes_takes_their_own_approval_back(people, candidate):
    approve(candidate, who=people["grace"])
    asked = ask_for_changes(candidate, who=people["grace"], words=REASON)
    remarks.reply(asked, who=people["ada"], act="resolve")

    assert not is_approved(candidate)


def test_asking_needs_a_reason_and_the_right(client, people, candidate):
    ask = reverse("ask", args=[candidate.pk])

    assert post(client, people["grace"], ask, words="  ").status_code == 422
    assert post(client, people["ada"], ask, words=REASON).status_code == 403
    assert not Remark.objects.exists()


# Remarks, answers, ends.


def test_an_open_remark_stands_wherever_its_text_does(client, people, candidate):
    given = {**MONO, "words": "Too <b>long</b>.", "candidate": candidate.pk}
    back = post(client, people["pub"], reverse("remark"), **given)
    said = Remark.objects.get()
    entry = Entry.objects.get(**MONO)

    assert back["Location"] == f"{page_of(candidate)}#remark-{said.pk}"
    assert (said.who, said.who_text, said.is_open) == (people["pub"], "pub", True)
    pages = (
        page_of(candidate),
        reverse("admin:riskfactors_entry_change", args=[entry.pk]),
        reverse("compare", args=["1", "working"]),
        DESK,
        REMARKS,
        PUBLISH,
    )
    for page in pages:
        assert "Too &lt;b&gt;long&lt;/b&gt;." in client.get(page).text, page
    remarks.reply(said, who=people["ada"], act="resolve")
    for page in pages:
        is_kept = page in (REMARKS, reverse("admin:riskfactors_entry_change", args=[entry.pk]))
        assert ("Too &lt;b&gt;long" in client.get(page).text) is is_kept, page


def test_a_remark_is_answered_resolved_and_reopened_by_anybody_at_the_desk(
    client, people, candidate
):
    said = said_by(candidate, "Not so.")
    path = reverse("reply", args=[said.pk])

    def after(who, **data):
        post(client, people[who], path, **data)
        said.refresh_from_db()
        return said.is_open, [one.is_answered for one in remarks.open_remarks()]

    assert after("ada", words="It is: see the study.") == (True, [True])
    assert after("pub", act="resolve") == (False, [])
    assert after("pub", act="resolve") == (False, [])
    assert after("grace", act="reopen", words="Is it?") == (True, [False])
    assert [(one.who_text, one.act, one.words) for one in said.replies.all()] == [
        ("ada", "", "It is: see the study."),
        ("pub", "resolve", ""),
        ("grace", "reopen", "Is it?"),
    ]
    assert set(AuditLine.objects.values_list("act", "who_text")) >= {
        ("resolve remark", "pub"),
        ("reopen remark", "grace"),
    }


@pytest.mark.parametrize("words", ["", " \r\n ", "x" * 2001])
def test_an_answer_that_is_none_is_given_back(client, people, candidate, words):
    said = said_by(candidate, "Not so.")
    told = post(client, people["ada"], reverse("reply", args=[said.pk]), words=words)
    new = post(client, people["ada"], reverse("remark"), **MONO, words=words)

    assert (told.status_code, new.status_code) == (422, 422)
    assert 'aria-invalid="true"' in told.text
    assert words.strip() in told.text
    assert words.strip() in new.text
    assert not said.replies.exists()


@pytest.mark.parametrize("place", [{}, {"kind": "x", "key": "a"}, {"kind": "claims", "key": ""}])
def test_a_remark_is_on_a_text(client, people, candidate, place):
    assert post(client, people["ada"], reverse("remark"), **place, words="x").status_code == 404


def test_the_conversation_is_for_editors(client, candidate):
    said = said_by(candidate, "Not so.")
    paths = (reverse("remark"), reverse("reply", args=[said.pk]))

    for path in paths:
        assert client.post(path, MONO).status_code == 302
        assert post(client, EditorFactory(staff=True), path, **MONO).status_code == 403
        client.logout()
    assert not said.replies.exists()


def test_a_text_that_is_in_no_candidate_is_talked_about_too(client, people):
    post(client, people["ada"], reverse("remark"), **MONO, words=REASON)
    said = Remark.objects.get()
    post(client, people["grace"], reverse("reply", args=[said.pk]), words=OURS, act="resolve")

    assert said.candidate is None
    assert AuditLine.objects.filter(act="resolve remark").exists()
    html = client.get(reverse("remarks")).text
    assert REASON in html
    assert "passages / ebv.mono" not in html


# Fact-checkers take part.


def test_what_a_checker_said_is_over_when_they_say_so(people, candidate):
    said_by(candidate, "Carla's.")
    said_by(candidate, "Dan's.", "Dan")
    newer = sent_again(people["ada"])

    assert len(remarks.open_remarks()) == 2
    said_by(newer, "")
    assert [one.remark.words for one in remarks.open_remarks()] == ["Dan's."]


def test_other_words_reopen_a_checkers_remark(people, candidate):
    check = check_by(candidate)
    fact_checks.answer(check, *MONO.values(), "Not so.")
    said = Remark.objects.get()
    remarks.reply(said, who=people["ada"], words="Mended.", act="resolve")
    fact_checks.answer(check, *MONO.values(), "Not so.")
    assert remarks.open_remarks() == []

    fact_checks.answer(check, *MONO.values(), "Still not so.")

    assert [one.is_answered for one in remarks.open_remarks()] == [False]


def test_a_checker_reads_answers_and_answers_in_turn(client, people, candidate):
    token = fact_checks.invite(candidate, who=None, checker="Carla", days=9)
    fact_checks.answer(fact_checks.check_of(token), *MONO.values(), "Not so.")
    carlas = Remark.objects.get()
    dans = said_by(candidate, "Dan's.", "Dan")
    for said in (carlas, dans):
        remarks.reply(said, who=people["ada"], words=f"To {said.who_text}.", act="resolve")
    link = reverse("check", args=[token])

    html = client.get(link).text
    sent = {**MONO, "words": "See page 2."}
    made = client.post(link, {**sent, "reply": carlas.pk}, **SAME_SITE)
    not_hers = client.post(link, {**sent, "reply": dans.pk}, **SAME_SITE)
    empty = client.post(link, {**MONO, "reply": carlas.pk}, **SAME_SITE)

    assert "To Carla." in html
    assert "To Dan." not in html
    assert [made.status_code, not_hers.status_code, empty.status_code] == [302, 404, 422]
    assert "See page 2." in client.get(link).text
    assert [one.remark for one in remarks.open_remarks()] == [carlas]
    assert not remarks.open_remarks()[0].is_answered


def test_a_checker_sees_what_is_open_of_an_earlier_candidate(client, people, candidate):
    said_by(candidate, "Not so.")
    newer = sent_again(people["ada"])
    link = reverse("check", args=[fact_checks.invite(newer, who=None, checker="Carla", days=9)])

    assert "Not so." in client.get(link).text


def test_the_words_that_differ_are_marked_for_a_checker(client, candidate):
    link = reverse("check", args=[fact_checks.invite(candidate, who=None, checker="C", days=9)])

    html = client.get(link).text

    assert re.search(r"<ins>[^<]*our own", html)
    assert "<del>" in html
    assert f"<p>{OURS}</p>" in html


# In the way of publishing.


def test_an_open_remark_wants_an_answer_or_a_reason(client, people, candidate):
    approve(candidate, who=people["grace"])
    said = said_by(candidate, "Not so.")
    with pytest.raises(NotNowError, match=UNANSWERED):
        publish(who=people["pub"], note="", candidate=candidate)
    client.force_login(people["pub"])
    form = client.get(PUBLISH).context["form"]
    sent = {"note": "N.", "password": PASSWORD, **form.now}

    refused = client.post(PUBLISH, sent)
    client.post(PUBLISH, {**sent, "waiting": "She is away."})

    assert list(refused.context["form"].errors) == ["waiting"]
    assert "Remarks wait because: She is away." in AuditLine.objects.first().note
    assert Live.objects.edition().number == 2
    remarks.reply(said, who=people["ada"], words="We will look.")
    assert remarks.unanswered() == []


def test_where_nothing_waits_no_reason_is_asked_for(client, people, candidate):
    approve(candidate, who=people["grace"])
    remarks.reply(said_by(candidate, "Not so."), who=people["ada"], words="It is.")
    client.force_login(people["pub"])

    assert list(client.get(PUBLISH).context["form"].fields)[:2] == ["note", "password"]


# Nobody approves their own words.


def test_nobody_approves_words_they_saved_since_the_live_edition(client, people):
    both = EditorFactory(username="both", staff=True, roles=["Author", "Reviewer"])
    save(both, "Words of both.")
    found = sent_again(people["ada"], "Words of both. And of Ada.")

    with pytest.raises(NotNowError, match=WROTE):
        approve(found, who=both)
    client.force_login(both)
    html = client.get(page_of(found)).text
    assert WROTE in html
    assert "Approve" not in buttons(html)
    client.force_login(people["grace"])
    assert "Approve" in buttons(client.get(page_of(found)).text)


def test_who_withdrew_or_added_a_text_does_not_approve_it(people):
    both = EditorFactory(staff=True, roles=["Reviewer"])
    working_copy.add("glossary", "ours", {"term": "Ours", "meaning": "It is ours."}, who=both)
    with pytest.raises(NotNowError, match=WROTE):
        approve(send_for_review(who=people["ada"], note=""), who=both)


def test_words_that_were_taken_out_again_do_not_count(people):
    both = EditorFactory(staff=True, roles=["Reviewer"])
    before = Entry.objects.get(**MONO).fields["unsaid"]
    save(both, "Words of both.")
    save(people["ada"], before)
    found = sent_again(people["ada"])

    approve(found, who=both)

    assert is_approved(found)


@pytest.mark.parametrize("more", ["", " And of Ada."])
def test_words_that_somebody_else_brought_back_are_their_writers(people, more):
    both = EditorFactory(staff=True, roles=["Reviewer"])
    before = Entry.objects.get(**MONO).fields["unsaid"]
    save(both, "Words of both.")
    save(people["ada"], before)
    save(people["ada"], "Words of both.")
    found = sent_again(people["ada"], f"Words of both.{more}")

    with pytest.raises(NotNowError, match=WROTE):
        approve(found, who=both)


def test_a_text_that_somebody_else_brought_back_is_its_writers(people):
    both = EditorFactory(staff=True, roles=["Reviewer"])
    fields = {"term": "Ours", "meaning": "It is ours."}
    working_copy.withdraw(working_copy.add("glossary", "ours", fields, who=both), who=people["ada"])
    working_copy.add("glossary", "ours", fields, who=people["ada"])

    with pytest.raises(NotNowError, match=WROTE):
        approve(send_for_review(who=people["ada"], note=""), who=both)


def test_a_roll_back_makes_words_new_again_for_who_wrote_them(people):
    both = EditorFactory(staff=True, roles=["Author", "Reviewer"])
    save(both, "Words of both.")
    first = send_for_review(who=both, note="")
    approve(first, who=people["grace"])
    publish(who=people["pub"], note="", candidate=first)
    save(people["ada"], OURS, key="ebv.unsure")
    second = send_for_review(who=people["ada"], note="")
    approve(second, who=both)
    assert is_approved(second)

    roll_back(Edition.objects.get(number=1), who=people["pub"], note="")

    assert not is_approved(second)


def test_where_nobody_else_may_approve_the_page_says_so(client, people, candidate):
    alone = EditorFactory(username="alone")
    for name in ("grace", "joan"):
        people[name].is_active = False
        people[name].save()
    save(alone, f"{OURS} Mine.")
    found = send_for_review(who=alone, note="")
    client.force_login(alone)

    html = client.get(page_of(found)).text

    assert OWN in html
    assert "Nobody else may approve it" in html
    assert "Publish without review, with a reason" in buttons(html)
    EditorFactory(staff=True, roles=["Reviewer"])
    html = client.get(page_of(found)).text
    assert "Nobody else may approve it" not in html
    assert "Publish without review, with a reason" not in buttons(html)


# What was taken back.


@pytest.fixture
def taken_back(people, candidate):
    """A candidate that went live, and was taken back."""
    approve(candidate, who=people["grace"])
    publish(who=people["pub"], note="", candidate=candidate)
    roll_back(Edition.objects.get(number=1), who=people["pub"], note="It was wrong.")
    return candidate


def test_what_was_taken_back_goes_live_again_only_with_a_new_reason(client, people, taken_back):
    with pytest.raises(NotNowError, match=re.escape(TAKEN_BACK.format("edition 2"))):
        publish(who=people["pub"], note="", candidate=taken_back)
    with pytest.raises(NotNowError):
        publish(who=people["pub"], note="", urgent="It cannot wait.")
    client.force_login(people["pub"])
    form = client.get(PUBLISH).context["form"]
    sent = {"note": "N.", "password": PASSWORD, **form.now}

    refused = client.post(PUBLISH, sent)
    client.post(PUBLISH, {**sent, "again": "It was right."})

    assert "Why it goes live again after edition 2 was taken back" in refused.text
    assert list(refused.context["form"].errors) == ["again"]
    assert "Live again because: It was right." in AuditLine.objects.first().note
    assert Live.objects.edition().number == 3


def test_it_is_so_after_later_editions_too_and_not_for_what_was_only_replaced(people, taken_back):
    first = Entry.objects.get(**MONO).fields["unsaid"]
    save(people["ada"], "Something else.")
    publish(who=people["pub"], note="", urgent="Now.")
    third = Edition.objects.get(number=3)
    save(people["ada"], first)
    with pytest.raises(NotNowError, match="edition 2"):
        publish(who=people["pub"], note="", urgent="Now.")
    publish(who=people["pub"], note="", urgent="Now.", again="It was right.")
    save(people["ada"], "Something else.")

    publish(who=people["pub"], note="", urgent="Now.")

    assert Live.objects.edition().digest == third.digest


# Only what would work is offered.


def test_what_would_be_refused_is_not_offered(client, people, candidate):
    everything = EditorFactory()
    client.force_login(everything)
    at_first = buttons(client.get(page_of(candidate)).text)
    save(people["ada"], "Moved on.")
    void = client.get(page_of(candidate)).text
    newer = send_for_review(who=people["ada"], note="")
    sent = client.get(reverse("send")).text
    approve(newer, who=everything)
    said_yes = buttons(client.get(page_of(newer)).text)
    publish(who=everything, note="", candidate=newer)
    live = buttons(client.get(page_of(newer)).text)

    assert {"Approve", "Ask for changes", "Ask a fact-checker"} <= at_first
    assert not {"Approve", "Ask for changes", "Ask a fact-checker"} & buttons(void)
    assert "Send for review" not in buttons(sent)
    assert f'href="{page_of(newer)}"' in sent
    assert "Approve" not in said_yes
    assert "Go on to publish" in said_yes
    assert not {"Approve", "Ask for changes", "Go on to publish"} & live
    for page in (reverse("send"), PUBLISH, reverse("roll_back", args=[2])):
        assert "<button" not in client.get(page).text.split('id="content"')[1].split("<footer")[0]


def test_what_blocks_is_named_where_sending_and_publishing_would_be(client, people):
    save(people["ada"], "You have a high risk of MS.")
    client.force_login(EditorFactory())

    for page in (reverse("send"), PUBLISH):
        html = client.get(page).text
        assert "#id_unsaid" in html
        assert not {"Send for review", "Publish for all readers"} & buttons(html)


# People go, what they said stays.


def test_deleting_a_person_keeps_what_they_said(client, people, candidate):
    asked = ask_for_changes(candidate, who=people["grace"], words=REASON)
    remarks.reply(asked, who=people["joan"], words="I agree.")
    for name in ("grace", "joan", "ada"):
        people[name].delete()
    client.force_login(people["pub"])

    for page in (DESK, REMARKS, page_of(candidate), PUBLISH):
        assert client.get(page).status_code == 200
    html = client.get(page_of(Candidate.objects.get())).text
    assert re.search("grace, .*on ", html)
    assert "I agree." in html
    assert AuditLine.objects.filter(act="ask for changes", who_text="grace").exists()
