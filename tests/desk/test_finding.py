"""Texts are found by words of any page, and by the page they stand on; never by a key."""

from __future__ import annotations

import os
import random
import re
from html import unescape

import pytest
from django.urls import reverse

from riskfactors.desk import finding, folding, searching
from riskfactors.editions import working_copy
from riskfactors.engine.naming import name_of
from riskfactors.engine.texts import KINDS
from riskfactors.models import Entry
from tests.factories import EditorFactory

LIST = reverse("admin:riskfactors_entry_changelist")
PREVIEW = reverse("preview")
# Code.
OF_THE_SITE = (
    *("A claim of one health article", "All claims as CSV", "Edition 1,", "Every edition of"),
    *("How it could be put: ", "See a model answer: ", "The article gives a figure for this"),
    # Where a picture can be taken along.
    *("Getting MS (", "Having MS ("),
    *("How sure we are that ", "How the article and ", "Lines show what was studied, not "),
    *("Next step; after", "No key does anything while", "No question is answered, so "),
    *("Open as a person", "Set your choice beside", "Take along: ", "The QR code, or put it away"),
    *("The claim as this edition has it", "These cards of the explanation", "Answer key · "),
    *("Choose two people to see", "How sure we are of the match", "Start the lesson This page"),
)


@pytest.fixture(autouse=True)
def _texts(packaged, db):
    """Nothing more."""


def found(client, query):
    return [one.entry for one in client.get(LIST, {"q": query}).context["shown"].object_list]


def entry_of(kind, key):
    return Entry.objects.get(kind=kind, key=key)


@pytest.mark.parametrize(
    "query",
    [
        "The don’t–know words: 1,000\u00a0people",
        "the DON'T-KNOW   words 1,000 people",
        "words: 1,000 people who are linked",
        "To MSS3 E4, and to CD4",
        "linked. E4 And then on",
        "linked.E4 E10b And then on",
        "Linked. And then on",
        "d\u00adon’t know wor\u00adds",
    ],
)
def test_words_are_found_however_they_were_copied(client, editor, query):
    entry = entry_of("passages", "ebv.mono")
    entry.fields["unsaid"] = (
        "The **don’t–know** words: 1,000 people who are\n[linked](/learn/). [@E4; @E10b] "
        "And then on. "
        "To MS [@S3; @E4], and to CD4."
    )
    entry.save()

    assert found(client, query) == [entry]


@pytest.mark.slow
def test_every_field_that_holds_words_is_searched(client, editor):
    for kind in KINDS:
        entry = Entry.objects.filter(kind=kind).first()
        for name, plain in searching.readable(entry):
            if len(plain.split()) > 1:
                how, listed = searching.search(finding.all_entries(), plain)
                assert how == searching.EXACT, (kind, name)
                assert entry in [one.entry for one in listed], (kind, name)


def test_a_result_shows_its_sentence_its_page_and_who_saved_it_and_no_key(client, editor):
    entry = entry_of("passages", "ebv.mono")
    entry.fields["unsaid"] = "One is before. A wholly rare word stands here. One is after."
    entry.changed_by = "Ada Author"
    entry.save()

    html = client.get(LIST, {"q": "wholly RARE"}).text

    assert "<blockquote>A <mark>wholly rare</mark> word stands here.</blockquote>" in html
    assert f'<a href="{PREVIEW}cases/1.mono.-.-.-/">First page: EBV</a>' in html
    assert "Ada Author" in html
    assert "EBV card" in html
    assert "ebv.mono" not in html


def test_a_search_that_finds_nothing_says_what_to_try(client, editor):
    html = client.get(LIST, {"q": "zyzzyva"}).text

    assert "No text holds these words." in html
    assert "Search for one rare word." in html


def test_words_from_two_fields_are_found_by_a_run_of_them(client, editor):
    entry = entry_of("passages", "ebv.mono")
    entry.fields |= {"unsaid": "Seven ducks swam over a lake.", "lead": "Nine owls fly by night."}
    entry.save()

    how, listed = searching.search(finding.all_entries(), "Seven ducks swam over a lake. Owls")

    assert (how, listed[0].entry) == (searching.SOME, entry)


@pytest.mark.parametrize(
    ("path", "said", "key"),
    [
        ("", "About 3 of every 1,000 US adults live with MS. About 997 do", "living_us_adults"),
        ("claims/", "Of every 1,000, about 604 have had EBV; for about 396", "ebv_england_11"),
        ("pictures/", "Hazard ratio for getting MS: 32.4, with a range from 4.3 to", "caught_ebv"),
    ],
)
def test_a_sentence_that_a_page_makes_of_a_row_leads_to_its_number(client, editor, path, said, key):
    study = entry_of("studies", key)

    assert said in " ".join(folding.lines(client.get(f"/{path}").text))
    listed = client.get(LIST, {"q": said}).context["shown"].object_list
    assert [(one.entry, one.field) for one in listed] == [(study, "value")]


def test_of_words_that_stand_in_no_row_those_close_together_come_first(client, editor):
    far, close = entry_of("learn", "4-types"), entry_of("passages", "ebv.mono")
    filled = "Owls sleep by day. " * 20
    words = f"Zebra. {filled} One quagga met no zebra. {filled}"
    working_copy.save(close, {**close.fields, "unsaid": f"{words} Quagga."}, who="")
    working_copy.save(far, {**far.fields, "unchecked": f"Zebra. {filled} Quagga."}, who="")

    how, listed = searching.search(finding.all_entries(), "zebra quagga")

    assert how == searching.ALL
    assert [one.entry for one in listed] == [close, far]
    assert [span.text for span in listed[0].sentence if span.is_marked] == ["quagga", "zebra"]


