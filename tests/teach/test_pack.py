"""The lesson pack: everything for a lesson in one file, and nothing that needs a network."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest

from riskfactors.editions import content, live
from riskfactors.engine.cases import in_use
from riskfactors.engine.interplay import PAIRS
from riskfactors.engine.reckonings import TIMES, product
from riskfactors.teach.multiply import STATES
from riskfactors.teach.pack import pack_html
from tests.reading import texts

EDITION = content.edition()


@pytest.fixture(scope="module")
def html(packaged_edition):
    return pack_html(packaged_edition)


def test_it_is_a_file_to_save_named_after_the_edition(client):
    response = client.get("/lesson-pack.html")

    assert response["Content-Disposition"] == 'attachment; filename="ms-lesson-edition-1.html"'
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert EDITION.digest[:12] in response.text


def test_teach_offers_it(client):
    assert 'href="/lesson-pack.html"' in client.get("/teach/").text


def test_nothing_in_it_is_fetched(html):
    assert not re.search(r"<(?:script|link|img|iframe|object|video|audio|form|base)\b", html)
    assert not re.search(r"\b(?:src|srcset|action|data-hx-\w+|background)=", html)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_every_link_leads_inside_the_file_or_to_a_source(html):
    ids = re.findall(r'\bid="([^"]+)"', html)
    addresses = {s.address for s in EDITION.sources.values()}

    assert len(ids) == len(set(ids))
    for href in map(unescape, re.findall(r'\bhref="([^"]*)"', html)):
        assert (href[1:] in ids) if href.startswith("#") else (href in addresses), href


def test_all_of_the_lesson_is_in_it(html):
    for link, case in in_use(EDITION):
        assert f'id="case-{link}"' in html
        assert case.purpose in unescape(html)


def test_all_texts_and_figures_of_the_lesson_are_in_it(html):
    wanted = {
        *(f"card-{key}" for key in EDITION.passages),
        *(f"note-{key}" for key in EDITION.interplay),
        *(f"source-{key}" for key in EDITION.sources),
    }
    assert wanted <= set(re.findall(r'\bid="([^"]+)"', html))
    words = texts(html[html.index("<main") : html.index("</main>") + len("</main>")])
    assert {plan.heading for plan in EDITION.workshops.values()} <= words
    assert {one.question for one in EDITION.exercises.values()} <= words
    assert {line.heading for line in EDITION.headlines.values()} <= words
    assert str(product(EDITION, TIMES).times) in words


def test_the_map_of_pairs_leads_to_each_note(html):
    section = html.partition('id="together-all-stage"')[2].partition('<div id="together-')[0]

    assert section.count('class="pair pair--') - len(set(re.findall(r"pair--(\w+)", section))) == 6
    assert re.findall(r'href="#note-([^"]+)"', section) == list(PAIRS)


def test_every_state_of_factors_together_is_in_it_and_led_to(html):
    states = re.findall(r'<div id="(together-[^"]+)-stage"', html)

    assert len(states) == len(set(states)) == 3**4
    # All present is what stands there first, under the section's heading.
    led_to = set(re.findall(r'href="#(together-[^"]*)"', html))
    assert set(states) - {"together-all"} == led_to - {"together-all"}
    assert 'href="#interplay"' in html


def test_every_picture_and_every_slide_is_in_it(html):
    for key in EDITION.pictures:
        assert f'id="picture-{key}"' in html
    for slide in EDITION.slides.values():
        assert slide.heading in unescape(html)


def test_it_fits_into_a_megabyte_and_a_half(html):
    assert len(html.encode()) <= 1_500_000


def test_every_state_of_try_to_multiply_is_in_it_and_led_to(html):
    states = re.findall(r'<div id="(try-[^"]+)">', html)

    assert len(states) == len(set(states)) == len(STATES)
    assert set(states) <= set(re.findall(r'class="pick" href="#(try-[^"]+)"', html)) | {
        place for place in re.findall(r'href="#(try-[^"]+)"', html) if re.search("-a", place)
    }


def test_texts_without_exercises_make_a_pack_too(client, monkeypatch, packaged_edition):
    bare = dataclasses.replace(EDITION, exercises={}, headlines={}, workshops={}, cases={})
    monkeypatch.setattr(live, "_edition", bare)

    assert client.get("/lesson-pack.html").status_code == 200
