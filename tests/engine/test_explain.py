from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from riskfactors.engine.answers import VALUES, Answers, Ebv, FamilyHistory, all_answers
from riskfactors.engine.explain import all_passage_keys, card, explain
from riskfactors.engine.fields import Line, Outcome, Prose, SourceKind, Tier
from riskfactors.engine.texts import Claim, Edition, Interplay, Notice, Passage, Question, Source


def prose(words, *cites):
    return Prose(words, f"<p>{words}</p>", cites)


def question(factor):
    return Question(name=Line(factor), legend=Line("?"), hint=prose("hint"), why=prose("why"))


@pytest.fixture(scope="module")
def edition():
    claim = Claim(
        says=prose("says", "article"),
        outcome=Outcome.GETTING,
        tier=Tier.RAISES,
        figure=Line("32 times"),
        figure_of=Line("the chance"),
        comparison=prose("comparison", "S2"),
    )
    passages = {
        key: Passage(heading=Line(key), unsaid=prose("unsaid"), beyond=prose("beyond", "S1", "S2"))
        for key in all_passage_keys()
    }
    passages["ebv.mono"] = Passage(
        heading=Line("ebv.mono"),
        claims=("large",),
        unsaid=prose("unsaid"),
        beyond=prose("beyond", "S1", "S2"),
        common=("common",),
    )
    note = Interplay(
        heading=Line("note"),
        article=prose("a", "article"),
        research=prose("r", "S1"),
        unknown=prose("u"),
    )
    return Edition(
        number=1,
        digest="d",
        date=dt.date(2026, 1, 1),
        sources={
            "article": Source(kind=SourceKind.ARTICLE, short=Line("a"), reference=Line("a")),
            "S1": Source(kind=SourceKind.STUDY, short=Line("one"), reference=Line("one")),
            "S2": Source(kind=SourceKind.REVIEW, short=Line("two"), reference=Line("two")),
        },
        questions={factor: question(factor) for factor in VALUES},
        options={},
        claims={"large": claim},
        passages=passages,
        interplay=dict.fromkeys(("ebv+family", "combination"), note),
        notices={"common": Notice(heading=Line("common"), body=prose("common", "S1"))},
        learn={},
        faq={},
        cases={},
        workshops={},
        slides={},
        exercises={},
        headlines={},
        matches={},
        studies={},
        pictures={},
        panels={},
        bands={},
        frames={},
        figures={},
        reasons={},
        glossary={},
        pages={},
    )


def test_a_card_for_each_answered_factor_in_the_order_of_the_questions(edition):
    answers = Answers(family_history=FamilyHistory.UNSURE, ebv=Ebv.MONO)

    explanation = explain(edition, answers)

    assert [card.key for card in explanation.cards] == ["ebv.mono", "family_history.unsure"]


def test_nothing_is_composed_every_text_is_the_editions_own(edition):
    answers = Answers(ebv=Ebv.MONO, family_history=FamilyHistory.FIRST_DEGREE)

    explanation = explain(edition, answers)

    assert explanation.cards[0].passage is edition.passages["ebv.mono"]
    assert explanation.cards[0].claims == (edition.claims["large"],)
    assert [note.text for note in explanation.notes] == [edition.interplay["combination"]] * 2


def test_the_articles_sources_stand_apart_and_each_stands_once(edition):
    sources = explain(edition, Answers(ebv=Ebv.MONO)).cards[0].sources

    assert [key for key, _ in sources.article] == ["article"]
    assert [key for key, _ in sources.beyond] == ["S2", "S1"]


def test_a_card_without_a_figure_says_so(edition):
    with_figure = explain(edition, Answers(ebv=Ebv.MONO)).cards[0]
    without = explain(edition, Answers(ebv=Ebv.UNSURE)).cards[0]

    assert (with_figure.has_figure, without.has_figure) == (True, False)


def test_no_answers_no_cards(edition):
    assert explain(edition, Answers()).cards == ()


def test_the_answers_ask_for_exactly_the_passage_keys():
    asked = {key for answers in all_answers() for key in answers.passage_keys()}

    assert asked == set(all_passage_keys())


def test_a_card_without_short_forms_shows_the_first_sentence_of_each_voice(edition):
    first = Prose("One. [@S1] Two.", "<p>One.<sup><cite>S1</cite></sup> Two.</p>\n<p>Three.</p>")
    old = dataclasses.replace(edition.passages["ebv.unsure"], beyond=first)
    short = dataclasses.replace(old, short_article=prose("says"), short_beyond=prose("short"))

    assert seen(edition, "ebv.unsure", old) == ("", "<p>One.<sup><cite>S1</cite></sup></p>")
    assert seen(edition, "ebv.unsure", short) == ("<p>says</p>", "<p>short</p>")


def test_a_figure_without_short_forms_keeps_whom_it_compares_in_sight(edition):
    old = edition.passages["ebv.mono"]

    assert seen(edition, "ebv.mono", old) == ("<p>says</p>", "<p>comparison</p>")


def seen(edition, key, passage):
    passages = {**edition.passages, key: passage}
    found = card(dataclasses.replace(edition, passages=passages), key).in_sight
    return found.article, found.beyond
