"""Which statements two explanations share."""

from __future__ import annotations

import dataclasses
import random
from itertools import product

import pytest

from riskfactors.editions import content
from riskfactors.engine.answers import all_answers, answers_of
from riskfactors.engine.compare import TOGETHER, compare
from riskfactors.engine.explain import explain


@pytest.fixture(scope="module")
def edition():
    return content.edition()


def said(edition, answers):
    """Every text of an explanation, without help from the code under test."""
    found = explain(edition, answers)
    for card in found.cards:
        passage = card.passage
        yield from card.told
        in_sight = (passage.short_article, passage.short_beyond, passage.short_limits)
        behind = (passage.lead, passage.article, passage.unsaid, passage.beyond)
        yield from filter(None, (*in_sight, card.counts, *behind))
        yield from (notice for _, notice in card.common)
    yield from found.notes


def test_both_and_only_are_all_that_the_two_say_and_nothing_else(edition):
    chance = random.Random(5)
    pairs = chance.sample(list(product(all_answers(), repeat=2)), 500)

    for one, other in pairs:
        first, second = list(said(edition, one)), list(said(edition, other))
        found = compare(explain(edition, one), explain(edition, other))
        for group in found:
            for statement in group.both:
                assert statement.text in first
                assert statement.text in second
            assert all(statement.text in first for statement in group.only_first)
            assert all(statement.text in second for statement in group.only_second)
        told_first = [s.text for g in found for s in (*g.both, *g.only_first)]
        assert len(told_first) == len(first)
        assert all(text in told_first for text in first)


def test_nothing_differs_from_oneself(edition):
    for answers in all_answers():
        explanation = explain(edition, answers)
        assert not any(group.differs for group in compare(explanation, explanation))


def test_one_answer_changes_its_own_group_and_the_notes_that_came(edition):
    first = explain(edition, answers_of({"ebv": "mono", "smoking": "never"}))
    second = explain(edition, answers_of({"ebv": "mono", "smoking": "current"}))

    found = {group.group: group for group in compare(first, second)}

    assert not found["ebv"].differs
    assert found["smoking"].differs
    came = [s.text.key for s in found[TOGETHER].only_second]
    assert came == ["combination", "ebv+smoking"]
    assert found[TOGETHER].only_first == ()


def test_what_two_cards_share_is_no_difference(edition):
    first = explain(edition, answers_of({"smoking": "current"}))
    second = explain(edition, answers_of({"smoking": "past"}))

    smoking = next(group for group in compare(first, second) if group.group == "smoking")

    assert "common" in {s.part for s in smoking.both}
    assert "counts" in {s.part for s in smoking.only_first}


def test_cards_without_short_forms_share_their_claims(edition):
    passages = {
        key: dataclasses.replace(passage, short_article=None)
        for key, passage in edition.passages.items()
    }
    old = dataclasses.replace(edition, passages=passages)
    first = explain(old, answers_of({"ebv": "mono"}))
    second = explain(old, answers_of({"ebv": "positive_test"}))

    ebv = next(group for group in compare(first, second) if group.group == "ebv")

    shared = set(old.passages["ebv.mono"].claims) & set(old.passages["ebv.positive_test"].claims)
    assert sum(s.part == "claim" for s in ebv.both) == len(shared) > 0
