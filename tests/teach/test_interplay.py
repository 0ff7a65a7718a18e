"""The interplay explorer: every cell says what `explain` gives, and no number stands for any."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from html import unescape
from itertools import product

import pytest

from riskfactors.editions import content, live
from riskfactors.editions.citations import plain
from riskfactors.engine.answers import VALUES, answers_of
from riskfactors.engine.cases import code_of, decode
from riskfactors.engine.explain import explain
from riskfactors.engine.fields import Prose
from riskfactors.engine.interplay import PAIRS
from tests.reading import text_nodes

EDITION = content.edition()
WORDS = ("present", "absent", "not known")
# Written out a second time: which answer stands for which word.
STANDS = {
    "ebv": ("positive_test", "negative_test", "unsure"),
    "vitamin_d": ("below_50", "from_50", "unknown"),
    "smoking": ("current", "never", "undisclosed"),
    "family_history": ("first_degree", "none", "unsure"),
}


def answers_for(words):
    given = {f: STANDS[f][WORDS.index(word)] for f, word in zip(VALUES, words, strict=True)}
    return answers_of(given)


def file(client, query=""):
    response = client.get(f"/interplay.csv{query}")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def state(words, **more):
    """The page's link for a combination in words, as it may also be written by hand."""
    given = {f: "unknown" if w == "not known" else w for f, w in zip(VALUES, words, strict=True)}
    return given | more


def current(html):
    """What is picked: the ids of the links that say so."""
    return re.findall(r'<a id="([^"]+)"[^>]* aria-current="true"', html)


def links(html):
    """Where each switch and each pair leads, by its id."""
    return {name: unescape(to) for name, to in re.findall(r'<a id="([^"]+)" href="([^"]+)"', html)}


@pytest.mark.parametrize("words", list(product(WORDS, repeat=4)), ids=" ".join)
def test_each_combination_shows_its_pairs_its_map_and_its_person(client, words):
    html = client.get("/interplay/", state(words)).text

    answers = answers_for(words)
    pairs = [note.key for note in explain(EDITION, answers).notes if note.key in PAIRS]
    assert [name[5:] for name in links(html) if name.startswith("pair-")] == pairs
    figure = html.partition('<figure class="pairs">')[2].partition("</svg>")[0]
    assert figure.count("<line") == len(pairs)
    assert bool(pairs) == ('data-card="combination"' in html)
    dots = [word.replace("not known", "unknown") for word in words]
    assert sorted(re.findall(r"dot--(\w+)", figure)) == sorted(dots)
    assert decode(re.search(r'href="/cases/([^"]+)/"', html)[1]).answers == answers
    told = {f"set-{factor}-{dot}" for factor, dot in zip(VALUES, dots, strict=True)}
    assert set(current(html)) == told


def test_every_switch_leads_to_its_own_state_and_keeps_the_pair(client):
    html = client.get("/interplay/", {"pair": "ebv+smoking"}).text

    for name, to in links(html).items():
        if not name.startswith("set-"):
            continue
        after = client.get(to).text
        factor, word = name.removeprefix("set-").rsplit("-", 1)
        keeps = word == "present" or factor not in PAIRS["ebv+smoking"]
        assert name in current(after)
        assert ("pair-ebv+smoking" in current(after)) is keeps


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_that_is_picked_is_read_whole(client, pair):
    html = client.get("/interplay/", {"pair": pair}).text

    note = EDITION.interplay[pair]
    shown = html.partition(f'data-card="{pair}"')[2].partition("</article>")[0]
    for prose in (note.short_beyond, note.article, note.research, note.unknown):
        assert text_nodes(prose.html)[0].text in unescape(shown)
    assert html.count("pair--picked") == 1


def test_links_of_before_lead_to_the_page(client):
    for query in ("by=smoking", "ebv=any&smoking=absent", "ebv=present&smoking=present&by=smoking"):
        assert client.get(f"/interplay/?{query}").status_code == 200


def test_the_file_says_what_explain_gives_in_every_line(client):
    lines = file(client)

    assert len(lines) == 81
    for line in lines:
        answers = answers_for([line[factor] for factor in VALUES])
        said = explain(EDITION, answers)
        claims = [claim for card in said.cards for claim in card.claims]
        assert line["claims"].split() == [k for c in said.cards for k in c.passage.claims]
        for claim in claims:
            assert plain(claim.says.markdown) in line["the article says"]
            assert not claim.comparison or (
                plain(claim.comparison.markdown) in line["research observed"]
            )
        for note in said.notes:
            assert plain(note.text.article.markdown) in line["the article says"]
            assert plain(note.text.research.markdown) in line["research observed"]
            assert plain(note.text.unknown.markdown) in line["not known"]
        assert bool(line["not known"]) == bool(said.notes)
        assert line["link"] == f"http://testserver/cases/{code_of(answers)}/"
        assert (line["edition"], line["digest"]) == ("1", EDITION.digest)


@pytest.mark.parametrize("factor", VALUES)
@pytest.mark.parametrize("word", WORDS)
def test_the_file_can_be_asked_for_some_rows_and_another_order(client, factor, word):
    value = "unknown" if word == "not known" else word

    assert [line[factor] for line in file(client, f"?{factor}={value}")] == [word] * 27
    firsts = [line[factor] for line in file(client, f"?by={factor}")]
    assert firsts == sorted(firsts, key=WORDS.index)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ebv=maybe", "maybe"),
        ("by=weight", "weight"),
        ("ebv=present&ebv=absent", "ebv"),
        ("colour=red", "colour"),
        ("smoking=" + "x" * 8000, "x" * 40 + "…"),
        ("smoking=%00", "could not be read"),
        ("ebv=<b>", "&lt;b&gt;"),
        ("pair=ebv", "ebv"),
        ("pair=a&pair=b", "pair"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_map_is_there(client, query, told):
    response = client.get(f"/interplay/?{query}")

    assert response.status_code == 400
    assert told in response.text.partition('class="problems"')[2].partition("</div>")[0]
    assert '<figure class="pairs">' in response.text


@pytest.mark.parametrize("query", ["?ebv=%3D1%2B1", "?by=x&by=y", "?a=b", "?smoking=%00"])
def test_what_the_file_cannot_read_is_told_on_the_page(client, query):
    response = client.get(f"/interplay.csv{query}", follow=True)

    assert response.redirect_chain[0][0].startswith("/interplay/?")
    assert response.status_code == 400
    assert 'class="problems"' in response.text


@pytest.mark.parametrize("query", ["", "?ebv=present", "?by=smoking&ebv=any"])
def test_no_cell_of_the_file_is_run_as_a_formula(client, query):
    response = client.get(f"/interplay.csv{query}")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    for line in csv.reader(io.StringIO(response.content.decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)


def test_a_text_that_begins_like_a_formula_is_made_harmless(client, monkeypatch, packaged_edition):
    claim = EDITION.claims["ebv_strongest"]
    bad = dataclasses.replace(claim, says=Prose("=HYPERLINK(1)", "<p>x</p>"))
    edition = dataclasses.replace(EDITION, claims={**EDITION.claims, "ebv_strongest": bad})
    monkeypatch.setattr(live, "_edition", edition)

    cells = {line["the article says"][:2] for line in file(client)}

    assert cells == {"'="}


def test_htmx_gets_the_stage_alone(client):
    given = {"ebv": "present"}
    page = client.get("/interplay/", given)
    part = client.get("/interplay/", given, headers={"HX-Request": "true"})

    assert part.text.strip() in page.text
    assert part.text.lstrip().startswith('<div id="stage"')
