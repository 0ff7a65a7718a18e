"""Writing a text: seen as one types, kept at each pause, and never lost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from riskfactors.desk.forms import MEANWHILE
from riskfactors.desk.text_preview import gaps, preview_of
from riskfactors.editions import working_copy
from riskfactors.editions.differences import differences
from riskfactors.engine.naming import field_in_words, title_of
from riskfactors.models import AuditLine, Dismissal, Draft, Entry, Opening, TextVersion
from tests.desk.test_admin import change, form_of
from tests.factories import EditorFactory

OURS = "A sentence of our own."


@pytest.fixture(autouse=True)
def mono(packaged_texts, db):
    return Entry.objects.get(kind="passages", key="ebv.mono")


def glance(client, entry, **more):
    return client.post(
        reverse("glance", args=[entry.pk]), form_of(entry, **more), headers={"HX-Request": "true"}
    )


def saved_meanwhile(entry, **fields):
    """Somebody else saves; the caller's entry stays as it was read."""
    other = EditorFactory(username="anna")
    theirs = Entry.objects.get(pk=entry.pk)
    working_copy.save(theirs, {**theirs.fields, **fields}, who=other)


# As one types


def test_a_passage_is_shown_as_its_card(client, editor, mono):
    shown = glance(client, mono, unsaid="It is **ours**, about EBV.").text

    assert 'data-card="ebv.mono"' in shown
    assert "<strong>ours</strong>" in shown
    assert '<a class="term" href="/glossary/#' in shown


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("interplay", "data-card="), ("notices", "data-notice="), ("faq", "data-field=")],
)
def test_every_kind_of_text_is_shown(client, editor, mono, kind, mark):
    assert mark in glance(client, Entry.objects.filter(kind=kind).first()).text


def test_a_notice_that_readers_open_is_open_beside_its_form(client, editor):
    common = Entry.objects.get(kind="notices", key="common.getting")
    source = Entry.objects.filter(kind="sources").exclude(fields__kind="article").first()

    shown = glance(client, common, body=f"So it is. [@{source.key}]").text

    assert re.search(r'data-notice="common.getting">\s*<details class="more" open>', shown)


def test_an_unfinished_card_is_shown_field_by_field(client, editor, mono):
    shown = glance(client, mono, unsaid="").text

    assert "data-card" not in shown
    assert 'data-field="beyond"' in shown


@pytest.mark.parametrize("half", [{"beyond": "So it is. [@E99]"}, {"claims": "smok\nnothing"}])
def test_a_name_that_is_half_typed_hides_no_card(client, editor, mono, half):
    assert 'data-card="ebv.mono"' in glance(client, mono, **half).text


def test_a_field_has_one_name_wherever_it_is_met(client, editor, mono):
    """In the form, among what blocks, and among what differs."""
    name = field_in_words("passages", "unsaid")
    shown = client.get(change(mono))
    assert shown.context["form"]["unsaid"].label == name

    said = glance(client, mono, unsaid="# So it is").context["glance"]
    assert {one.field_in_words for one in said.blocking if one.field == "unsaid"} == {name}

    after = {"passages": {"ebv.mono": {**mono.fields, "unsaid": OURS}}}
    (found,) = differences({"passages": {"ebv.mono": mono.fields}}, after)
    assert [one.name for one in found.texts[0].fields] == [name]


def test_what_blocks_is_told_with_its_field_for_this_text_alone(client, editor, mono):
    another = Entry.objects.filter(kind="passages").exclude(key=mono.key).first()
    working_copy.save(another, {}, who=editor)

    shown = glance(client, mono, beyond="It was 3 times.").text

    assert '<a href="#id_beyond">“Beyond the article”</a>: Name the source right after' in shown
    assert '<a href="#id_unsaid">' not in shown


def test_a_key_that_nothing_has_blocks(client, editor, mono):
    assert "“nothing” is not among the claims." in glance(client, mono, claims="nothing").text


def test_a_broken_word_rule_blocks_and_a_long_sentence_is_advised(client, editor, mono):
    words = f"<b>Bold</b>. It is {'so very ' * 15}long."

    blocking, advice = glance(client, mono, unsaid=words).text.split("Worth a look")

    assert "Write Markdown and no HTML" in blocking
    assert "A sentence of 33 words" in advice
    assert "A sentence of 33 words" not in blocking