def test_a_source_is_found_by_what_stands_raised_on_a_page(client, editor):
    assert found(client, "E4") == [entry_of("sources", "E4")]


def test_all_texts_stand_by_the_page_they_are_read_on(client, editor):
    pages = client.get(LIST).context["pages"]
    listed = [
        one.entry.pk
        for page, _ in pages
        for one in client.get(LIST, {"on": page.name}).context["shown"].object_list
    ]

    assert sorted(listed) == sorted(Entry.objects.values_list("pk", flat=True))
    assert {"First page: EBV", "Learn", "Sources", "Glossary", "Lesson: twenty"} <= {
        page.title for page, _ in pages
    }


@pytest.mark.long
@pytest.mark.slow
def test_every_way_from_a_text_to_its_page_leads_there(client, editor):
    addresses = {one.preview for one in finding._of_page([], None)}
    for page, _ in finding.pages_of(finding.all_entries()):
        listed = client.get(LIST, {"on": page.name}).context["shown"].object_list
        addresses |= {one.preview.partition("#")[0] for one in listed[:2]}

    assert [one for one in sorted(addresses) if client.get(one).status_code != 200] == []


@pytest.mark.parametrize("path", ["", "cases/1.mono.-.-.-/", "learn/", "teach/twenty/"])
def test_a_preview_lists_its_texts_in_the_order_of_the_page(client, editor, path):
    html = client.get(f"{PREVIEW}{path}").text
    listed = re.search(r'<ul id="preview-texts">(.*?)</ul>', html, re.DOTALL)[1]
    names = [unescape(name) for name in re.findall(r">([^<]+)</a>", listed)]
    expected = {
        "": ["Notice: What one article says", "EBV question", "Vitamin D question"],
        "cases/1.mono.-.-.-/": ["EBV card: Glandular fever (mono)"],
        "learn/": [str(one) for one in Entry.objects.filter(kind="learn").order_by("key")],
        "teach/twenty/": [str(one) for one in Entry.objects.filter(kind="slides")[11:]],
    }[path]

    assert not any(name.startswith(("Study result: No EBV", "Word: ")) for name in names)
    at = [next(n for n, name in enumerate(names) if name.startswith(one)) for one in expected]
    assert at == sorted(at)


def test_a_result_leads_to_its_field_and_its_words(client, editor):
    mono = entry_of("passages", "ebv.mono")
    words = "So it is. Seven **ducks** swam [over](/learn/) a lake."
    working_copy.save(mono, {**mono.fields, "unsaid": words}, who="Ada")

    html = client.get(LIST, {"q": "ducks swam over a"}).text

    form = reverse("admin:riskfactors_entry_change", args=[mono.pk])
    assert f'{form}?find=ducks+swam+over+a#id_unsaid"' in html


def test_an_answer_in_a_preview_brings_its_texts(client, editor):
    shown = client.post(PREVIEW, {"ebv": "mono"}, headers={"HX-Request": "true"}).text

    assert 'id="preview-texts" data-hx-swap-oob="true"' in shown
    assert str(entry_of("passages", "ebv.mono")) in shown


def test_whoever_may_only_look_gets_no_button(client):
    client.force_login(EditorFactory(staff=True, roles=["Reviewer"]))
    html = client.get(LIST, {"on": "cases"}).text

    assert "Move up" not in html
    assert "Withdraw" not in html
    assert "Add:" not in html


def test_a_text_that_is_missing_has_a_name_too():
    assert name_of("passages", "ebv.mono", {}) == "EBV card: mono"


def blocks(html):
    """The lines of a page as they are copied: with raised sources, and without pictures."""
    main = re.search(r"<main\b.*?</main>", html, re.DOTALL)[0]
    bare = re.sub(r"<(svg|select|nav|form|table)\b.*?</\1>", "", main, flags=re.DOTALL)
    return folding.lines(bare.replace("<sup>", "").replace("</sup>", ""))


def copied(client):
    """A sentence of each line of each public page, if it is long enough to be one."""
    pages = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").text)
    assert len(pages) > 40
    said = {
        random.Random(line).choice(searching.SENTENCE.split(line))
        for path in pages
        # An edition lists its rows, a line each.
        if not path.startswith("/editions/")
        for line in blocks(client.get(path).text)
    }
    return sorted(one for one in said if len(one.split()) > 6 and not one.startswith(OF_THE_SITE))


def lost(copies):
    entries = finding.all_entries()
    return [one for one in copies if not searching.search(entries, one)[1]]


def test_words_copied_from_a_public_page_are_found(client, editor):
    said = blocks(client.get("/learn/").text)

    assert lost(random.Random(7).sample([one for one in said if len(one.split()) > 6], 20)) == []


@pytest.mark.slow
def test_words_copied_from_any_public_page_are_found(client, editor):
    """Two hundred of them; all by `make faults`."""
    copies = copied(client)

    assert len(copies) > 800
    sample = copies if os.environ.get("FAULTS") else random.Random(7).sample(copies, 200)
    assert lost(sample) == []
