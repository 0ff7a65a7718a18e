"""No word is lost: every version of a text, who saved it, what differs, and the way back."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from riskfactors.editions import working_copy
from riskfactors.editions.publish import publish
from riskfactors.editions.working_copy import OvertakenError
from riskfactors.models import (
    Approval,
    AuditLine,
    Candidate,
    Draft,
    Entry,
    Remark,
    Reply,
    TextVersion,
)
from tests.factories import CandidateFactory, DraftFactory, EditorFactory, EntryFactory, make_texts

TERM = {"term": "L", "meaning": "It is."}


@pytest.fixture
def word(db):
    return EntryFactory(key="l")


def page_of(word):
    return reverse("history", args=[word.kind, word.key])


def bring_back(client, word, number, **sent):
    """From a page that is looked at now, or from one that `sent` something else."""
    now = Entry.objects.filter(kind=word.kind, key=word.key).first()
    given = {"version": now.version if now else 0, **sent}
    return client.post(reverse("bring_back", args=[word.kind, word.key, number]), given)


def saved(word, who, **fields):
    working_copy.save(word, {**word.fields, **fields}, who=who)


def test_each_save_is_a_version_with_its_words_marked(client, editor, word):
    saved(word, editor, meaning="It is so.")
    saved(word, EditorFactory(username="Grace"), meaning="It was so.")

    html = client.get(page_of(word)).text

    assert html.index("Version 3, the saved text") < html.index("Grace") < html.index("Version 2")
    assert "<del>is</del><ins>was</ins>" in html.replace(" </", "</").replace("\n", "")


def test_the_version_that_readers_have_is_named(client, editor):
    working_copy.replace(make_texts(), who="")
    publish(who=editor, note="")
    word = Entry.objects.filter(kind="notices").first()
    saved(word, editor, body="Ours.")

    html = client.get(page_of(word)).text

    assert f"<h1>Versions: {word}</h1>" in html
    assert "Version 1, live" in html
    assert "Version 2, the saved text</h2>" in html


def test_what_came_with_the_site_is_a_version_too(client, editor, word):
    saved(word, editor, meaning="Mine.")

    first = TextVersion.objects.get(key="l", number=1)

    assert (first.fields, first.who_text) == (TERM, "")
    assert "It came with the site" in client.get(page_of(word)).text


def test_a_text_that_nobody_changed_says_so(client, editor, word):
    assert "Nobody has changed this text" in client.get(page_of(word)).text


def test_a_version_is_brought_back_as_a_new_one(client, editor, word):
    saved(word, editor, meaning="Mine.")

    bring_back(client, word, 1)

    word.refresh_from_db()
    assert (word.fields, word.version, word.changed_by) == (TERM, 3, editor.username)


def test_a_withdrawn_text_is_brought_back(client, editor, word):
    working_copy.withdraw(word, who=editor)
    assert "This text was withdrawn." in client.get(page_of(word)).text

    bring_back(client, word, 1)

    again = Entry.objects.get(kind="glossary", key="l")
    assert (again.fields, again.version) == (TERM, 3)


def test_what_others_had_typed_in_a_withdrawn_text_is_kept(editor, word):
    grace = EditorFactory(username="Grace")
    DraftFactory(entry=word, editor=grace, fields={"term": "Half"})

    working_copy.withdraw(word, who=editor)

    versions = TextVersion.objects.filter(key="l").order_by("number")
    assert [(one.fields, one.who_text) for one in versions] == [
        (TERM, ""),
        ({"term": "Half"}, "Grace"),
        (TERM, ""),
        ({}, editor.username),
    ]


@pytest.mark.parametrize("seen", ["2", "", "0", "x"])
def test_what_somebody_saved_meanwhile_is_not_replaced_unseen(client, editor, word, seen):
    saved(word, editor, meaning="Mine.")
    saved(word, EditorFactory(username="Grace"), meaning="Hers.")

    response = bring_back(client, word, 1, version=seen)
    page = client.get(response.url).text

    assert Entry.objects.get(pk=word.pk).fields["meaning"] == "Hers."
    assert response.url == page_of(word)
    assert "Nothing was done: Grace saved this text meanwhile, on " in page
    assert '<input type="hidden" name="version" value="3">' in page


def test_a_text_that_came_back_meanwhile_is_not_replaced_unseen(client, editor, word):
    working_copy.withdraw(word, who=editor)
    working_copy.add("glossary", "l", {**TERM, "meaning": "Hers."}, who="Grace")

    bring_back(client, word, 1, version=0)

    assert Entry.objects.get(key="l").fields["meaning"] == "Hers."
    page = client.get(page_of(word)).text
    assert "Nothing was done: Grace saved this text meanwhile, on " in page


def test_a_version_of_a_text_that_was_withdrawn_meanwhile_stays_out(client, editor, word):
    saved(word, editor, meaning="Mine.")
    working_copy.withdraw(word, who="Grace")

    bring_back(client, word, 1, version=2)

    assert not Entry.objects.exists()
    page = client.get(page_of(word)).text
    assert "Nothing was done: Grace withdrew this text meanwhile, on " in page


def test_a_save_from_an_older_version_changes_nothing(editor, word):
    old = Entry.objects.get(pk=word.pk)
    saved(word, editor, meaning="First.")

    with pytest.raises(OvertakenError):
        saved(old, editor, meaning="Second.")

    assert Entry.objects.get(pk=word.pk).fields["meaning"] == "First."
    assert AuditLine.objects.count() == 1


def test_a_save_stands_in_the_trail_with_the_fields_that_changed(editor, word):
    saved(word, editor, meaning="Mine.")

    line = AuditLine.objects.get()
    assert (line.act, line.who_text) == ("save", editor.username)
    assert line.note == "Word: L: meaning"


@pytest.mark.parametrize("number", [0, 9, 10**12])
def test_a_version_that_is_none_changes_nothing(client, editor, word, number):
    saved(word, editor, meaning="Mine.")

    assert bring_back(client, word, number).status_code == 404
    assert Entry.objects.get(pk=word.pk).fields["meaning"] == "Mine."


@pytest.mark.parametrize("kind", ["jokes", "faq"])
def test_a_text_that_never_was_has_no_versions(client, editor, kind):
    assert client.get(reverse("history", args=[kind, "x"])).status_code == 404


def test_a_reviewer_reads_versions_and_brings_none_back(client, word):
    saved(word, EditorFactory(), meaning="Mine.")
    client.force_login(EditorFactory(staff=True, roles=["Reviewer"]))

    assert "Bring version" not in client.get(page_of(word)).text
    bring_back(client, word, 1)

    assert Entry.objects.get(pk=word.pk).fields["meaning"] == "Mine."


def test_the_admins_history_leads_there(client, editor, word):
    response = client.get(reverse("admin:riskfactors_entry_history", args=[word.pk]))

    assert response.url == page_of(word)


def test_an_account_with_unsaved_words_is_not_deleted(word):
    draft = DraftFactory(entry=word, fields={"term": "Half"})

    with pytest.raises(ProtectedError):
        draft.editor.delete()

    assert Draft.objects.get().fields == {"term": "Half"}


def test_deleting_an_account_keeps_all_else_that_it_said(word):
    grace = EditorFactory(username="Grace")
    candidate = CandidateFactory(sent_by=grace)
    Approval.objects.create(candidate=candidate, given_by=grace, given_by_text="Grace")
    remark = Remark.objects.create(candidate=candidate, who=grace, who_text="Grace", words="Why?")
    Reply.objects.create(remark=remark, who=grace, who_text="Grace", words="So.")
    saved(word, grace, meaning="Hers.")

    grace.delete()

    kept = (Candidate, Approval, Remark, Reply, AuditLine)
    assert [one.objects.count() for one in kept] == [1] * 5
    assert TextVersion.objects.get(number=2).who_text == "Grace"


def test_deleting_an_account_keeps_its_versions(client, editor, word):
    grace = EditorFactory(username="Grace")
    saved(word, grace, meaning="Hers.")
    grace.delete()

    assert "Grace" in client.get(page_of(word)).text