def test_the_words_of_a_short_form_are_counted_against_its_limit(client, editor, mono):
    few = glance(client, mono, short_limits="It is so. It is not so. [@S1]").text
    many = glance(client, mono, short_limits="It is so. " * 9).text

    assert "7 of 25 words, reading grade" in few
    assert "27 of 25 words, reading grade" in many
    assert "This short form has 27 words: at most 25 fit." in many
    assert "at most 25 fit" not in few


MONSTER = "Epidemiological investigations of immunological abnormalities necessitate caution here"


def test_one_monster_among_easy_sentences_is_shown(client, editor, mono):
    easy = "It is so in all of them. We do not know why it is so. " * 4

    hard = note_of(glance(client, mono, unsaid=f"{easy}{MONSTER}. {easy}"), "unsaid")
    calm = note_of(glance(client, mono, unsaid=easy), "unsaid")

    assert f"Hardest sentence, 8 words, grade 33: “{MONSTER}”" in hard
    assert "Hardest" not in calm


def note_of(response, name):
    """What is to stand by a field."""
    return response.text.split(f'data-for="about_{name}"')[1].split("data-for=")[0]


def test_findings_stand_by_their_field_and_are_tied_to_it(client, editor, mono):
    pause = note_of(glance(client, mono, beyond="It was 3 times."), "beyond")
    page = client.get(change(mono)).text

    assert pause.startswith(" data-invalid")
    assert "Name the source right after" in pause
    beside = page.split('id="about_beyond"')[1].split('id="about_')[0]
    assert "Name the source right after" in beside
    assert 'aria-describedby="id_beyond_helptext about_beyond" aria-invalid="true"' in page
    assert page.count('aria-invalid="true"') == 1


def test_sources_to_pick_from_stand_in_the_page(client, editor, mono):
    page = client.get(change(mono)).text

    assert '["E1", "Bjornevik 2022", "Bjornevik K, Cortese M' in page


def test_abbreviations_that_the_glossary_lacks_are_named():
    glossary = {"mri": {"term": "MRI (magnetic scan)", "forms": "MRI scan"}}

    assert gaps("An MRI, two CTs and a CT in the UK. [@NICE]", glossary) == ("CT",)


# The draft


def test_a_pause_keeps_a_draft_and_leaves_the_text(client, editor, mono):
    shown = glance(client, mono, unsaid=OURS)

    mono.refresh_from_db()
    draft = Draft.objects.get(entry=mono, editor=editor)
    assert f"Your draft is kept, {draft.saved_at:%H:%M}" in shown.text
    assert draft.fields["unsaid"] == OURS != mono.fields["unsaid"]
    assert (draft.version, mono.version) == (1, 1)


def test_a_draft_that_equals_the_text_is_given_up(client, editor, mono):
    glance(client, mono, unsaid=OURS)

    shown = glance(client, mono)

    assert "This is the saved text." in shown.text
    assert not Draft.objects.exists()


def test_an_unfinished_text_is_kept_too(client, editor, mono):
    glance(client, mono, heading="", unsaid=OURS)

    assert Draft.objects.get().fields["unsaid"] == OURS
    assert "heading" not in Draft.objects.get().fields


def test_a_draft_opens_with_its_text_and_is_nobody_elses(client, editor, mono):
    glance(client, mono, unsaid=OURS)

    own = client.get(change(mono)).text
    client.force_login(EditorFactory())
    others = client.get(change(mono)).text

    assert OURS in own
    assert "This is your draft of" in own
    assert OURS not in others
    assert "This is your draft of" not in others


def test_a_discarded_draft_brings_the_saved_text_back(client, editor, mono):
    glance(client, mono, unsaid=OURS)

    opened = client.post(reverse("draft", args=[mono.pk]), follow=True).text

    assert not Draft.objects.exists()
    assert OURS not in opened
    assert escape(mono.fields["unsaid"]) in opened


def test_saving_moves_the_version_names_who_and_ends_the_draft(client, editor, mono):
    glance(client, mono, unsaid=OURS)

    assert client.post(change(mono), form_of(mono, unsaid=OURS)).status_code == 302

    mono.refresh_from_db()
    assert (mono.fields["unsaid"], mono.version) == (OURS, 2)
    assert mono.changed_by == editor.username
    assert not Draft.objects.exists()


