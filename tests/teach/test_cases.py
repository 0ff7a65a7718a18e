"""Invented people: cases of the edition, composed links, and what one change does."""

from __future__ import annotations

import dataclasses
import os
import random
import re
from urllib.parse import quote

import pytest

from riskfactors.editions import content, explanations, live
from riskfactors.engine.answers import VALUES, all_answers, answers_of
from riskfactors.engine.cases import code_of, decode, in_use, slug
from riskfactors.engine.interplay import interplay_keys
from tests.engine.test_codes import mutated

HTMX = {"HX-Request": "true"}
EDITION = content.edition()
LINKS = [slug(key) for key in EDITION.cases]
MONO = "1.mono.-.-.-"


@pytest.fixture
def edition_with(monkeypatch, packaged_edition):
    """Shows the packaged edition with its cases changed."""

    def show(**changes):
        key = next(iter(EDITION.cases))
        case = dataclasses.replace(EDITION.cases[key], **changes)
        edition = dataclasses.replace(EDITION, cases={**EDITION.cases, key: case})
        monkeypatch.setattr(live, "_edition", edition)
        return slug(key), case

    return show


def cards(html):
    return re.findall(r'data-card="([^"]+)"', html)


def test_there_are_eight_invented_people_or_more_each_with_a_purpose_of_its_own(client):
    html = client.get("/cases/").text

    purposes = {case.purpose for case in EDITION.cases.values()}
    assert len(purposes) == len(EDITION.cases) >= 8
    for link, case in in_use(EDITION):
        assert f'href="/cases/{link}/"' in html
        assert case.purpose in html


@pytest.mark.parametrize("link", LINKS)
def test_a_case_reads_what_its_answers_bring_and_nothing_else(client, link):
    case = dict(in_use(EDITION))[link]

    response = client.get(f"/cases/{link}/")

    assert response.status_code == 200
    assert cards(response.text) == [*case.answers.passage_keys(), *interplay_keys(case.answers)]
    assert case.purpose in response.text
    assert "An invented person" in response.text


@pytest.mark.parametrize("link", LINKS)
def test_the_cases_it_is_set_beside_exist(link):
    for other in dict(in_use(EDITION))[link].beside:
        assert other in EDITION.cases


def test_there_are_two_people_with_the_same_answers():
    """The page never asks for an age: the same answers bring the same words."""
    everyone = [case.answers for case in EDITION.cases.values()]

    assert len(set(everyone)) < len(everyone)


def test_every_set_of_answers_can_be_composed_and_its_link_gives_it_back(client):
    for answers in random.Random(5).sample(all_answers(), 60):
        given = dict(zip(VALUES, code_of(answers).split(".")[1:], strict=True))

        composed = client.get("/cases/compose/", given)

        assert composed.status_code == 302
        assert composed.url == f"/cases/{code_of(answers)}/"
        assert cards(client.get(composed.url).text) == [
            *answers.passage_keys(),
            *interplay_keys(answers),
        ]


def test_the_composing_page_says_that_it_is_about_an_invented_person(client):
    html = client.get("/cases/compose/").text

    assert "An invented person" in html
    assert html.count("<select") == 4


def test_a_composed_link_is_kept_by_nobody_and_found_by_no_search_engine(client):
    for address in (f"/cases/{MONO}/", "/cases/compose/?ebv=often", f"/cases/{LINKS[0]}/?from=x"):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cache-Control"] == "no-store"
    assert "X-Robots-Tag" not in client.get(f"/cases/{LINKS[0]}/")


def test_one_changed_answer_is_told_in_words_and_marked_where_it_stands(client):
    before = "1.mono.-.never.-"
    html = client.get("/cases/1.mono.-.now.-/", {"from": before}).text

    told = html[html.index('class="changes"') : html.index('id="explanation"')]
    options, passages = EDITION.options, EDITION.passages
    for words in (
        options["smoking.never"].label,
        options["smoking.current"].label,
        passages["smoking.never"].heading,
        passages["smoking.current"].heading,
        EDITION.interplay["ebv+smoking"].heading,
    ):
        assert words in told
    assert passages["ebv.mono"].heading not in told
    fresh = re.findall(r'class="fresh">.*?data-card="([^"]+)"', html, re.DOTALL)
    assert fresh == ["smoking.current", "combination", "ebv+smoking"]
    assert f'href="/cases/{before}/"' in told


def test_every_flip_of_every_case_tells_exactly_what_came_and_went(client):
    for link, case in in_use(EDITION):
        for factor, values in VALUES.items():
            for value in values:
                answers = dataclasses.replace(case.answers, **{factor: value})
                html = client.get(f"/cases/{code_of(answers)}/", {"from": link}).text
                old = {*case.answers.passage_keys(), *interplay_keys(case.answers)}
                new = [*answers.passage_keys(), *interplay_keys(answers)]
                fresh = re.findall(r'class="fresh">.*?data-card="([^"]+)"', html, re.DOTALL)
                assert fresh == [key for key in new if key not in old]
                assert ('class="changes"' in html) == (answers != case.answers)
                gone = html.count("mark--gone")
                assert gone == len(old - set(new))


def test_htmx_gets_the_same_person_without_the_page_around(client):
    address = f"/cases/{MONO}/"
    page, part = client.get(address), client.get(address, headers=HTMX)

    assert part.text.strip() in page.text
    assert part.text.lstrip().startswith('<div id="person"')
    assert "HX-Request" in page["Vary"]
    assert "HX-Request" in part["Vary"]


def test_htmx_choosing_an_answer_ends_at_the_persons_own_link(client):
    given = {"from": LINKS[0], "ebv": "mono", "smoking": "now"}

    response = client.get("/cases/compose/", given, headers=HTMX, follow=True)

    assert response.redirect_chain == [(f"/cases/1.mono.-.now.-/?from={LINKS[0]}", 302)]
    assert "What changes" in response.text


