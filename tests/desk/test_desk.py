"""The desk: what changed, what is wrong, what waits for whom."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from riskfactors.editions import versions, working_copy
from riskfactors.editions.progress import Stage, progress_of, to_check_again
from riskfactors.editions.publish import approve, publish, roll_back, send_for_review
from riskfactors.models import Edition, Entry
from tests.factories import (
    DraftFactory,
    EditionFactory,
    EditorFactory,
    FactCheckFactory,
    RemarkFactory,
    make_texts,
)

DESK = reverse("desk")
OURS = "A sentence of our own."
BROKEN = "It was 3 times."


@pytest.fixture(autouse=True)
def _texts(db):
    working_copy.replace(make_texts(), who="")
    publish(who=None, note="")


@pytest.fixture
def mono(editor):
    return Entry.objects.get(kind="passages", key="ebv.mono")


def save(entry, who, **fields):
    working_copy.save(entry, {**entry.fields, **fields}, who=who)


def change(entry):
    return reverse("admin:riskfactors_entry_change", args=[entry.pk])


def state():
    return progress_of(versions.working()).state


def test_an_unchanged_working_copy_offers_no_next_step(client, editor):
    html = client.get(DESK).text

    assert "Nothing has changed" in html
    assert '<a class="button"' not in html


def test_a_changed_text_is_named_with_who_saved_it_and_its_words(client, editor, mono):
    save(mono, "Ada Author", unsaid=OURS)

    html = client.get(DESK).text

    assert f'<a href="{change(mono)}">{mono}</a>, saved by Ada Author on ' in html
    assert re.search(r"<ins>[^<]*our own", html)
    assert "<del>" in html
    assert reverse("send") in html


def test_a_withdrawn_text_is_named_with_who_withdrew_it_and_leads_to_its_history(client, editor):
    claim = Entry.objects.get(kind="claims", key="plain")
    history = reverse("history", args=["claims", "plain"])
    working_copy.withdraw(claim, who="Ada Author")

    html = client.get(DESK).text

    assert f'<a href="{history}">{claim} (gone)</a>, withdrawn by Ada Author on ' in html


def test_a_text_that_came_by_an_import_or_went_is_named(client, editor):
    texts = make_texts()
    texts["claims"]["ours"] = texts["claims"].pop("plain")
    working_copy.replace(texts, who=editor)

    html = client.get(DESK).text

    assert "Claim: The article names a link.</a> (new)" in html
    assert "Claim: The article names a link. (gone)" in html


def test_what_blocks_leads_to_its_field_and_comes_before_sending(client, editor, mono):
    save(mono, editor, beyond=BROKEN)

    html = client.get(DESK).text

    assert f'<a href="{change(mono)}#id_beyond">' in html
    assert 'class="button" href="#readiness"' in html
    assert f'class="button" href="{reverse("send")}"' not in html


def test_readiness_is_judged_anew_when_a_text_changes(client, editor, mono):
    clean = client.get(DESK).text
    save(mono, editor, beyond=BROKEN)
    broken = client.get(DESK).text

    assert f"{change(mono)}#id_beyond" not in clean
    assert f"{change(mono)}#id_beyond" in broken


def test_a_candidate_goes_from_sent_to_approved_to_live(client, editor, mono):
    before = state()
    save(mono, editor, unsaid=OURS)
    changed = state()
    candidate = send_for_review(who=editor, note="")
    sent = state()
    approve(candidate, who=EditorFactory(username="Rita Reviewer"))
    approved, html = state(), client.get(DESK).text
    publish(who=editor, note="", candidate=candidate)

    assert (before, changed, sent) == (Stage.UNCHANGED, Stage.CHANGED, Stage.SENT)
    assert (approved, state()) == (Stage.APPROVED, Stage.UNCHANGED)
    assert "approved</strong> by Rita Reviewer" in html
    assert f'class="button" href="{reverse("candidate", args=[candidate.pk])}"' in html
    assert f'class="button" href="{reverse("publish")}"' in html


def test_an_edit_voids_a_candidate_and_the_desk_offers_to_send_again(client, editor, mono):
    save(mono, editor, unsaid=OURS)
    candidate = send_for_review(who=editor, note="")
    save(mono, editor, unsaid=f"{OURS} And one more.")

    html = client.get(DESK).text

    assert state() is Stage.VOID
    assert f"{candidate} is void" in html
    assert reverse("send") in html


def test_a_candidate_that_went_live_is_no_void_one_later(editor, mono):
    save(mono, editor, unsaid=OURS)
    publish(who=editor, note="", candidate=send_for_review(who=editor, note=""))
    save(mono, editor, unsaid=f"{OURS} And one more.")

    assert state() is Stage.CHANGED


def test_where_no_review_is_required_publishing_is_the_way_on(client, editor, mono, settings):
    settings.REQUIRE_REVIEW = False
    save(mono, editor, unsaid=OURS)

    buttons = re.findall(r'<a class="button" href="([^"]*)">', client.get(DESK).text)

    assert buttons == [reverse("publish")]
    assert not re.search(r"\breview", client.get(DESK).text)


def test_where_review_is_required_sending_is_the_way_on(client, editor, mono, settings):
    settings.REQUIRE_REVIEW = True
    save(mono, editor, unsaid=OURS)

    assert re.findall(r'<a class="button" href="([^"]*)">', client.get(DESK).text) == [
        reverse("send")
    ]


def test_after_a_roll_back_the_desk_says_what_visitors_read(client, editor, mono):
    save(mono, editor, unsaid=OURS)
    publish(who=editor, note="")
    roll_back(Edition.objects.get(number=1), who=editor, note="")

    html = client.get(DESK).text

    assert "Visitors read edition 1 again; edition 2 was taken back." in html
    assert re.search(r"<ins>[^<]*our own", html)


def test_drafts_of_all_are_seen_and_words_only_by_their_editor(client, editor, mono):
    other = EditorFactory(username="Otto Other")
    for who in (editor, other):
        DraftFactory(entry=mono, editor=who, fields={"unsaid": OURS}, version=0)

    html = client.get(DESK).text

    assert html.count(f'href="{change(mono)}"') == 2
    assert "Otto Other: " in html
    assert "Somebody saved this text meanwhile" in html
    assert OURS not in html


def test_remarks_on_the_candidate_are_counted(client, editor, mono):
    save(mono, editor, unsaid=OURS)
    candidate = send_for_review(who=editor, note="")
    check = FactCheckFactory(candidate=candidate)
    for key, words in (("ebv.mono", "Not so."), ("ebv.unsure", ""), ("smoking.past", "")):
        RemarkFactory(check_by=check, key=key, words=words)

    assert "1 remark, and 2 texts found fine" in client.get(DESK).text


@pytest.mark.parametrize(
    ("kind", "field", "day", "is_due"),
    [
        ("claims", "checked", None, True),
        ("claims", "checked", "soon", True),
        ("claims", "checked", "2025-11-22", True),
        ("claims", "checked", "2025-11-23", False),
        ("sources", "seen", None, False),
        ("sources", "seen", "2024-11-22", True),
        ("sources", "seen", "2024-11-23", False),
    ],
)
def test_a_claim_is_due_after_a_year_and_a_source_after_two(kind, field, day, is_due):
    found = list(to_check_again({kind: {"a": {field: day}}}, dt.date(2026, 11, 23)))

    assert bool(found) is is_due
    assert all((one.kind, one.key, one.field) == (kind, "a", field) for one in found)


def test_a_damaged_live_edition_is_told_loudly(client, editor):
    EditionFactory(number=2, document="{", damaged=True, live=True)

    response = client.get(DESK)

    assert response.status_code == 200
    assert 'role="alert"' in response.text
    assert "Edition 2 cannot be read" in response.text


def test_the_desk_is_for_editors(client, db):
    assert client.get(DESK).status_code == 302

    client.force_login(EditorFactory(staff=True))
    assert client.get(DESK).status_code == 403


def test_the_admins_address_is_the_desks(client, db):
    client.force_login(EditorFactory())

    assert client.get(reverse("admin:index")).url == DESK