def test_saving_without_a_change_is_no_new_version(client, editor, mono):
    client.post(change(mono), form_of(mono))

    mono.refresh_from_db()
    assert mono.version == 1


def test_checking_without_a_script_saves_a_draft_only_and_shows_the_findings(client, editor, mono):
    sent = form_of(mono, unsaid="It has <b>bold</b>.", _glance="1")

    shown = client.post(change(mono), sent, follow=True)

    mono.refresh_from_db()
    assert mono.version == 1
    assert escape("It has <b>bold</b>.") in shown.text
    assert "Write Markdown and no HTML" in shown.text


def test_the_page_and_the_pause_show_the_same(client, editor, mono):
    pause = glance(client, mono, unsaid=OURS).text
    page = client.get(change(mono)).text

    assert pause.strip() in page


# Two at once


def test_a_clash_shows_both_texts_and_saves_neither(client, editor, mono):
    saved_meanwhile(mono, unsaid="What Anna saved.")

    shown = client.post(change(mono), form_of(mono, unsaid=OURS))

    assert shown.status_code == 409
    assert '<div class="clash__text" data-theirs>What Anna saved.</div>' in shown.text
    assert f'<div class="clash__text" data-mine>{OURS}</div>' in shown.text
    assert "<del>What Anna" in shown.text
    assert "Saved by anna" in shown.text
    assert Entry.objects.get(pk=mono.pk).fields["unsaid"] == "What Anna saved."
    assert Draft.objects.get(editor=editor).fields["unsaid"] == OURS


def test_a_clash_is_told_in_own_words_only(client, editor, mono):
    saved_meanwhile(mono, unsaid="What Anna saved.")

    shown = client.post(change(mono), form_of(mono, unsaid=OURS)).text

    assert "Please correct" not in shown
    assert shown.count(MEANWHILE) == 1
    assert "<title>Error: " in shown


@pytest.mark.parametrize(
    ("words", "jump"), [(OURS, "Preview, no findings"), ("<b>x</b>", "Preview, 2 findings")]
)
def test_the_way_to_the_preview_says_how_much_was_found(client, editor, mono, words, jump):
    assert f'<p data-for="about_all">{jump}\n' in glance(client, mono, unsaid=words).text


def test_saving_again_after_reading_both_takes_ones_own(client, editor, mono):
    saved_meanwhile(mono, unsaid="What Anna saved.")
    sent = form_of(mono, unsaid=OURS)
    form = client.post(change(mono), sent).context["form"]
    comes_back = {field.name: field.value() or "" for field in form}

    again = client.post(change(mono), comes_back)

    assert comes_back == {**dict.fromkeys(comes_back, ""), **sent, "version": "2"}
    assert again.status_code == 302
    assert Entry.objects.get(pk=mono.pk).fields == {**mono.fields, "unsaid": OURS}


def pages_of_two(mono):
    """The same text opened by two people, each with a page of their own."""
    both = []
    for name in ("ada", "grace"):
        client = Client()
        client.force_login(EditorFactory(username=name))
        form = client.get(change(mono)).context["form"]
        both += [client, {name: form[name].value() for name in ("version", "form_id")}]
    return both


def test_fields_that_only_one_of_two_changed_are_merged(mono):
    ada, hers, grace, own = pages_of_two(mono)
    ada.post(change(mono), form_of(mono, unsaid="By Ada.", **hers))

    pause = glance(grace, mono, heading="By Grace", **own)
    saved = grace.post(change(mono), form_of(mono, heading="By Grace", **own), follow=True)

    now = Entry.objects.get(pk=mono.pk)
    assert now.fields == {**mono.fields, "unsaid": "By Ada.", "heading": "By Grace"}
    assert (now.version, now.changed_by) == (3, "grace")
    assert "Save keeps both" in pause.text
    assert "Saved. ada’s words in “What this does not tell you” are in as well." in saved.text


