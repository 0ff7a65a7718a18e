"""The interplay table, written out a second time as plain conditions."""

from __future__ import annotations

import pytest

from riskfactors.engine.answers import all_answers
from riskfactors.engine.interplay import all_interplay_keys, interplay_keys


def fitting(answers):
    ebv = answers.ebv in {"positive_test", "mono"}
    low = answers.vitamin_d == "below_50"
    smoked = answers.smoking in {"current", "past"}
    relative = answers.family_history in {"first_degree", "identical_twin", "other_relative"}
    table = {
        "combination": ebv + low + smoked + relative >= 2,
        "ebv+smoking": ebv and smoked,
        "ebv+family": ebv and relative,
        "smoking+family": smoked and relative,
        "vitamin_d+ebv": low and ebv,
        "vitamin_d+smoking": low and smoked,
        "vitamin_d+family": low and relative,
    }
    return tuple(key for key, fits in table.items() if fits)


@pytest.mark.parametrize("factor", ["ebv", "vitamin_d", "smoking", "family_history"])
def test_notes_fit_their_answers(factor):
    for answers in all_answers():
        if getattr(answers, factor) is not None:
            assert interplay_keys(answers) == fitting(answers), answers


def test_every_note_is_reached_by_some_answers():
    reached = {key for answers in all_answers() for key in interplay_keys(answers)}

    assert reached == set(all_interplay_keys())


def test_nobody_without_answers_reads_a_note():
    assert interplay_keys(all_answers()[0]) == ()
