"""The interplay explorer: every cell says what `explain` gives, and no number stands for any."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections import defaultdict
from itertools import product

import pytest
from django.template.loader import get_template

from riskfactors.editions import live, packaged
from riskfactors.editions.resting import plain
from riskfactors.engine.answers import VALUES, answers_of
from riskfactors.engine.codes import code_of, decode
from riskfactors.engine.explain import explain
from riskfactors.engine.fields import Prose
from tests.reading import text_nodes

EDITION = packaged.edition()
WORDS = ("present", "absent", "not known")
# Written out a second time: which answer stands for which word.
STANDS = {
    "ebv": ("positive_test", "negative_test", "unsure"),
    "vitamin_d": ("below_50", "from_50", "unknown"),
    "smoking": ("current", "never", "undisclosed"),
    "family_history": ("first_degree", "none", "unsure"),
}
ROW = re.compile(r"<tr>\s*<td.*?</tr>", re.DOTALL)


def rows(html):
    """Each row: its words in the order shown, the texts it leads to, its case."""
    for row in ROW.findall(html):
        words = re.findall(r'together__word">([^<]+)<', row)
        texts = re.findall(r'href="#(?:card|note)-([^"]+)"', row)
        yield tuple(words), texts, re.search(r'href="/cases/([^"]+)/"', row)[1]


def answers_for(words):
    given = {f: STANDS[f][WORDS.index(word)] for f, word in zip(VALUES, words, strict=True)}
    return answers_of(given)


def file(client, query=""):
    response = client.get(f"/interplay.csv{query}")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_has_all_81_combinations_once(client):
    found = [words for words, *_ in rows(client.get("/interplay/").text)]

    assert sorted(found) == sorted(product(WORDS, repeat=4))


def test_every_cell_leads_to_the_texts_that_explain_gives_and_to_its_case(client):
    for words, texts, code in rows(client.get("/interplay/").text):
        answers = answers_for(words)
        said = explain(EDITION, answers)
        assert texts == [*(c.key for c in said.cards), *(n.key for n in said.notes)]
        assert decode(code).answers == answers
        assert code == code_of(answers)


def test_every_text_that_a_cell_leads_to_stands_on_the_page_word_for_word(client):
    html = client.get("/interplay/").text
    shown = nodes_by_card(html)

    for words in product(WORDS, repeat=4):
        said = explain(EDITION, answers_for(words))
        for card in said.cards:
            assert shown[card.key] == nodes_by_card(rendered("card", card=card))[card.key]
        for note in said.notes:
            assert shown[note.key] == nodes_by_card(rendered("note", note=note))[note.key]
    assert set(shown) == {text for _, texts, _ in rows(html) for text in texts}


def nodes_by_card(html):
    """The words of each card and note, in the order they are read."""
    found = defaultdict(list)
    for node in text_nodes(html):
        if node.card:
            found[node.card].append(node.text)
    return found


def rendered(partial, **context):
    return get_template(f"calculator.html#{partial}").render(context)


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
        assert line["link"] == f"/cases/{code_of(answers)}/"
        assert (line["edition"], line["digest"]) == ("1", EDITION.digest)


def test_no_cell_holds_a_number(client):
    """A threshold in a heading is a name; nothing else in a cell has a digit."""
    names = {passage.heading for passage in EDITION.passages.values()}
    table = re.search(r"<table.*?</table>", client.get("/interplay/").text, re.DOTALL)[0]

    for node in text_nodes(table):
        assert node.text in names or not re.search(r"\d", node.text), node.text


def test_the_picture_has_a_square_for_each_combination_and_words_for_it(client):
    html = client.get("/interplay/").text
    picture = re.search(r"<svg.*?</svg>", html, re.DOTALL)[0]

    assert picture.count("<rect") == 81
    assert picture.count("<circle") == 4 * 81
    assert "<title" in picture
    assert "<desc" in picture
    assert "style=" not in picture


def test_a_line_in_the_picture_is_a_pair_with_a_note(client):
    picture = re.search(r"<svg.*?</svg>", client.get("/interplay/").text, re.DOTALL)[0]
    lines = [cell.count("<path") for cell in re.findall(r"<g .*?</g>", picture)]

    pairs = [
        sum("+" in note.key for note in explain(EDITION, answers_for(words)).notes)
        for words in product(WORDS, repeat=4)
    ]
    assert lines == pairs


@pytest.mark.parametrize("factor", VALUES)
@pytest.mark.parametrize(
    ("value", "word"), [("present", "present"), ("absent", "absent"), ("unknown", "not known")]
)
def test_a_filter_keeps_the_rows_that_fit_in_table_picture_and_file(client, factor, value, word):
    html = client.get("/interplay/", {factor: value}).text

    column = list(VALUES).index(factor)
    found = [words for words, *_ in rows(html)]
    assert len(found) == 27
    assert {words[column] for words in found} == {word}
    assert html.count("grid__faint") == 54
    assert f'href="/interplay.csv?{factor}={value}"' in html
    lines = file(client, f"?{factor}={value}")
    assert {line[factor] for line in lines} == {word}
    assert len(lines) == 27


@pytest.mark.parametrize("factor", VALUES)
def test_another_factor_can_be_put_first(client, factor):
    html = client.get("/interplay/", {"by": factor}).text

    heads = re.findall(r'<th scope="rowgroup".*?</th>', html, re.DOTALL)
    assert len(heads) == 3
    for head, word in zip(heads, WORDS, strict=True):
        assert EDITION.questions[factor].name in head
        assert word in head
    firsts = [words[0] for words, *_ in rows(html)]
    assert firsts == sorted(firsts, key=WORDS.index)
    assert [line[factor] for line in file(client, f"?by={factor}")] == firsts


def test_one_combination_is_left_when_all_four_are_chosen(client):
    html = client.get("/interplay/", dict.fromkeys(VALUES, "unknown")).text

    assert [words for words, *_ in rows(html)] == [("not known",) * 4]


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
    ],
)
def test_what_cannot_be_read_is_told_and_the_table_is_there(client, query, told):
    response = client.get(f"/interplay/?{query}")

    assert response.status_code == 400
    assert told in response.text.partition('class="problems"')[2].partition("</div>")[0]
    assert len(list(rows(response.text))) == 81


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


def test_a_text_that_begins_like_a_formula_is_made_harmless(client, monkeypatch, packaged_shown):
    claim = EDITION.claims["ebv_strongest"]
    bad = dataclasses.replace(claim, says=Prose("=HYPERLINK(1)", "<p>x</p>"))
    edition = dataclasses.replace(EDITION, claims={**EDITION.claims, "ebv_strongest": bad})
    monkeypatch.setattr(live, "_shown", live.Shown(edition, packaged_shown.explanations))

    cells = {line["the article says"][:2] for line in file(client)}

    assert cells == {"'="}


def test_htmx_gets_the_table_alone(client):
    given = {"ebv": "present"}
    page = client.get("/interplay/", given)
    part = client.get("/interplay/", given, headers={"HX-Request": "true"})

    assert part.text.strip() in page.text
    assert part.text.lstrip().startswith('<div id="combinations"')