def test_where_both_changed_a_field_the_others_are_merged(mono):
    ada, hers, grace, own = pages_of_two(mono)
    ada.post(change(mono), form_of(mono, unsaid="By Ada.", beyond="Ada’s.", **hers))

    sent = form_of(mono, unsaid="By Grace.", heading="Grace", **own)
    shown = grace.post(change(mono), sent)
    comes_back = {field.name: field.value() or "" for field in shown.context["form"]}

    assert shown.status_code == 409
    assert [one.label for one in shown.context["unlike"]] == ["What this does not tell you"]
    assert comes_back["beyond"] == "Ada’s."
    assert (comes_back["unsaid"], comes_back["heading"]) == ("By Grace.", "Grace")
    ada.post(change(mono), {**sent, "unsaid": "Ada again.", "version": "2"})
    assert grace.post(change(mono), comes_back).status_code == 409
    comes_back["version"] = "3"
    assert grace.post(change(mono), comes_back).status_code == 302
    assert Entry.objects.get(pk=mono.pk).fields["unsaid"] == "By Grace."


def test_of_a_version_that_nobody_knows_all_that_differs_is_shown(client, editor, mono):
    saved_meanwhile(mono, unsaid="What Anna saved.")
    TextVersion.objects.all().delete()

    shown = client.post(change(mono), form_of(mono, heading="Ours"))

    assert shown.status_code == 409
    assert [one.label for one in shown.context["unlike"]] == [
        "Heading",
        "What this does not tell you",
    ]


def test_a_draft_opens_with_what_others_saved_in_other_fields(client, editor, mono):
    glance(client, mono, unsaid=OURS)
    saved_meanwhile(mono, heading="What Anna saved")

    opened = client.get(change(mono))

    assert opened.context["form"]["heading"].value() == "What Anna saved"
    assert opened.context["form"]["unsaid"].value() == OURS
    assert "anna’s words in “Heading” are in as well." in opened.text
    assert not opened.context["unlike"]


@pytest.mark.parametrize(("times", "status"), [(1, 302), (9, 503)])
def test_who_saves_in_the_same_moment_is_read_anew(
    client, editor, mono, monkeypatch, times, status
):
    save, overtaken = working_copy.save, iter(range(times))

    def slow(*args, **kwargs):
        if next(overtaken, None) is not None:
            raise working_copy.OvertakenError
        save(*args, **kwargs)

    monkeypatch.setattr(working_copy, "save", slow)

    assert client.post(change(mono), form_of(mono, unsaid=OURS)).status_code == status


def test_a_draft_that_comes_after_its_pages_save_is_not_kept(mono):
    ada, own, _, _ = pages_of_two(mono)
    second = {"form_id": "another-tab", "version": "1"}
    ada.post(change(mono), form_of(mono, unsaid=OURS, **own))

    glance(ada, mono, unsaid="A sentence of", **own)
    assert not Draft.objects.exists()
    glance(ada, mono, unsaid="In another tab.", **second)
    assert Draft.objects.get().fields["unsaid"] == "In another tab."
    ada.post(change(mono), form_of(mono, unsaid="Back.", **own, _glance="1"))
    assert Draft.objects.get().fields["unsaid"] == "Back."


def test_saving_in_one_tab_keeps_what_is_typed_in_another(mono):
    ada, own, _, _ = pages_of_two(mono)
    glance(ada, mono, heading="In another tab.", form_id="another-tab", version="1")

    ada.post(change(mono), form_of(mono, unsaid=OURS, **own))

    assert Draft.objects.get().fields["heading"] == "In another tab."
    opened = ada.get(change(mono)).context["form"]
    entry = Entry.objects.get(pk=mono.pk)
    sent = {name: opened[name].value() for name in ("version", "form_id")}
    ada.post(change(mono), form_of(entry, heading="In another tab.", **sent))
    assert not Draft.objects.exists()


def test_a_text_that_somebody_has_open_says_so(mono):
    ada, hers, grace, _ = pages_of_two(mono)
    still_open = reverse("still_open", args=[mono.pk])
    assert "ada has this text open." in grace.get(change(mono)).text

    glance(ada, mono, unsaid=OURS, **hers)
    assert "ada has this text open, and has typed, last at" in grace.post(still_open).text
    assert "grace has this text open." in ada.post(still_open).text

    Opening.objects.update(at=timezone.now() - dt.timedelta(minutes=3))
    assert "has this text open" not in grace.post(still_open).text


