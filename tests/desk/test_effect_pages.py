"""What an editor reads about the effect of a change, and about two editions."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from riskfactors.desk.effects import rows
from riskfactors.editions import versions, working_copy
from riskfactors.editions.document import canonical, freeze
from riskfactors.engine.answers import Answers, Ebv, all_answers
from riskfactors.engine.cases import code_of
from riskfactors.models import Entry
from tests.factories import EditionFactory, EditorFactory, make_texts

EFFECT = reverse("effect")
OURS = "A sentence of our own."
MONO = "1.mono.-.-.-"


def publish(number):
    """What publishing stores, without its checks of language."""
    written = canonical(freeze(working_copy.working_copy()))
    return EditionFactory(number=number, document=written, live=True)


@pytest.fixture(autouse=True)
def _texts(db):
    working_copy.replace(make_texts(), who="")
    publish(1)


@pytest.fixture
def mono(editor):
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    save(entry, editor, unsaid=OURS)
    return entry


def save(entry, who, **fields):
    working_copy.save(entry, {**entry.fields, **fields}, who=who)


def test_the_effect_of_one_card_is_counted_and_every_explanation_listed(client, mono):
    html = client.get(EFFECT).text

    assert "This changes 120 of 600 explanations." in html
    listed = re.findall(rf'href="{EFFECT}([^"/]+)/"', html)
    assert sorted(listed) == sorted(code_of(a) for a in all_answers() if a.ebv is Ebv.MONO)
    assert f"120 because of {mono}" in html


def test_no_change_has_no_effect(client, editor):
    assert "This changes 0 of 600 explanations." in client.get(EFFECT).text


def test_what_changes_beside_the_explanations_is_named_by_its_page(client, editor):
    hint = Entry.objects.get(kind="options", key="ebv.mono")
    save(hint, editor, hint=OURS)

    html = client.get(EFFECT).text

    preview = reverse("preview")
    stands = f'What changes stands on: <a href="{preview}">First page: EBV</a> (1 text)'
    assert f"No explanation changes.</strong> {stands}." in html
    assert "0 of 600" not in html

    save(Entry.objects.get(kind="notices", key="learn"), editor, heading=OURS)
    save(Entry.objects.get(kind="passages", key="ebv.mono"), editor, unsaid=OURS)
    publish(2)
    both = client.get(reverse("compare", args=["1", "2"])).text

    assert "This changes 120 of 600 explanations." in both
    assert "What changes stands on: First page: EBV (2 texts), Learn (1 text)." in both


def test_an_explanation_is_shown_before_and_after(client, mono):
    html = client.get(f"{EFFECT}{MONO}/").text

    before, after = re.findall(r'<p class="diff">(.*?)</p>', html, re.DOTALL)[:2]
    assert "<del>" in before
    assert OURS not in before
    assert re.search(r"<ins>[^<]*our own", after)
    assert "<del>" not in after


def test_the_parts_of_an_explanation_hold_all_its_words_in_order(editor, mono):
    side = versions.working()
    answers = Answers(ebv=Ebv.MONO)

    found = rows(versions.edition(side), versions.edition(side), answers)

    words = "\n".join(piece.text for row in found for piece in row.pieces)
    assert not any(row.differs for row in found)
    assert OURS in words
    assert "<" not in words
    assert words.index("opening") < words.index(OURS) < words.index("where to turn")


def test_what_did_not_change_says_so(client, mono):
    assert "The words are the same." in client.get(f"{EFFECT}1.test.-.-.-/").text


@pytest.mark.parametrize(
    "written",
    ["mono", "1.mono", "1.mono.-.-", "1.mono.-.-.-.-", "1.nothing.-.-.-", "0.-.-.-.-", "—"],
)
def test_what_is_no_set_of_answers_is_not_found(client, editor, written):
    assert client.get(f"{EFFECT}{written}/").status_code == 404


def test_where_a_text_is_missing_the_effect_says_so(client, editor, mono):
    working_copy.save(mono, {"unsaid": OURS}, who=editor)

    told, one = client.get(EFFECT), client.get(f"{EFFECT}{MONO}/")

    assert told.status_code == 200
    assert f"{reverse('desk')}#readiness" in told.text
    assert f"/entry/{mono.pk}/change/#id_heading" in told.text
    assert one.url == EFFECT


def test_two_editions_are_compared_by_text_and_by_effect(client, editor, mono):
    publish(2)
    save(mono, editor, unsaid="Not in either.")

    html = client.get(reverse("compare", args=["1", "2"])).text

    assert re.search(r"<ins>[^<]*our own", html)
    assert "Not in either." not in html
    assert "This changes 120 of 600 explanations." in html
    one = reverse("compare_on", args=["1", "2", MONO])
    assert f'href="{one}"' in html
    assert "<del>" in client.get(one).text


def test_a_comparison_can_go_back_in_time(client, editor, mono):
    publish(2)

    html = client.get(reverse("compare", args=["2", "1"])).text

    assert re.search(r"<del>[^<]*our own", html)


def test_one_edition_does_not_differ_from_itself(client, editor):
    html = client.get(reverse("compare", args=["1", "1"])).text

    assert "<ins>" not in html
    assert "Nothing differs" in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["1", "working"]),
        ("?before=working&after=1", ["working", "1"]),
        ("?before=1", ["1", "working"]),
    ],
)
def test_what_is_chosen_is_compared(client, editor, query, names):
    assert client.get(reverse("choose") + query).url == reverse("compare", args=names)


@pytest.mark.parametrize("names", [("1", "9"), ("what", "1"), ("1", "²"), ("1", "9" * 40)])
def test_what_cannot_be_compared_is_not_found(client, editor, names):
    before, after = names

    assert client.get(reverse("compare", args=names)).status_code == 404
    assert client.get(reverse("choose"), {"before": before, "after": after}).status_code == 404


def test_a_damaged_edition_is_named(client, editor):
    EditionFactory(number=2, damaged=True)

    response = client.get(reverse("compare", args=["2", "working"]))

    assert response.status_code == 409
    assert "Edition 2 cannot be read" in response.text


@pytest.mark.parametrize(
    "path",
    [
        EFFECT,
        f"{EFFECT}{MONO}/",
        reverse("choose"),
        reverse("compare", args=["1", "working"]),
        reverse("compare_on", args=["1", "working", MONO]),
    ],
)
def test_only_who_may_see_texts_sees_what_changes(client, db, path):
    assert client.get(path).status_code == 302

    client.force_login(EditorFactory(staff=True))
    assert client.get(path).status_code == 403
