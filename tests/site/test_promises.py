"""Promises 1, 2, 3 and 5, over all 600 sets of answers, through the real view."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from django.test import Client
from django.utils.formats import date_format

from riskfactors.editions import content, live
from riskfactors.editions.explanations import places
from riskfactors.engine.answers import VALUES, all_answers
from riskfactors.engine.estimates import estimate
from riskfactors.engine.fields import Prose, SourceKind, StudyExtent, Voice
from riskfactors.engine.texts import KINDS
from tests.engine.test_interplay import fitting
from tests.interface import STRINGS
from tests.reading import text_nodes, texts

# The 600 are asked for once, and every promise is asked of them in the same process.
pytestmark = pytest.mark.xdist_group("explanations")
# A glossary link, or what is left of one, cuts a sentence into several text nodes.
GLOSSED = re.compile(r'<a class="term"[^>]*>([^<]*)</a>|<span>([^<]*)</span>')
LABELS = {
    "The article says",
    "Beyond the article",
    "The article gives no figure for this answer.",
    "Checked on",
    *StudyExtent,
}


@pytest.fixture(scope="module")
def edition():
    return content.edition()


@pytest.fixture(scope="module")
def answered(packaged_edition):
    """The view's fragment for every set of answers."""
    client = Client(headers={"HX-Request": "true"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "_edition", packaged_edition)
        return {answers: client.post("/", fields_of(answers)).text for answers in all_answers()}


def fields_of(answers):
    return {factor: getattr(answers, factor) or "" for factor in VALUES}


def words_of(edition, voices=frozenset(Voice)) -> set[str]:
    """Every text node that an edition can give in these voices."""
    return {
        node
        for kind in KINDS
        for entry in getattr(edition, kind).values()
        for field in dataclasses.fields(entry)
        if field.metadata.get("voice") in voices
        for node in nodes_of(getattr(entry, field.name))
    }


def nodes_of(value) -> Iterable[str]:
    if isinstance(value, Prose):
        return texts(value.html)
    return {" ".join(value.split())} if isinstance(value, str) else ()


def days_of(edition) -> set[str]:
    """Every day of a check, as a page shows it."""
    written = {claim.checked for claim in edition.claims.values() if claim.checked}
    return {date_format(dt.date.fromisoformat(day), "j F Y") for day in written}


def counts_of(edition) -> set[str]:
    """Every count that a card shows: how many do, and how many do not."""
    keys = {key for passage in edition.passages.values() for key in passage.counts}
    rows = [estimate(edition, key) for key in keys]
    return {str(n) for row in rows for n in (row.do, row.do_not)}


def test_each_set_of_answers_gets_its_own_passages_and_notes(answered):
    for answers, html in answered.items():
        cards = re.findall(r'data-card="([^"]+)"', html)
        chosen = [f"{name}.{value}" for name, value in fields_of(answers).items() if value]
        assert cards == [*chosen, *fitting(answers)], answers


def test_every_text_node_is_the_editions_or_a_listed_interface_string(answered, edition):
    own = words_of(edition) | set(edition.sources) | STRINGS
    own |= days_of(edition) | counts_of(edition)
    own |= {str(edition.number), edition.digest[:12], date_format(edition.date, "j F Y")}

    for answers, html in answered.items():
        assert texts(html) <= own, answers


def test_the_article_and_what_lies_beyond_it_never_share_a_block(answered, edition):
    cites = set(edition.sources)
    article = words_of(edition, {Voice.ARTICLE}) | cites | LABELS
    article |= {source.short for source in edition.sources.values()}
    article |= {c.figure for c in edition.claims.values()}
    article |= {c.figure_of for c in edition.claims.values()}
    notices = {notice.heading for notice in edition.notices.values()}
    beyond = words_of(edition, {Voice.BEYOND}) | cites | LABELS | notices
    beyond |= days_of(edition)

    for answers, html in answered.items():
        for node in text_nodes(html):
            assert not (node.within("article") and node.within("beyond")), answers
            if node.card and node.within("article"):
                assert node.text in article, node.text
            if node.card and node.within("beyond") and not node.within("counts"):
                assert node.text in beyond, node.text


def test_each_voice_cites_its_own_sources_and_lists_them(answered, edition):
    kinds = {key: source.kind is SourceKind.ARTICLE for key, source in edition.sources.items()}

    for html in answered.values():
        listed, cited = set(), set()
        for node in text_nodes(html):
            if "cite" in node.tags and node.card:
                (listed if node.within("sources") else cited).add((node.card, node.text))
                assert not (node.within("article") and not kinds[node.text])
                assert not (node.within("beyond") and kinds[node.text])
        assert cited <= listed


def test_every_sentence_with_a_figure_has_its_source(answered, edition):
    """A text node that holds a digit is followed by a citation of its own; days are none."""
    exempt = {option.label for option in edition.options.values()}
    exempt |= {entry.heading for entry in edition.passages.values()} | set(edition.sources)
    exempt |= {entry.heading for entry in edition.interplay.values()} | days_of(edition)

    for html in answered.values():
        whole = GLOSSED.sub(r"\1\2", html)
        nodes = [n for n in text_nodes(whole) if n.within("article") or n.within("beyond")]
        apart = ("figure", "section", "counts")
        prose = [n for n in nodes if not any(n.within(name) for name in apart)]
        for node, after in pairwise([*prose, None]):
            if re.search(r"\d", node.text) and node.text not in exempt:
                assert after is not None
                assert {"cite", "strong", "em"} & set(after.tags), node.text


def test_every_count_has_its_source(answered):
    for html in answered.values():
        for row in re.findall(
            r'<figure class="counted">.*?</figure>|<tr><th scope="row">.*?</tr>', html, re.DOTALL
        ):
            assert "<cite>" in row


def test_a_figure_never_stands_bare(answered):
    """Right after a figure and what it is of comes the comparison, beyond the article."""
    for html in answered.values():
        nodes = [n for n in text_nodes(html) if n.card]
        for index, node in enumerate(nodes):
            if node.within("figure") and "strong" in node.tags:
                assert nodes[index + 1].within("figure")
                assert nodes[index + 2].within("comparison")


def test_the_same_answers_give_the_same_bytes(answered, edition):
    for answers, html in answered.items():
        assert html.startswith("".join(places(edition, answers).values()))