def test_who_saves_what_cannot_go_live_is_not_led_to_publishing(client, editor, mono):
    publishing = f'<a href="{reverse("publish")}">'

    client.post(change(mono), form_of(mono, unsaid="**half"))
    page = client.get(change(mono)).text
    assert '<li class="warning">Saved. It cannot go live yet' in page
    assert publishing not in page

    brought = reverse("bring_back", args=[mono.kind, mono.key, 1])
    page = client.post(brought, {"version": 2}, follow=True).text
    assert '<li class="success">Version 1 is the saved text again.' in page
    assert publishing in page


def test_a_save_leads_back_to_the_field_and_on(client, editor, mono):
    saved = client.post(change(mono), form_of(mono, unsaid=OURS, at="unsaid"))
    page = client.get(change(mono)).text

    assert saved["Location"] == f"{change(mono)}#id_unsaid"
    assert f'Saved.  <a href="{reverse("effect")}">See what it does</a>' in page
    assert f'<a href="{reverse("publish")}">Publish</a>' in page
    assert "_continue" not in page


# Two tabs of one


@pytest.fixture
def tabs(client, editor, mono):
    """Two pages of one text, opened by one editor before anything was typed."""
    return [opened(client, mono) for _ in "12"]


def opened(client, mono):
    """A page, and how its form sends itself whenever something more is typed."""
    form = client.get(change(mono)).context["form"]
    held = {field.name: field.value() or "" for field in form}
    held = {k: "\n".join(v) if isinstance(v, list) else v for k, v in held.items()}

    def types(address="", **fields):
        held.update(fields)
        return client.post(address or reverse("glance", args=[mono.pk]), held)

    return types


def test_what_two_tabs_typed_in_two_fields_is_in_the_draft(tabs, client, mono):
    one, two = tabs
    one(unsaid=OURS)
    two(heading="Two")

    form = client.get(change(mono)).context["form"]

    assert (form["unsaid"].value(), form["heading"].value()) == (OURS, "Two")
    one(unsaid=mono.fields["unsaid"])
    assert Draft.objects.get().fields == {**mono.fields, "heading": "Two"}
    two(heading=mono.fields["heading"])
    assert not Draft.objects.exists()


def test_a_tab_that_opened_with_a_draft_keeps_what_is_typed_on_in_another(tabs, client, mono):
    one, _ = tabs
    one(unsaid="Half")
    three = opened(client, mono)
    one(unsaid="Half a thought.")

    three(heading="Three")

    assert Draft.objects.get().fields == {
        **mono.fields,
        "unsaid": "Half a thought.",
        "heading": "Three",
    }


def test_a_save_in_one_tab_leaves_the_others_words_in_the_draft(tabs, client, mono):
    one, two = tabs
    one(unsaid=OURS)
    two(heading="Two")
    two(change(mono), heading="Two, saved")

    assert Entry.objects.get(pk=mono.pk).fields == {**mono.fields, "heading": "Two, saved"}
    page = client.get(change(mono))
    form = page.context["form"]
    assert (form["unsaid"].value(), form["heading"].value()) == (OURS, "Two, saved")
    assert not page.context["unlike"]


def test_a_tab_brings_nothing_back_that_somebody_else_saved_over(tabs, mono):
    one, two = tabs
    one(unsaid=OURS)
    saved_meanwhile(mono, beyond="What Anna saved.")

    two(heading="Two")
    one(unsaid=f"{OURS} And more.")

    assert Draft.objects.get().fields == {
        **mono.fields,
        "unsaid": f"{OURS} And more.",
        "heading": "Two",
        "beyond": "What Anna saved.",
    }


def test_discarding_in_one_tab_leaves_what_another_typed_since(tabs, client, mono):
    one, _ = tabs
    one(unsaid=OURS)
    page = client.get(change(mono))
    sent = {"form_id": page.context["form"]["form_id"].value()}
    assert page.text.count(f'name="form_id" value="{sent["form_id"]}"') == 2
    one(heading="One")

    told = client.post(reverse("draft", args=[mono.pk]), sent, follow=True)

    assert Draft.objects.get().fields == {**mono.fields, "heading": "One"}
    assert "Discarded, but for what you typed in another tab" in told.text


# Advice


