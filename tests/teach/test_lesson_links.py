"""How a teaching page is shown stands in its link: edition, projector, guess first, code, keys."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise

import pytest
from django.db import OperationalError

from mscalc.response_cache import PUBLIC
from riskfactors.editions import content, live
from riskfactors.editions.document import canonical, freeze
from riskfactors.teach import page
from riskfactors.teach.urls import PAGES as TEACHING
from tests.factories import EditionFactory
from tests.tampering import rewrite

EDITION = content.edition()
HTMX = {"HX-Request": "true"}
PATHS = [
    *(f"/{name}/" for name in TEACHING),
    *("/compare/", "/interplay/", "/cases/compose/", "/cases/never-tested/"),
    "/cases/1.mono.-.now.-/",
]
OURS = "A sentence of another time."


@pytest.fixture
def editions(db, monkeypatch, packaged_edition):
    """Edition 1 as packaged, edition 2 live, with one note of its own."""
    page._older.cache_clear()
    texts = {kind: dict(entries) for kind, entries in content.texts().items()}
    for number in (1, 2):
        if number == 2:
            case = {**texts["cases"]["1-never-tested"], "story": OURS}
            texts["cases"] = {**texts["cases"], "1-never-tested": case}
        written = canonical(freeze(texts))
        EditionFactory(number=number, document=written, note="x")
    second = dataclasses.replace(EDITION, number=2, cases=_with_story(OURS))
    monkeypatch.setattr(live, "_edition", second)
    yield
    page._older.cache_clear()


def _with_story(words):
    case = EDITION.cases["1-never-tested"]
    story = dataclasses.replace(case.story, html=f"<p>{words}</p>")
    return {**EDITION.cases, "1-never-tested": dataclasses.replace(case, story=story)}


def body(html):
    return re.search(r"<body[^>]*>", html)[0]


@pytest.mark.parametrize("path", PATHS)
def test_every_teaching_page_can_be_projected_and_left_again(client, path):
    plain = client.get(path)
    link = re.search(r'href="([^"]+)" data-key="project"', plain.text)[1]
    projected = client.get(link)

    assert projected.status_code == 200
    assert 'class="projector"' not in body(plain.text)
    assert 'class="projector"' in body(projected.text)
    assert re.search(r'href="([^"]+)" data-key="leave"', projected.text)[1] == path
    assert 'data-key="project"' not in projected.text


@pytest.mark.parametrize("path", PATHS)
def test_the_keys_are_listed_and_can_be_switched_off_and_on(client, path):
    plain = client.get(path).text
    off = client.get(re.search(r'href="([^"]+)" data-with="keys"', plain)[1]).text

    assert plain.count("<kbd>") > 5
    assert 'data-keys="off"' in body(off)
    assert "data-keys" not in body(plain)
    assert "<kbd>" not in off
    assert f'href="{path}" data-without="keys"' in off


@pytest.mark.parametrize("path", PATHS)
def test_every_teaching_page_gives_its_own_code_with_the_address_beside_it(client, settings, path):
    settings.SITE_ADDRESS = "https://example.org"
    link = re.search(r'href="([^"]+)" data-with="qr"', client.get(path).text)[1]

    html = client.get(link).text

    assert f'<a href="https://example.org{path}">https://example.org{path}</a>' in html
    svg = re.search(r'<svg role="img".*?</svg>', html, re.DOTALL)[0]
    assert "style=" not in svg
    assert "aria-label" in svg
    assert "qr__svg" not in client.get(path).text


def test_without_a_site_address_the_code_has_the_one_that_was_asked(client, settings):
    settings.SITE_ADDRESS = ""

    assert "http://testserver/cases/" in client.get("/cases/?qr=1").text


def test_settings_stay_with_the_next_page(client):
    html = client.get("/cases/never-tested/?projector=1&keys=off&guess=1").text

    for name, value in (("projector", "1"), ("keys", "off"), ("guess", "1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    after = re.search(r'rel="next" href="([^"]+)"', html)[1]
    assert after.endswith("/?projector=1&amp;keys=off&amp;guess=1")
    given = {"from": "never-tested", "smoking": "now", "projector": "1", "guess": "1"}
    response = client.get("/cases/compose/", given)
    assert response.url == "/cases/1.-.-.now.-/?from=never-tested&projector=1&guess=1"


def test_the_cases_follow_each_other(client):
    html = client.get("/cases/teach/").text + client.get("/cases/").text
    links = list(dict.fromkeys(re.findall(r'<li><a href="(/cases/[^"]+/)"', html)))

    for before, after in pairwise(links):
        assert f'rel="next" href="{after}"' in client.get(before).text
        assert f'rel="prev" href="{before}"' in client.get(after).text
    assert 'rel="next"' not in client.get(links[-1]).text
    assert 'rel="prev"' not in client.get(links[0]).text


def test_the_explanation_waits_until_it_is_asked_for(client):
    plain, guess = (client.get(f"/cases/never-tested/{q}").text for q in ("", "?guess=1"))

    assert '<details class="guess">' not in plain
    hidden = guess.partition('<details class="guess">')[2]
    assert hidden.count("data-card") == plain.count("data-card") > 0
    assert "data-card" not in guess.partition('<details class="guess">')[0]
    assert re.findall(r'data-with="guess"|data-without="guess"', plain + guess) == [
        'data-with="guess"',
        'data-without="guess"',
    ]


def test_a_link_may_name_an_edition_and_a_quiet_line_offers_the_newest(client, editions):
    newest, pinned = (client.get(f"/cases/never-tested/{q}").text for q in ("", "?edition=1"))

    assert OURS in newest
    assert "see what changed" not in newest
    assert OURS not in pinned
    assert 'href="/editions/2/changes/"' in pinned
    assert 'href="/cases/never-tested/" data-without="edition"' in pinned
    assert client.get("/editions/2/changes/").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_every_teaching_page_can_be_pinned(client, editions, path):
    pinned = client.get(path, {"edition": "1"})

    assert pinned.status_code == 200
    assert "see what changed" in pinned.text
    assert "Part of this link could not be read" not in pinned.text


def test_the_edition_that_is_live_is_no_old_one(client, editions):
    html = client.get("/cases/never-tested/?edition=2").text

    assert OURS in html
    assert "see what changed" not in html


@pytest.mark.slow
@pytest.mark.parametrize("named", ["99", "0", "x", "-1", "1e3", "١", "9" * 400, "", "%00"])
@pytest.mark.parametrize("path", ["/cases/never-tested/", "/teach/", "/compare/", "/interplay/"])
def test_an_edition_that_does_not_exist_is_told_and_the_newest_is_shown(
    client, editions, path, named
):
    html = client.get(f"{path}?edition={named}").text

    assert "Part of this link could not be read" in html
    assert "edition" in html.partition('class="problems"')[2].partition("</div>")[0]


def test_without_the_database_a_pinned_link_shows_what_is_live(client, monkeypatch):
    def away(number):
        raise OperationalError

    monkeypatch.setattr(page, "_older", away)

    response = client.get("/cases/never-tested/?edition=7")

    assert response.status_code == 200
    assert "Part of this link could not be read" in response.text


def test_an_edition_whose_row_is_damaged_is_told(client, editions):
    page._older.cache_clear()
    rewrite(1, document="{}")

    assert "could not be read" in client.get("/teach/?edition=1").text


@pytest.mark.django_db
def test_a_page_that_is_asked_for_plainly_is_made_once(client, django_assert_num_queries):
    first = client.get("/cases/never-tested/")
    with django_assert_num_queries(0):
        again = client.get("/cases/never-tested/")

    assert first.content == again.content
    assert first["Cache-Control"] == again["Cache-Control"] == PUBLIC


def test_an_edition_that_is_published_later_is_found_though_it_was_asked_for_before(
    client, editions
):
    asked = "/cases/never-tested/?edition=3"
    before = client.get(asked).text
    EditionFactory(number=3, document=canonical(freeze(content.texts())), note="x")

    assert "Part of this link could not be read" in before
    assert "Part of this link could not be read" not in client.get(asked).text