LINKS_SENT = 10_000 if os.environ.get("FAULTS") else 100


@pytest.mark.slow
def test_thousands_of_mutated_links_explain_themselves_or_work(client):
    """A hundred; ten thousand by `make faults`."""
    chance = random.Random(7)
    codes = [code_of(answers) for answers in all_answers()]
    seen = set()

    for code in chance.choices(codes, k=LINKS_SENT):
        seen.add(mutated(code, chance).encode("utf-8", "replace").decode())

    for written in sorted(seen):
        response = client.get(f"/cases/{quote(written, safe='')}/")
        if decode(written).is_whole:
            assert response.status_code == 200, written
        else:
            assert response.status_code == 404, written
            assert "could be read" in response.text or "no case of this name" in response.text


@pytest.mark.parametrize(
    ("code", "kept", "lost"),
    [
        ("1.mono.below.past", ["ebv.mono", "smoking.past"], "family_history"),
        ("1.mono.-.often.close", ["ebv.mono", "family_history.first_degree"], "smoking"),
    ],
)
def test_a_damaged_link_says_so_and_shows_what_it_could_read(client, code, kept, lost):
    response = client.get(f"/cases/{code}/")

    assert response.status_code == 404
    assert set(kept) <= set(cards(response.text))
    trouble = response.text[response.text.index('class="problems"') :]
    assert EDITION.questions[lost].name in trouble[: trouble.index("</div>")]


@pytest.mark.parametrize("code", ["2.mono.-.-.-", "9.-.-.-.-", "mono.-.-.-", "1.mono.-.-.-.-"])
def test_a_link_of_another_kind_says_so(client, code):
    response = client.get(f"/cases/{code}/")

    assert response.status_code == 404
    assert "could" in response.text[response.text.index('class="problems"') :]


@pytest.mark.parametrize(
    "name", ["x" * 8192, "1." + "é" * 4000, "%00", "%FF", "۱.mono.-.-.-", "<b>", "=1+1", "1" * 300]
)
def test_junk_gets_a_page_that_leads_on(client, name):
    response = client.get(f"/cases/{name}/")

    assert response.status_code == 404
    assert 'href="/cases/' in response.text
    assert "<b>" not in response.text.partition("<main")[2].partition("<h1")[0]


def test_a_former_name_leads_to_the_case(client, edition_with):
    link, _ = edition_with(formerly="an-older-name, the-first-name")

    for name in ("an-older-name", "the-first-name"):
        response = client.get(f"/cases/{name}/?from={MONO}")
        assert response.status_code == 302
        assert response.url == f"/cases/{link}/?from={MONO}"


def test_a_withdrawn_case_explains_and_its_answers_stay_reachable(client, edition_with):
    link, case = edition_with(withdrawn="It was misread & more.")

    response = client.get(f"/cases/{link}/")

    assert response.status_code == 410
    assert "It was misread &amp; more." in response.text
    assert f'href="/cases/{code_of(case.answers)}/"' in response.text
    assert f'href="/cases/{link}/"' not in client.get("/cases/").text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("utm_source=news", "utm_source"),
        ("from=a&from=b", "from"),
        ("%F0%9F%99%82=1", "🙂"),
        ("x" * 8000 + "=1", "x" * 40 + "…"),
        ("%00=1", "could not be read"),
    ],
)
def test_what_a_link_asks_for_in_vain_is_told_and_nothing_is_lost(client, query, told):
    response = client.get(f"/cases/{MONO}/?{query}")

    assert told in response.text
    assert cards(response.text) == ["ebv.mono"]


@pytest.mark.parametrize("origin", ["", "nobody", "2.mono.-.-.-", MONO, "1.mono", "\0"])
def test_an_origin_that_cannot_be_read_or_is_the_same_changes_nothing(client, origin):
    response = client.get(f"/cases/{MONO}/", {"from": origin})

    assert response.status_code == 200
    assert 'class="changes"' not in response.text


@pytest.mark.parametrize(
    "query", ["ebv=often", "ebv=mono&ebv=test", "ebv=mono&colour=red", "ebv=%FF", "ebv=1.2.3.4"]
)
def test_what_cannot_be_composed_is_named_and_the_rest_stays_chosen(client, query):
    response = client.get(f"/cases/compose/?smoking=now&{query}")

    assert response.status_code == 400
    assert 'class="problems"' in response.text
    assert '<option value="now" selected>' in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/cases/compose/", f"/cases/{MONO}/", "/compare/", "/interplay/"])
def test_a_teaching_page_can_only_be_read(client, path, method):
    response = client.generic(method, path)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_an_edition_older_than_the_cases_still_has_teaching_pages(
    client, monkeypatch, packaged_edition
):
    notices = {key: n for key, n in EDITION.notices.items() if key != "cases"}
    older = dataclasses.replace(EDITION, notices=notices, cases={}, figures={}, frames={})
    monkeypatch.setattr(live, "_edition", older)

    for path in (f"/cases/{LINKS[0]}/", f"/cases/{MONO}/", "/compare/", "/interplay/"):
        assert client.get(path).status_code == 200


def test_the_cards_of_a_case_are_those_that_visitors_read(client):
    answers = answers_of({"ebv": "mono", "smoking": "past"})
    made = explanations.cards(EDITION)

    html = client.get(f"/cases/{code_of(answers)}/").text

    plain = re.compile(r"</?a\b[^>]*>|</?span>")
    for key in answers.passage_keys():
        assert plain.sub("", made[key]) in plain.sub("", html)