def dismissed(client, mono, reason, **more):
    """Give up the advice on a long sentence in this form."""
    sent = form_of(mono, unsaid="one " * 30 + "end.")
    advice = preview_of(mono, sent).advice
    (place,) = (f"{one.field}|{one.message}" for one in advice if "31 words" in one.message)
    act = {"_dismiss": "1", "_advice-1": place, "_reason-1": reason, **more}
    return client.post(reverse("dismiss", args=[mono.pk]), {**sent, **act}, follow=True)


def test_advice_is_dismissed_for_a_reason_there_and_on_the_desk(client, editor, mono):
    long = "one " * 30 + "end."
    without = dismissed(client, mono, " ")
    assert "Say why in a few words" in without.text
    assert not Dismissal.objects.exists()

    shown = dismissed(client, mono, "It is a list.").text
    working_copy.save(mono, {**mono.fields, "unsaid": long}, who=editor)
    desk = client.get(reverse("desk")).text

    assert Draft.objects.get().fields["unsaid"] == long
    for page in (shown, desk):
        assert "1 dismissed" in page
        assert page.count("easy to follow. In “one one one") == 1
        assert f"{editor}, " in page
        assert "“It is a list.”" in page
    assert AuditLine.objects.filter(act="dismiss advice", note__contains="It is a list.").exists()

    client.post(reverse("undo_dismissal", args=[Dismissal.objects.get().pk]))
    assert "1 dismissed" not in client.get(reverse("desk")).text


def test_what_blocks_cannot_be_dismissed(client, editor, mono):
    place = "unsaid|Write Markdown and no HTML: take out “<b>”."
    act = {"_dismiss": "1", "_advice-1": place, "_reason-1": "Because."}

    client.post(reverse("dismiss", args=[mono.pk]), form_of(mono, unsaid="<b>", **act))

    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 400])
def test_a_save_that_does_not_say_what_it_read_is_a_clash(client, editor, mono, version):
    sent = form_of(mono, unsaid=OURS, version=version)

    assert client.post(change(mono), sent).status_code == 409


def test_two_who_wrote_the_same_do_not_clash(client, editor, mono):
    saved_meanwhile(mono, unsaid=OURS)

    assert client.post(change(mono), form_of(mono, unsaid=OURS)).status_code == 302


def test_a_clash_is_told_at_the_pause_and_when_a_draft_is_opened(client, editor, mono):
    glance(client, mono, unsaid=OURS)
    saved_meanwhile(mono, unsaid="What Anna saved.")

    assert "anna saved this text at" in glance(client, mono, unsaid=OURS).text
    opened = client.get(change(mono)).text
    assert "data-theirs>What Anna saved." in opened
    assert f"data-mine>{OURS}" in opened


# Nothing is lost


def test_a_pause_after_the_session_ended_is_401(client, mono):
    assert glance(client, mono, unsaid=OURS).status_code == 401
    assert not Draft.objects.exists()


def test_a_text_sent_after_the_session_ended_comes_back(client, mono):
    shown = client.post(change(mono), form_of(mono, unsaid="Ours & “theirs” </textarea>"))

    assert shown.status_code == 401
    assert "no-store" in shown["Cache-Control"]
    assert escape("Ours & “theirs” </textarea>") in shown.text
    assert reverse("admin:login") in shown.text
    assert Entry.objects.get(pk=mono.pk).version == 1


def test_a_form_from_before_signing_in_again_is_saved_at_the_second_try(mono):
    client = Client(enforce_csrf_checks=True)
    client.force_login(EditorFactory())
    sent = form_of(mono, unsaid=OURS, csrfmiddlewaretoken="x" * 64)

    shown = client.post(change(mono), sent)
    token = shown.context["csrf_token"]
    again = client.post(change(mono), {**sent, "csrfmiddlewaretoken": str(token)})

    assert (shown.status_code, again.status_code) == (403, 302)
    assert OURS in shown.text
    assert Entry.objects.get(pk=mono.pk).fields["unsaid"] == OURS


