from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskfactors.engine.readability import reading, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("make", 1),
        ("table", 2),
        ("linked", 1),
        ("wanted", 2),
        ("smoking", 2),
        ("family", 3),
        ("times", 1),
        ("people", 2),
        ("1,000", 1),
        ("article", 3),
    ],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_the_formula_on_a_text_counted_by_hand():
    told = reading("The cat sat. The dog ran home.")

    assert told.grade == pytest.approx(0.39 * 7 / 2 + 11.8 * 1 - 15.59)
    assert told.lix == pytest.approx(3.5)
    assert told.longest == 4


def test_citations_links_and_names_do_not_count():
    plain = reading("Nearly all adults have had it. It is here.")
    full = reading(
        "Nearly all adults have had Epstein-Barr virus. [@E6] [It](https://x.org) is here."
    )

    assert full == plain


def test_list_items_are_sentences_of_their_own():
    assert reading("- one two\n- three four five").longest == 3


def test_a_harder_text_gets_a_higher_grade():
    easy = reading("We ask four things. You can skip them.")
    hard = reading("Epidemiological investigations demonstrate multifactorial susceptibility.")

    assert easy.grade < 4 < 12 < hard.grade
    assert easy.lix < hard.lix


@given(st.text())
def test_any_text_can_be_measured(text):
    assert reading(text).longest >= 0
