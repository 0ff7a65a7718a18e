"""Two invented people side by side."""

from __future__ import annotations

import re

import pytest

from riskfactors.editions import content
from riskfactors.engine.cases import code_of, in_use
from riskfactors.engine.compare import compare
from riskfactors.engine.explain import explain

HTMX = {"HX-Request": "true"}
EDITION = content.edition()
CASES = dict(in_use(EDITION))
FIRST, SECOND = "1.mono.below.never.-", "1.mono.from.now.close"


def groups(html):
    return re.findall(r'id="group-([^"]+)"', html)


def differences(first, second):
    return compare(explain(EDITION, first), explain(EDITION, second))


def asked(client, view, **more):
    return client.get("/compare/", {"a": FIRST, "b": SECOND, "view": view}, **more)


def test_without_people_it_asks_for_two_and_offers_every_case(client):
    html = client.get("/compare/").text

    for link in CASES:
        assert html.count(f'<option value="{link}"') == 2
    assert groups(html) == []


def test_all_of_it_shows_both_answers_and_what_each_reads(client):
    html = asked(client, "all").text

    assert groups(html) == ["ebv", "vitamin_d", "smoking", "family_history", "together"]
    for key in ("vitamin_d.below_50", "vitamin_d.from_50", "smoking.never", "smoking.current"):
        assert EDITION.options[key].label in html
    assert "Both read" in html
    # EBV is the same for both: nothing stands in two columns.
    ebv = html.partition('id="group-ebv"')[2].partition('id="group-vitamin_d"')[0]
    assert "pair__side" not in ebv


def test_only_what_differs_leaves_out_what_both_read(client):
    html = asked(client, "differ").text

    assert groups(html) == ["vitamin_d", "smoking", "family_history", "together"]
    assert "Both read" not in html


def test_only_what_both_read_leaves_out_what_differs(client):
    html = asked(client, "same").text

    assert "ebv" in groups(html)
    assert "pair__side" not in html


def test_each_note_stands_once_on_its_side(client):
    html = asked(client, "differ").text

    assert re.findall(r'data-card="([^"]+)"', html) == [
        *("vitamin_d+ebv", "ebv+smoking", "ebv+family", "smoking+family")
    ]


@pytest.mark.slow
def test_every_pair_of_cases_shows_the_groups_that_differ(client):
    for one, first in CASES.items():
        for other, second in CASES.items():
            html = client.get("/compare/", {"a": one, "b": other, "view": "differ"}).text
            expected = [g.group for g in differences(first.answers, second.answers) if g.differs]
            assert groups(html) == expected
            ids = re.findall(r' id="([^"]+)"', html)
            assert len(ids) == len(set(ids))


def test_the_same_person_twice_differs_in_nothing(client):
    html = client.get("/compare/", {"a": FIRST, "b": FIRST, "view": "differ"}).text

    assert groups(html) == []
    assert "Nothing differs" in html


def test_the_change_is_said_as_one_message(client):
    part = asked(client, "differ", headers=HTMX).text

    assert part.lstrip().startswith('<div id="comparison"')
    said = re.search(r'data-said="([^"]+)"', part)[1]
    assert EDITION.questions["smoking"].name in said
    assert EDITION.questions["ebv"].name not in said
    assert len(re.findall("data-said", part)) == 1


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("a=nobody&b=1.mono.-.-.-", "nobody"),
        ("a=2.x&b=1.mono.-.-.-", "2.x"),
        ("a=1.mono.-.-.-&a=1.mono.-.-.-&b=1.mono.-.-.-", "a"),
        ("a=1.mono.-.-.-&b=1.mono.-.-.-&view=sideways", "sideways"),
        ("a=" + "x" * 8000, "x" * 40 + "…"),
        ("a=%00&b=%FF", "could not be read"),
        ("a=<script>&b=é", "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_read_is_told(client, query, told):
    response = client.get(f"/compare/?{query}")

    assert response.status_code == 400
    trouble = response.text.partition('class="problems"')[2].partition("</div>")[0]
    assert told in trouble
    assert "<select" in response.text


def test_a_composed_person_stays_chosen(client):
    html = asked(client, "all").text

    assert f'<option value="{FIRST}" selected>' in html
    assert f'<option value="{SECOND}" selected>' in html


def test_a_comparison_is_found_by_no_search_engine(client):
    assert asked(client, "all")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/compare/")


def test_a_case_and_its_own_code_read_the_same(client):
    link, case = next(iter(CASES.items()))

    given = {"a": link, "b": code_of(case.answers), "view": "differ"}

    assert groups(client.get("/compare/", given).text) == []