def test_too_much_to_read_is_told_before_the_token_is_asked_for(mono, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = Client(enforce_csrf_checks=True)
    client.force_login(EditorFactory())

    assert client.post(change(mono), form_of(mono, unsaid="x" * 2000)).status_code == 413


def test_the_page_that_comes_back_names_each_field_as_its_form_does(client, mono):
    held = client.post(change(mono), form_of(mono)).text

    assert f">{field_in_words('passages', 'short_article')}</label>" in held


def test_the_page_that_comes_back_sends_all_that_was_sent(client, editor, mono):
    client.logout()
    sent = form_of(mono, unsaid=OURS)
    shown = client.post(change(mono), sent)
    client.force_login(editor)

    fields = {**shown.context["fields"], "version": shown.context["version"]}
    client.post(change(mono), fields)

    assert fields == sent
    assert Entry.objects.get(pk=mono.pk).fields["unsaid"] == OURS


@pytest.mark.parametrize("act", ["_save", "_glance"])
def test_a_busy_database_or_a_full_disk_gives_the_text_back(client, editor, mono, monkeypatch, act):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(working_copy, "save", full)
    monkeypatch.setattr(Draft.objects, "update_or_create", full)
    shown = client.post(change(mono), form_of(mono, unsaid=OURS, **{act: "1"}))

    assert shown.status_code == 503
    assert f"{OURS}</textarea>" in shown.text
    assert Entry.objects.get(pk=mono.pk).version == 1


def test_a_text_that_was_taken_out_meanwhile_comes_back(client, editor, mono):
    sent, address = form_of(mono, unsaid=OURS), change(mono)
    mono.delete()

    shown = client.post(address, sent)

    assert shown.status_code == 410
    assert OURS in shown.text


def test_more_than_can_be_read_is_told_calmly(client, editor, mono, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    assert client.post(change(mono), form_of(mono, unsaid="x" * 2000)).status_code == 413


@pytest.mark.parametrize(
    ("words", "told"),
    [("x" * 50_001, "This field holds 50,001 characters."), ("a\0b", "The character U+0000")],
)
@pytest.mark.parametrize("act", ["_save", "_glance"])
def test_what_cannot_be_kept_is_refused_with_a_sentence(client, editor, mono, words, told, act):
    shown = client.post(change(mono), form_of(mono, unsaid=words, **{act: "1"}))
    pause = glance(client, mono, unsaid=words)

    assert shown.status_code == 422
    assert told in shown.text
    assert told in pause.text
    assert not Draft.objects.exists()
    assert Entry.objects.get(pk=mono.pk).version == 1


def test_every_script_is_kept_to_the_letter(client, editor, mono):
    words = "Ärzte, 維生素, ‏ויטמין‎, e\u0301, 🧬"

    client.post(change(mono), form_of(mono, unsaid=words))

    assert Entry.objects.get(pk=mono.pk).fields["unsaid"] == words


# Who may


@pytest.mark.parametrize("name", ["glance", "draft", "still_open", "dismiss"])
@pytest.mark.parametrize(
    ("role", "status"), [("Author", (200, 302)), ("Reviewer", (403,)), ("Publisher", (403,))]
)
def test_only_authors_write(client, mono, name, role, status):
    client.force_login(EditorFactory(staff=True, roles=[role]))
    path = reverse(name, args=[mono.pk])

    assert client.post(path, form_of(mono)).status_code in status
    assert client.get(path).status_code in (405, 403)


def test_a_text_that_is_not_there_is_not_found(client, editor):
    assert client.post(reverse("glance", args=[999_999])).status_code == 404


def test_texts_are_named_by_title_and_not_by_key_alone(client, editor, mono):
    claim = Entry.objects.get(kind="claims", key=mono.fields["claims"][0])
    title = title_of("claims", claim.key, claim.fields)

    shown = client.get(change(mono))

    about_claims = shown.text.split('data-place="about_claims"')[1].split("</div>")[0]
    assert f"“{escape(title)}”" in about_claims
    assert (claim.key, title, "") in shown.context["names"]["claims"]
    assert f"“{escape(title)}”" not in glance(client, mono, claims="no_such_claim").text


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("checks", [True, False])
def test_the_words_of_another_site_are_not_shown_here(mono, headers, checks):
    foreign = Client(enforce_csrf_checks=checks, headers=headers)

    refused = foreign.post(change(mono), form_of(mono, unsaid="Call this number."))

    assert refused.status_code in {401, 403}
    assert "Call this number." not in refused.text
