"""Texts are added, put in order, withdrawn and brought back, by whoever writes them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from riskfactors.desk import making
from riskfactors.desk.reading_pages import page_name
from riskfactors.editions import readiness, working_copy
from riskfactors.editions.document import freeze
from riskfactors.editions.gate import pointers
from riskfactors.models import AuditLine, Entry, Remark, TextVersion
from tests.factories import (
    CandidateFactory,
    DraftFactory,
    EditorFactory,
    make_fields,
)

LIST = reverse("admin:riskfactors_entry_changelist")
ADD = reverse("admin:riskfactors_entry_add")
SOURCE = {
    "kind": "study",
    "short": "Ours 2026",
    "reference": "Ours and others, 2026.",
    "address": "https://doi.org/10.1/ours",
    "version": "1",
}
PARTS = {"slides": "twenty", "pages": "about", "panels": "ebv", "frames": "vitamin_d.average"}


@pytest.fixture(autouse=True)
def _texts(packaged, db):
    """Nothing more."""


@pytest.fixture
def author(client):
    author = EditorFactory(staff=True, roles=["Author"])
    client.force_login(author)
    return author


def entry_of(kind, key):
    return Entry.objects.get(kind=kind, key=key)


def page(name, entry):
    return reverse(f"admin:riskfactors_entry_{name}", args=[entry.pk])


def withdrawn(client, entry, **more):
    """From a page that is looked at now."""
    version = Entry.objects.get(pk=entry.pk).version
    return client.post(page("delete", entry), {"version": version}, **more)


def moved(client, entry, to):
    return client.post(reverse("move_text", args=[entry.pk]), {"to": to})


def dangling():
    return [str(one) for one in pointers(freeze(working_copy.working_copy()))]


def test_a_new_source_says_how_it_is_cited(client, author):
    page = client.post(f"{ADD}?kind=sources", SOURCE, follow=True)
    made = Entry.objects.get(kind="sources", fields__short="Ours 2026")

    assert f"Cite it as [@{made.key}]." in page.text


def test_a_source_is_added_without_a_key_and_its_form_opens(client, author):
    response = client.post(f"{ADD}?kind=sources", SOURCE, follow=True)
    entry = entry_of("sources", "E13")

    assert response.redirect_chain == [(page("change", entry), 302)]
    assert entry.fields == {name: SOURCE[name] for name in SOURCE if name != "version"}
    assert entry.changed_by == author.username
    assert TextVersion.objects.get(kind="sources", key="E13").who == author
    assert AuditLine.objects.first().act == "add"


@pytest.mark.slow
def test_every_open_kind_can_be_added(client, author):
    Entry.objects.get(kind="matches", key="genes_200").delete()
    for kind in making.OPEN:
        of = {"matches": "genes_200"}.get(kind, PARTS.get(kind, ""))
        fields = make_fields(kind, f"{kind} new")
        response = client.post(f"{ADD}?kind={kind}&of={of}", {**fields, "version": "1"})

        assert response.status_code == 302, kind
        made = Entry.objects.order_by("-pk").first()
        assert made.kind == kind
        assert client.get(LIST, {"on": page_name(kind, made.key)}).status_code == 200
        assert str(made.pk) in response["Location"]


@pytest.mark.parametrize(
    ("kind", "of", "title", "key"),
    [
        ("cases", "", {"name": "Zoë Müller"}, "13-zoe-muller"),
        ("cases", "", {"name": "An aunt"}, "13-an-aunt-2"),
        ("slides", "twenty", {"heading": "Try this"}, "twenty.11-try-this"),
        ("pages", "privacy", {"heading": "Last"}, "privacy.10-last"),
        ("glossary", "", {"term": "a new word (ANW)"}, "a-new-word-anw"),
        ("glossary", "", {"term": "virus"}, "virus-2"),
        ("sources", "", {"kind": "article", "short": "x"}, "A15"),
        ("studies", "", {"label": "Our study"}, "our_study"),
        ("learn", "", {"heading": "字"}, "8-learn"),
    ],
)
def test_a_key_is_made_of_the_next_number_and_the_title(kind, of, title, key):
    taken = {*Entry.objects.filter(kind=kind).values_list("key", flat=True)}
    names = {one.partition("-")[2] for one in taken}

    assert making.new_key(kind, of, title, taken, names) == key


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(client, author):
    response = client.post(f"{ADD}?kind=sources", {**SOURCE, "short": ""})

    assert response.status_code == 422
    assert 'value="Ours and others, 2026."' in response.text
    assert '<a href="#id_short">' in response.text
    assert not Entry.objects.filter(key="E13").exists()


def test_whoever_is_signed_out_meanwhile_gets_the_text_back(client):
    response = client.post(f"{ADD}?kind=sources", SOURCE)

    assert response.status_code == 401
    assert "Ours and others, 2026." in response.text


def test_a_new_text_of_a_lesson_asks_which_one(client, author):
    html = client.get(f"{ADD}?kind=slides").text

    assert "?kind=slides&amp;of=twenty" in html
    assert "Twenty minutes" in html
    assert "kind=questions" not in client.get(ADD).text


def test_a_text_changes_places_and_all_that_names_it_follows(client, author):
    third, fourth = entry_of("cases", "3-used-to-smoke"), entry_of("cases", "4-at-fifteen")
    beside = entry_of("cases", "1-never-tested")
    working_copy.save(beside, {**beside.fields, "beside": [third.key, fourth.key]}, who="")
    draft = DraftFactory(entry=beside, fields={"beside": [third.key]})
    candidate = CandidateFactory()
    remark = Remark.objects.create(candidate=candidate, kind="cases", key=third.key, words="x")
    working_copy.save(third, {**third.fields, "note": "Ours."}, who="")
    before = TextVersion.objects.filter(kind="cases", key=third.key).count()

    moved(client, third, "down")

    assert entry_of("cases", "4-used-to-smoke").pk == third.pk
    assert entry_of("cases", "3-at-fifteen").pk == fourth.pk
    assert entry_of("cases", "1-never-tested").fields["beside"] == [
        *("4-used-to-smoke", "3-at-fifteen")
    ]
    draft.refresh_from_db()
    assert draft.fields["beside"] == ["4-used-to-smoke"]
    remark.refresh_from_db()
    assert remark.key == "4-used-to-smoke"
    assert TextVersion.objects.filter(kind="cases", key="4-used-to-smoke").count() == before
    assert AuditLine.objects.filter(act="move", who_text=author.username).count() == 1
    assert dangling() == []


def test_a_slide_keeps_to_its_lesson_and_the_ends_stay(client, author):
    first = entry_of("slides", "twenty.01-headline")
    moved(client, first, "up")
    assert entry_of("slides", "twenty.01-headline").pk == first.pk

    last = entry_of("slides", "twenty.10-rewrite")
    moved(client, last, "up")
    html = client.get(LIST, {"on": "lesson-twenty"}).text

    assert entry_of("slides", "twenty.09-rewrite").pk == last.pk
    assert html.count(">Move up<") == html.count(">Move down<") == 9


@pytest.mark.slow
def test_ten_of_a_kind_stand_in_order(client, author):
    for number in range(8, 12):
        working_copy.add("learn", f"{number}-x{number}", {"heading": f"Number {number}"}, who="")
    html = client.get(f"{reverse('preview')}learn/").text

    at = [html.index(f'id="{name}"') for name in ("inside", "why", "living", "x8", "x10", "x11")]
    assert at == sorted(at)


def test_withdrawing_says_what_rests_on_a_text_and_can_be_undone(client, author):
    source = entry_of("sources", "E4")
    html = client.get(page("delete", source)).text
    assert "EBV card: Glandular fever (mono)</a> cites it" in html
    assert "Mono, 18 studies</a> names it" in html

    said = withdrawn(client, source, follow=True).text
    history = reverse("history", args=["sources", "E4"])
    assert f'<a href="{history}">It can be brought back.</a>' in said
    assert not Entry.objects.filter(kind="sources", key="E4").exists()
    gone = client.get(LIST, {"on": "withdrawn"})
    assert gone.text.count("<h1>Withdrawn texts</h1>") == 1
    assert "&rsaquo; Withdrawn texts</div>" in gone.text
    assert source.fields["short"] in gone.text

    row = gone.context["withdrawn"][0][0]
    again = reverse("bring_back", args=[row.kind, row.key, row.number])
    assert '<input type="hidden" name="version" value="0">' in gone.text
    client.post(again, {"version": 0})
    assert entry_of("sources", "E4").fields == source.fields
    assert working_copy.withdrawn() == []


def test_what_somebody_saved_meanwhile_is_not_withdrawn_unseen(client, author):
    case = entry_of("cases", "11-an-aunt")
    sent = {"version": case.version}
    assert f'name="version" value="{case.version}"' in client.get(page("delete", case)).text
    working_copy.save(case, {**case.fields, "name": "Aunt Grace"}, who="Grace")

    again = client.post(page("delete", case), sent, follow=True)

    assert entry_of("cases", "11-an-aunt").fields["name"] == "Aunt Grace"
    assert "Nothing was done: Grace saved this text meanwhile, on " in again.text
    assert "<h1>Withdraw: " in again.text
    assert "Aunt Grace" in again.text
    assert f'name="version" value="{case.version}"' in again.text


def test_a_withdrawal_of_an_older_version_changes_nothing(author):
    old = entry_of("cases", "11-an-aunt")
    working_copy.save(entry_of("cases", old.key), {**old.fields, "name": "Aunt Grace"}, who="")

    with pytest.raises(working_copy.OvertakenError):
        working_copy.withdraw(old, who=author)

    assert entry_of("cases", "11-an-aunt").fields["name"] == "Aunt Grace"


def test_what_comes_back_is_what_was_saved_and_not_a_draft(client, author):
    case = entry_of("cases", "11-an-aunt")
    DraftFactory(entry=case, fields={**case.fields, "name": "Unsaved"}, editor=author)

    withdrawn(client, case)
    last = working_copy.withdrawn()[0]
    again = reverse("bring_back", args=[last.kind, last.key, last.number])
    client.post(again, {"version": 0})

    assert entry_of("cases", "11-an-aunt").fields == case.fields
    versions = TextVersion.objects.filter(kind="cases", key="11-an-aunt")
    assert any(one.fields.get("name") == "Unsaved" for one in versions)


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [
        ("workshops", "1-twenty", "is one of its slides"),
        ("cases", "12-mono-in-winter", "names it"),
        ("cases", "6-from-one-list", "links to it"),
        ("claims", "genes_200", "stands beside it"),
    ],
)
def test_every_way_to_rest_on_a_text_is_named(client, author, kind, key, said):
    assert said in {why for _, why in making.resting(entry_of(kind, key))}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "key", "stops"),
    [
        ("cases", "6-from-one-list", "previewed or published"),
        ("workshops", "1-twenty", "published"),
        ("studies", "clinic_all", "previewed or published"),
        ("figures", "line.ng_ml", "published"),
        ("matches", "genes_200", "previewed or published"),
        ("panels", "ebv.1-us", "previewed or published"),
        ("claims", "low_sun_latitude", "previewed or published"),
        ("glossary", "antibody", ""),
        ("learn", "4-types", ""),
    ],
)
def test_what_a_withdrawal_stops_is_what_it_is_said_to_stop(client, author, kind, key, stops):
    assert readiness.blocking(freeze(working_copy.working_copy())) == ()
    entry = entry_of(kind, key)
    said = re.search(r"nothing can be ([a-z ]+) until", client.get(page("delete", entry)).text)
    resting = [(one, why) for one, why in making.resting(entry) if one and why != "links to it"]
    places = {(one.kind, one.key) for one, _ in resting}
    withdrawn(client, entry)

    refused = readiness.blocking(freeze(working_copy.working_copy()))
    assert (said[1] if said else "") == stops
    assert bool(refused) is bool(stops)
    there = {*Entry.objects.values_list("kind", "key")}
    assert {(one.kind, one.key) for one in refused} & there == places
    pages = [client.get(reverse("preview") + path) for path in ("claims/", "pictures/", "teach/")]
    assert {one.status_code for one in pages} == {409 if "previewed" in stops else 200}


def test_a_link_that_leads_nowhere_then_is_no_fault(client, author):
    learn = entry_of("learn", "4-types")
    words = f"{learn.fields['unchecked']}\n\nSee [antibodies](/glossary/#antibody)."
    working_copy.save(learn, {**learn.fields, "unchecked": words}, who="")

    html = client.get(page("delete", entry_of("glossary", "antibody"))).text

    assert making.resting(entry_of("glossary", "antibody")) == [(learn, "links to it")]
    assert "1 text links to it. Its link leads nowhere then:" in html
    assert "nothing can be" not in html


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("passages", "ebv.mono"),
        ("notices", "intro"),
        ("figures", "ebv"),
        ("reasons", "2-baseline"),
        ("studies", "caught_ebv"),
    ],
)
def test_a_text_that_the_site_needs_is_not_withdrawn(client, author, kind, key):
    response = client.post(page("delete", entry_of(kind, key)))

    assert response.status_code == 409
    assert "The site needs this text" in response.text
    assert Entry.objects.filter(kind=kind, key=key).exists()


@pytest.mark.parametrize(("key", "offers"), [("caught_ebv", False), ("mono_sweden", True)])
def test_a_form_offers_to_withdraw_only_what_the_site_can_do_without(client, author, key, offers):
    entry = entry_of("studies", key)

    html = client.get(page("change", entry)).text

    assert (f'href="{page("delete", entry)}"' in html) is offers


def test_nobody_but_who_writes_makes_texts(client):
    client.force_login(EditorFactory(staff=True, roles=["Reviewer", "Publisher"]))
    case = entry_of("cases", "11-an-aunt")

    assert client.post(f"{ADD}?kind=sources", SOURCE).status_code == 403
    assert client.post(page("delete", case)).status_code == 403
    assert moved(client, case, "up").status_code == 403
